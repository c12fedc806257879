"""The memory in its database: what is stored, and what look-ups find. Nothing here is one database's own."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    delete,
    func,
    insert,
    inspect,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import MemoryFault
from pipeline.model import Candidate, Catalog, Direction, Likelihood, State
from pipeline.project.processes import in_chunks
from pipeline.translate.memory.claims import Claims
from pipeline.translate.memory.database import LOOKUP, Database
from pipeline.translate.memory.lookup import LEAST, closest, fold_text, number_text, rank, vary_case
from pipeline.translate.memory.records import (
    DraftKey,
    Match,
    Record,
    RecordCount,
    RecordKind,
    digest_records,
    records_of,
)
from pipeline.translate.memory.rows import in_order, record_of, row_of, select_records, select_reviewed
from pipeline.translate.memory.sqlite import SqliteFile
from pipeline.translate.memory.tables import DRAFTS, JUDGEMENTS, PLACES, PLACES_BY_NAME, READINGS, TABLES, UNITS

LOCATION = Path(".newsloc", "memory.sqlite")
BATCH = 1000
"""Records in one statement."""

Question = tuple[str, str]
"""A source and the role of its unit."""


class Memory:
    """A memory in one database; use it as a context manager. Several processes may share it.

    ``place`` is a file, or the address of a server. ``project`` names the project where several share the memory: each
    forgets only what its own catalogs held, and all find what any of them reviewed.

    :raises MemoryFault: from every method, if the database cannot be used
    """

    def __init__(self, place: Path | str, project: str = "") -> None:
        self._place = place
        self._database = database_at(place)
        self._index = self._database.index
        self._project = project
        with self._faults(), ExitStack() as on_failure:
            self._engine = self._database.connect()
            on_failure.callback(self._engine.dispose)
            with self._engine.connect() as connection:
                ready = _is_ready(connection)
            if not ready:
                with self._database.writer(self._engine).begin() as connection:
                    _make_ready(connection)
                    self._index.create(connection)
            on_failure.pop_all()

    def __reduce__(self) -> tuple[type[Self], tuple[Path | str, str]]:
        """Open the same database anew in another process."""
        return type(self), (self._place, self._project)

    def __enter__(self) -> Self:
        """Return the open memory."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self._engine.dispose()

    @property
    def name(self) -> str:
        """The path of the file, or the address of the server."""
        return self._database.name

    @property
    def is_shared(self) -> bool:
        """Tell whether other machines can use it."""
        return self._database.size() is None

    def size(self) -> int | None:
        """Return the bytes that it takes on this machine; None if it is elsewhere."""
        return self._database.size()

    @property
    def claims(self) -> Claims:
        """Which drafts this process makes at the moment."""
        return Claims(database=self._database, connect=lambda: self._connected(self._database.appender(self._engine)))

    # Drafts that engines made, cached.

    def drafts(self, keys: Sequence[DraftKey]) -> dict[DraftKey, tuple[Candidate, ...]]:
        """Return the cached candidates of the keys that have some."""
        by_digest = {key.digest: key for key in keys}
        return {
            by_digest[digest]: msgspec.json.decode(candidates, type=tuple[Candidate, ...])
            for digest, candidates in self._cached(DRAFTS, by_digest).items()
        }

    def store_drafts(self, drafts: Mapping[DraftKey, tuple[Candidate, ...]]) -> dict[DraftKey, tuple[Candidate, ...]]:
        """Cache candidates, but where another process was quicker; return those that stand now.

        The first draft of a key wins, so that all processes that share a memory agree.
        """
        rows = {key.digest: msgspec.json.encode(candidates).decode() for key, candidates in drafts.items()}
        self._cache(DRAFTS, rows)
        return self.drafts(list(drafts))

    def all_candidates(self) -> Iterator[Candidate]:
        """Yield every candidate that was ever stored: nothing is evicted."""
        with self._reading() as connection:
            for (candidates,) in connection.execute(select(DRAFTS.c.candidates)):
                yield from msgspec.json.decode(candidates, type=tuple[Candidate, ...])

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
        found: dict[str, str] = {}
        with self._reading() as connection:
            for part in in_chunks(keys, LOOKUP):
                found.update(map(tuple[str, str], connection.execute(select(table).where(table.c.key.in_(part)))))
        return found

    def _cache(self, table: Table, rows: Mapping[str, str]) -> None:
        """Add texts to a table of two columns; those that are there stay."""
        key, text = table.columns.keys()
        with self._connected(self._database.appender(self._engine)) as connection:
            # In the order of the keys: two processes that wait for each other's rows would wait for ever.
            for part in in_chunks(sorted(rows.items()), LOOKUP):
                values = [dict(zip((key, text), row, strict=True)) for row in part]
                connection.execute(self._database.insert(table).on_conflict_do_nothing(), values)

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
                with self._writing() as connection:
                    self._replace(connection, RecordKind.CATALOG, key, digest, records)
        gone = [key for key in known if key[0] in languages and key not in seen]
        if gone:
            with self._writing() as connection:
                for key in gone:
                    self._drop(connection, RecordKind.CATALOG, key)

    def catalogs(self) -> dict[tuple[str, str], str]:
        """Return the digest of the records of each catalog of the project, by language and slug."""
        return {(language, name): digest for language, name, digest in self._places(RecordKind.CATALOG)}

    def _digest_of(self, key: tuple[str, str]) -> str | None:
        """Return the digest of the records of one catalog of the project."""
        with self._reading() as connection:
            return connection.execute(select(PLACES.c.digest).where(self._is_at(RecordKind.CATALOG, key))).scalar()

    def others(self) -> str:
        """Return a digest of all that is not in the project's catalogs: files, and what other projects share."""
        columns = (PLACES.c.project, PLACES.c.kind, PLACES.c.language, PLACES.c.name, PLACES.c.digest)
        ours = and_(PLACES.c.project == self._project, PLACES.c.kind == RecordKind.CATALOG)
        digest = hashlib.sha256()
        with self._reading() as connection:
            for row in connection.execute(select(*columns).where(not_(ours)).order_by(*columns)):
                digest.update("\0".join(row).encode() + b"\1")
        return digest.hexdigest()

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
        with self._writing() as connection:
            count = self._replace(connection, kind, ("", name), digest, records, advance)
            self._index.optimize(connection)
        return count

    def files(self, kind: RecordKind) -> dict[str, str]:
        """Return the digests of the files of a kind, by name."""
        return {name: digest for _, name, digest in self._places(kind)}

    def forget(self, name: str, kind: RecordKind = RecordKind.IMPORT) -> bool:
        """Forget what was taken from a file; return False if there is none of that name."""
        with self._writing() as connection:
            return self._drop(connection, kind, ("", name))

    def clear(self) -> None:
        """Forget what comes from catalogs and from the settings' files: all that can be had from them again."""
        with self._writing() as connection:
            ours = and_(PLACES.c.project == self._project, PLACES.c.kind != RecordKind.IMPORT)
            connection.execute(delete(UNITS).where(UNITS.c.place.in_(select(PLACES.c.id).where(ours))))
            connection.execute(delete(PLACES).where(ours))
            self._index.clear(connection)
            rows = connection.execute(
                select(UNITS.c.text, UNITS.c.source).where(UNITS.c.state == State.REVIEWED).distinct()
            ).all()
            self._index.add(connection, {number: fold_text(source) for number, source in rows})

    # Look-ups.

    def reviewed(self, source: str, direction: Direction, role: str) -> Match | None:
        """Return a reviewed target of exactly this source; one of the same role before others."""
        return self.reviewed_each([(source, role)], direction).get((source, role))

    def reviewed_each(self, questions: Collection[Question], direction: Direction) -> dict[Question, Match]:
        """Return what `reviewed` does for each source and role that has a reviewed target."""
        numbers = {source: number_text(source) for source, _ in questions}
        records = self._reviewed_records(numbers.values(), direction)
        found = {
            (source, role): rank(records.get(numbers[source], ()), source, direction, role)
            for source, role in questions
        }
        return {question: matches[0] for question, matches in found.items() if matches}

    def _reviewed_records(self, numbers: Iterable[int], direction: Direction) -> dict[int, list[Record]]:
        """Return the reviewed records of texts, by the texts' numbers."""
        records: defaultdict[int, list[Record]] = defaultdict(list)
        with self._reading() as connection:
            for part in in_chunks(sorted(set(numbers)), LOOKUP):
                for row in connection.execute(select_reviewed(direction), {"texts": part}):
                    records[row.text].append(record_of(row))
        return records

    def similar(
        self, source: str, direction: Direction, role: str, least: int = LEAST, *, drafts: bool = False
    ) -> tuple[Match, ...]:
        """Return the records whose source is at least so similar, the best first; reviewed ones before drafts.

        :param least: percent
        :param drafts: what nobody reviewed, too
        """
        folded = fold_text(source)
        with self._reading() as connection:
            texts = self._index.candidates(connection, folded)
            if drafts:
                query = select_records(direction).where(UNITS.c.state != State.REVIEWED)
                texts |= {row.text: fold_text(row.source) for row in connection.execute(query)}
            near = {number_text(source), *closest(folded, texts, least)}
            wanted = select_records(direction, reviewed=not drafts)
            rows = [
                row
                for part in in_chunks(near, LOOKUP)
                for row in connection.execute(wanted.where(UNITS.c.text.in_(part)))
            ]
        return rank((record_of(row) for row in rows), source, direction, role, least)

    def similar_each(self, questions: Collection[Question], direction: Direction) -> dict[Question, Match]:
        """Return the first of what `similar` does for each source and role that has a similar reviewed text."""
        near: dict[str, set[int]] = {}
        with self._reading() as connection:
            for source in {source for source, _ in questions}:
                folded = fold_text(source)
                texts = self._index.candidates(connection, folded)
                near[source] = {number_text(source), *closest(folded, texts, LEAST)}
        records = self._reviewed_records((number for numbers in near.values() for number in numbers), direction)
        found = {}
        for source, role in questions:
            known = [record for number in near[source] for record in records.get(number, ())]
            if matches := rank(known, source, direction, role, LEAST):
                found[source, role] = matches[0]
        return found

    def containing(
        self, text: str, direction: Direction, limit: int = 100, *, drafts: bool = False
    ) -> tuple[Record, ...]:
        """Return records with a text inside their source or target, in any usual case, in the order of `records`."""
        sides = [(side, each) for side in (UNITS.c.source, UNITS.c.target) for each in sorted(vary_case(text))]
        query = select_records(direction).where(or_(*(side.icontains(each, autoescape=True) for side, each in sides)))
        if not drafts:  # concatenated: SQLite's index by state is slower here than the table read from end to end
            query = query.where(UNITS.c.state.concat("") == State.REVIEWED)
        query = in_order(query).limit(limit)
        with self._reading() as connection:
            return tuple(map(record_of, connection.execute(query)))

    def records(self, direction: Direction | None = None, *, drafts: bool = False) -> Iterator[Record]:
        """Yield all records, or those of a direction, in an order that their content gives."""
        with self._reading() as connection:
            for row in connection.execute(in_order(select_records(direction, reviewed=not drafts))):
                yield record_of(row)

    def tally(self) -> tuple[RecordCount, ...]:
        """Count the records by direction, kind and state."""
        columns = (UNITS.c.source_language, UNITS.c.target_language, PLACES.c.kind, UNITS.c.state)
        query = select(*columns, func.count()).join(PLACES).group_by(*columns).order_by(*columns)
        with self._reading() as connection:
            return tuple(
                RecordCount(
                    direction=Direction(source=source, target=target),
                    kind=RecordKind(kind),
                    state=State(state),
                    count=count,
                )
                for source, target, kind, state, count in connection.execute(query)
            )

    def count_drafts(self) -> int:
        """Count the cached drafts."""
        with self._reading() as connection:
            return int(connection.execute(select(func.count()).select_from(DRAFTS)).scalar_one())

    def examine(self) -> None:
        """Read all of the database.

        :raises MemoryFault: if some of it is damaged
        """
        with self._reading() as connection:
            for table in TABLES.sorted_tables:
                connection.execute(select(func.count()).select_from(table))
            self._index.examine(connection)

    # The database.

    def _places(self, kind: RecordKind) -> list[tuple[str, str, str]]:
        columns = (PLACES.c.language, PLACES.c.name, PLACES.c.digest)
        with self._reading() as connection:
            ours = and_(PLACES.c.project == self._project, PLACES.c.kind == kind)
            return [tuple(row) for row in connection.execute(select(*columns).where(ours))]

    def _replace(  # noqa: PLR0913, PLR0917 - all of it is one row of the places, and its records
        self,
        connection: Connection,
        kind: RecordKind,
        key: tuple[str, str],
        digest: str,
        records: Iterable[Record],
        advance: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Put records in the place of those that a catalog or file had."""
        before = self._remove(connection, kind, key) or set()
        place = {"project": self._project, "kind": kind, "language": key[0], "name": key[1], "digest": digest}
        number = connection.execute(insert(PLACES), place).inserted_primary_key
        assert number
        count = 0
        for part in in_chunks(records, BATCH):
            rows = [row_of(record, number[0]) for record in part]
            reviewed = {row["text"]: row["source"] for row in rows if row["state"] == State.REVIEWED}
            connection.execute(insert(UNITS), rows)
            # What stays is not indexed anew: an index that changes forgets what it counted.
            fresh = reviewed.keys() - before
            self._index.add(connection, {text: fold_text(reviewed[text]) for text in fresh})
            count += len(part)
            advance(len(part))
        self._forget_texts(connection, before)
        return count

    def _drop(self, connection: Connection, kind: RecordKind, key: tuple[str, str]) -> bool:
        """Remove a catalog or file with its records; texts that no other has leave the index."""
        if (texts := self._remove(connection, kind, key)) is None:
            return False
        self._forget_texts(connection, texts)
        return True

    def _remove(self, connection: Connection, kind: RecordKind, key: tuple[str, str]) -> set[int] | None:
        """Remove the rows of a catalog or file; return the reviewed texts that it had, None if it was not there."""
        places = list(connection.execute(select(PLACES.c.id).where(self._is_at(kind, key))).scalars())
        texts: set[int] = set()
        for place in places:
            held = select(UNITS.c.text).where(UNITS.c.place == place, UNITS.c.state == State.REVIEWED)
            texts |= set(connection.execute(held).scalars())
            connection.execute(delete(UNITS).where(UNITS.c.place == place))
            connection.execute(delete(PLACES).where(PLACES.c.id == place))
        return texts if places else None

    def _is_at(self, kind: RecordKind, key: tuple[str, str]) -> ColumnElement[bool]:
        """Return the condition that a place is the project's catalog or file of a name."""
        named = and_(PLACES.c.kind == kind, PLACES.c.language == key[0], PLACES.c.name == key[1])
        return and_(PLACES.c.project == self._project, named)

    def _forget_texts(self, connection: Connection, texts: Collection[int]) -> None:
        """Take texts out of the index that no catalog or file has any more."""
        for part in in_chunks(texts, LOOKUP):
            held = select(UNITS.c.text).where(UNITS.c.text.in_(part), UNITS.c.state == State.REVIEWED)
            self._index.remove(connection, set(part) - set(connection.execute(held).scalars()))

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._connected(self._engine)

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._connected(self._database.writer(self._engine))

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        with self._faults(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (OSError, SQLAlchemyError) as error:
            cause = getattr(error, "orig", error)
            raise MemoryFault(self._database.explain(str(cause) or type(error).__name__, cause)) from error


def database_at(place: Path | str) -> Database:
    """Return the database at a path or address."""
    if isinstance(place, Path):
        return SqliteFile(place)
    from pipeline.translate.memory.postgres import PostgresServer

    return PostgresServer(place)


def _is_ready(connection: Connection) -> bool:
    """Tell whether the tables are there, with all that this version has."""
    inspector = inspect(connection)
    return all(map(inspector.has_table, TABLES.tables)) and _has_projects(connection) and _finds_names(connection)


def _has_projects(connection: Connection) -> bool:
    return any(column["name"] == PLACES.c.project.name for column in inspect(connection).get_columns(PLACES.name))


def _finds_names(connection: Connection) -> bool:
    return any(index["name"] == PLACES_BY_NAME.name for index in inspect(connection).get_indexes(PLACES.name))


def _make_ready(connection: Connection) -> None:
    """Make the tables, or add to those of an older version what they lack; another process may have been first."""
    TABLES.create_all(connection)
    if not _has_projects(connection):
        connection.execute(text(f"ALTER TABLE {PLACES.name} ADD COLUMN project VARCHAR(255) NOT NULL DEFAULT ''"))
    if not _finds_names(connection):
        PLACES_BY_NAME.create(connection)
