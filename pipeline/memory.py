"""The translation memory: reviewed targets and cached drafts, by source. A cache: the catalogs hold the truth."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from sqlalchemy import Column, Engine, MetaData, String, Table, Text, create_engine, delete, event, insert, select
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import MemoryFault
from pipeline.model import Candidate, Catalog, Direction, State

LOCATION = Path(".newsloc", "memory.sqlite")
LOOKUP = 500
"""Keys in one query: databases limit a statement's parameters."""

_tables = MetaData()
_drafts = Table(
    "drafts",
    _tables,
    Column("key", String(64), primary_key=True),
    Column("candidates", Text, nullable=False),
)
_reviewed = Table(
    "reviewed",
    _tables,
    Column("language", String(35), primary_key=True),
    Column("slug", String(255), primary_key=True),
    Column("context", String(64), primary_key=True),
    Column("source_language", String(35), nullable=False),
    Column("source", Text, nullable=False, index=True),
    Column("target", Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftKey:
    """What a cached draft depends on: all of it, and nothing of the batch it was made in."""

    source: str
    direction: Direction
    engine: str
    """The engine's name and label."""
    glossary: str
    """The glossary's signature."""

    @property
    def digest(self) -> str:
        """Return the key under which the draft is stored."""
        parts = (self.source, str(self.direction), self.engine, self.glossary)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A reviewed target of the same source, and where it was reviewed."""

    target: str
    slug: str
    context: str


class Memory:
    """A memory in one database; use it as a context manager. Several processes may share it.

    :raises MemoryFault: from every method, if the database cannot be used
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._engine = _connect(path)
            _tables.create_all(self._engine)
        except (OSError, SQLAlchemyError) as error:
            raise self._fault(error) from error

    def __enter__(self) -> Self:
        """Return the open memory."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self._engine.dispose()

    def drafts(self, keys: Sequence[DraftKey]) -> dict[DraftKey, tuple[Candidate, ...]]:
        """Return the cached candidates of the keys that have some."""
        by_digest = {key.digest: key for key in keys}
        digests = list(by_digest)
        found = {}
        for start in range(0, len(digests), LOOKUP):
            part = digests[start : start + LOOKUP]
            for digest, candidates in self._rows(select(_drafts).where(_drafts.c.key.in_(part))):
                found[by_digest[digest]] = msgspec.json.decode(candidates, type=tuple[Candidate, ...])
        return found

    def store_drafts(self, drafts: Mapping[DraftKey, tuple[Candidate, ...]]) -> None:
        """Cache candidates in place of older ones of the same key.

        The older ones stay too, for `all_candidates`: one of them may be the draft that a person reviewed.
        """
        fresh = {key.digest: msgspec.json.encode(candidates).decode() for key, candidates in drafts.items()}
        query = select(_drafts).where(_drafts.c.key.in_(fresh))
        replaced = [(key, candidates) for key, candidates in self._rows(query) if candidates != fresh[key]]
        rows = dict(fresh)
        rows.update(
            (hashlib.sha256(f"{key}\0{candidates}".encode()).hexdigest(), candidates) for key, candidates in replaced
        )
        self._write(
            [
                (delete(_drafts).where(_drafts.c.key.in_(rows)), None),
                (insert(_drafts), [{"key": key, "candidates": candidates} for key, candidates in rows.items()]),
            ]
        )

    def all_candidates(self) -> Iterator[Candidate]:
        """Yield every candidate that was ever stored: nothing is evicted, so the draft of any reviewed unit is here."""
        for (candidates,) in self._rows(select(_drafts.c.candidates)):
            yield from msgspec.json.decode(candidates, type=tuple[Candidate, ...])

    def learn(self, catalogs: Iterable[Catalog]) -> None:
        """Take over the reviewed targets of catalogs; what they held before is forgotten."""
        for catalog in catalogs:
            here = (_reviewed.c.language == catalog.language) & (_reviewed.c.slug == catalog.slug)
            rows = [
                {
                    "language": catalog.language,
                    "slug": catalog.slug,
                    "context": entry.context,
                    "source_language": catalog.source_language,
                    "source": entry.source,
                    "target": entry.target,
                }
                for entry in catalog.entries
                if entry.state is State.REVIEWED
            ]
            self._write([(delete(_reviewed).where(here), None), (insert(_reviewed), rows)])

    def reviewed(self, source: str, direction: Direction, role: str) -> Match | None:
        """Return a reviewed target of exactly this source; one of the same role before others."""
        query = select(_reviewed.c.target, _reviewed.c.slug, _reviewed.c.context).where(
            _reviewed.c.source == source,
            _reviewed.c.source_language == direction.source,
            _reviewed.c.language == direction.target,
        )
        matches = [Match(target=target, slug=slug, context=context) for target, slug, context in self._rows(query)]
        matches.sort(key=lambda match: (not match.context.startswith(f"{role}#"), match.slug, match.context))
        return matches[0] if matches else None

    def _rows(self, query: Any) -> list[tuple[str, ...]]:
        try:
            with self._engine.connect() as connection:
                return [tuple(row) for row in connection.execute(query)]
        except SQLAlchemyError as error:
            raise self._fault(error) from error

    def _write(self, statements: list[tuple[Any, list[dict[str, Any]] | None]]) -> None:
        try:
            with self._engine.begin() as connection:
                for statement, rows in statements:
                    if rows is None:
                        connection.execute(statement)
                    elif rows:
                        connection.execute(statement, rows)
        except SQLAlchemyError as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> MemoryFault:
        reason = str(getattr(error, "orig", error)) or type(error).__name__
        return MemoryFault(
            f"{self._path}: the translation memory cannot be used ({reason}); "
            "it is a cache: delete it, and the next run makes it anew from the catalogs",
        )


def _connect(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        # Readers and one writer at a time, from several processes; a crash loses at most the last transaction.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine
