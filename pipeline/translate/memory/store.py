"""The memory in its database: what is stored, and what look-ups find. Nothing here is one database's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from sqlalchemy import Table, func, select

from pipeline.model import Candidate, Catalog, Direction, Likelihood
from pipeline.translate.memory import search
from pipeline.translate.memory.cache import add_cached, read_cached
from pipeline.translate.memory.claims import Claims
from pipeline.translate.memory.lookup import LEAST
from pipeline.translate.memory.opened import OpenDatabase
from pipeline.translate.memory.places import Places
from pipeline.translate.memory.records import (
    DraftKey,
    Match,
    Record,
    RecordCount,
    RecordKind,
    digest_records,
    records_of,
)
from pipeline.translate.memory.search import Question
from pipeline.translate.memory.tables import DRAFTS, JUDGEMENTS, READINGS, TABLES

LOCATION = Path(".newsloc", "memory.sqlite")


class Memory:
    """A memory in one database; use it as a context manager. Several processes may share it.

    ``place`` is a file, or the address of a server. ``project`` names the project where several share the memory: each
    forgets only what its own catalogs held, and all find what any of them reviewed.

    :raises MemoryFault: from every method, if the database cannot be used
    """

    def __init__(self, place: Path | str, project: str = "") -> None:
        self._opened = OpenDatabase(place)
        self._index = self._opened.database.index
        self._places = Places(index=self._index, project=project)

    def __reduce__(self) -> tuple[type[Self], tuple[Path | str, str]]:
        """Open the same database anew in another process."""
        return type(self), (self._opened.place, self._places.project)

    def __enter__(self) -> Self:
        """Return the open memory."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self._opened.close()

    @property
    def name(self) -> str:
        """The path of the file, or the address of the server."""
        return self._opened.database.name

    @property
    def is_shared(self) -> bool:
        """Tell whether other machines can use it."""
        return self._opened.database.size() is None

    def size(self) -> int | None:
        """Return the bytes that it takes on this machine; None if it is elsewhere."""
        return self._opened.database.size()

    @property
    def claims(self) -> Claims:
        """Which drafts this process makes at the moment."""
        return Claims(database=self._opened.database, connect=self._opened.appending)

    # Drafts that engines made, cached.

    def drafts(self, keys: Sequence[DraftKey]) -> dict[DraftKey, tuple[Candidate, ...]]:
        """Return the cached candidates of the keys that have some."""
        by_digest = {key.digest: key for key in keys}
        return {
            by_digest[digest]: msgspec.json.decode(candidates, type=tuple[Candidate, ...])
            for digest, candidates in self._cached(DRAFTS, by_digest).items()
        }

    def store_drafts(
        self, drafts: Mapping[DraftKey, tuple[Candidate, ...]], *, replace: bool = False
    ) -> dict[DraftKey, tuple[Candidate, ...]]:
        """Cache candidates, but where another process was quicker; return those that stand now.

        The first draft of a key wins, so that all processes that share a memory agree. Those of an engine that was
        asked anew *replace* what is there.
        """
        rows = {key.digest: msgspec.json.encode(candidates).decode() for key, candidates in drafts.items()}
        self._cache(DRAFTS, rows, replace=replace)
        return self.drafts(list(drafts))

    # What judges said of targets, cached.

    def judgements(self, keys: Collection[str]) -> dict[str, str]:
        """Return what judges said, in JSON, of the keys that have something."""
        return self._cached(JUDGEMENTS, keys)

    def store_judgements(self, judgements: Mapping[str, str]) -> None:
        """Cache what judges said, but where another process was quicker."""
        self._cache(JUDGEMENTS, judgements)

    # What the embedded model said of sources and targets, cached.

    def readings(self, keys: Collection[str]) -> dict[str, Likelihood]:
        """Return what the model said, of the keys that have something."""
        found = self._cached(READINGS, keys)
        return {key: msgspec.json.decode(reading, type=Likelihood) for key, reading in found.items()}

    def store_readings(self, readings: Mapping[str, Likelihood]) -> None:
        """Cache what the model said, but where another process was quicker."""
        rows = {key: msgspec.json.encode(reading).decode() for key, reading in readings.items()}
        self._cache(READINGS, rows)

    def _cached(self, table: Table, keys: Iterable[str]) -> dict[str, str]:
        """Return the texts of a table of two columns, by key."""
        with self._opened.reading() as connection:
            return read_cached(connection, table, keys)

    def _cache(self, table: Table, rows: Mapping[str, str], *, replace: bool = False) -> None:
        """Add texts to a table of two columns; those that are there stay, unless they are replaced."""
        with self._opened.appending() as connection:
            add_cached(connection, self._opened.database, table, rows, replace=replace)

    # Records of catalogs and files.

    def learn(
        self,
        catalogs: Iterable[Catalog],
        languages: Collection[str] = (),
        kept: Collection[tuple[str, str]] = (),
    ) -> None:
        """Take over what catalogs hold; what they held before is forgotten, as it is of an unchanged catalog never.

        :param languages: whose catalogs are all there: what others of these languages held is forgotten too
        :param kept: the catalogs, by language and slug, that are known to be unchanged
        """
        known = self.catalogs() if languages else {}
        seen: set[tuple[str, str]] = set(kept)
        for catalog in catalogs:
            if catalog.language is None:
                continue
            key = (catalog.language, catalog.slug)
            records = tuple(records_of(catalog))
            digest = digest_records(records)
            seen.add(key)
            if (known.get(key) if languages else self._digest_of(key)) != digest:
                with self._opened.writing() as connection:
                    self._places.replace(connection, RecordKind.CATALOG, key, digest, records)
        gone = [key for key in known if key[0] in languages and key not in seen]
        if gone:
            with self._opened.writing() as connection:
                for key in gone:
                    self._places.drop(connection, RecordKind.CATALOG, key)

    def catalogs(self) -> dict[tuple[str, str], str]:
        """Return the digest of the records of each catalog of the project, by language and slug."""
        with self._opened.reading() as connection:
            return self._places.digests(connection, RecordKind.CATALOG)

    def _digest_of(self, key: tuple[str, str]) -> str | None:
        """Return the digest of the records of one catalog of the project."""
        with self._opened.reading() as connection:
            return self._places.digest_of(connection, RecordKind.CATALOG, key)

    def others(self) -> str:
        """Return a digest of all that is not in the project's catalogs: files, and what other projects share."""
        with self._opened.reading() as connection:
            return self._places.digest_others(connection)

    def take_file(
        self,
        name: str,
        digest: str,
        records: Iterable[Record],
        *,
        kind: RecordKind = RecordKind.IMPORT,
        advance: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Take over the records of a file, all or none, in place of what it held before; return how many there are."""
        with self._opened.writing() as connection:
            count = self._places.replace(connection, kind, ("", name), digest, records, advance)
            self._index.optimize(connection)
        return count

    def files(self, kind: RecordKind) -> dict[str, str]:
        """Return the digests of the files of a kind, by name."""
        with self._opened.reading() as connection:
            return {name: digest for (_, name), digest in self._places.digests(connection, kind).items()}

    def forget(self, name: str, kind: RecordKind = RecordKind.IMPORT) -> bool:
        """Forget what was taken from a file; return False if there is none of that name."""
        with self._opened.writing() as connection:
            return self._places.drop(connection, kind, ("", name))

    def clear(self) -> None:
        """Forget what comes from catalogs and from the settings' files: all that can be had from them again."""
        with self._opened.writing() as connection:
            self._places.clear(connection)

    # Look-ups.

    def similar(
        self, source: str, direction: Direction, role: str, least: int = LEAST, *, drafts: bool = False
    ) -> tuple[Match, ...]:
        """Return the records whose source is at least so similar, the best first; reviewed ones before drafts.

        :param least: percent
        :param drafts: what nobody reviewed, too
        """
        with self._opened.reading() as connection:
            return search.find_similar(connection, self._index, (source, role), direction, least, drafts=drafts)

    def similar_each(self, questions: Collection[Question], direction: Direction) -> dict[Question, tuple[Match, ...]]:
        """Return what `similar` does for each source and role that has a similar reviewed text, or the same one."""
        with self._opened.reading() as connection:
            return search.find_similar_each(connection, self._index, questions, direction)

    def containing(
        self, text: str, direction: Direction, limit: int = 100, *, drafts: bool = False
    ) -> tuple[Record, ...]:
        """Return records with a text inside their source or target, in any usual case, in the order of `records`."""
        with self._opened.reading() as connection:
            return search.find_containing(connection, text, direction, limit, drafts=drafts)

    def records(self, direction: Direction | None = None, *, drafts: bool = False) -> Iterator[Record]:
        """Yield all records, or those of a direction, in an order that their content gives."""
        with self._opened.reading() as connection:
            yield from search.list_records(connection, direction, drafts=drafts)

    def tally(self) -> tuple[RecordCount, ...]:
        """Count the records by direction, kind and state."""
        with self._opened.reading() as connection:
            return search.count_records(connection)

    def count_drafts(self) -> int:
        """Count the cached drafts."""
        with self._opened.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(DRAFTS)).scalar_one())

    def examine(self) -> None:
        """Read all of the database.

        :raises MemoryFault: if some of it is damaged
        """
        with self._opened.reading() as connection:
            for table in TABLES.sorted_tables:
                connection.execute(select(func.count()).select_from(table))
            self._index.examine(connection)
