"""What earlier runs left, so that the next one opens only what changed: a cache in .newsloc/ that may be deleted.

An article is settled when it needs nothing: its file, its template and catalogs are what a run left, none of its
units is missing, and nothing else that its catalogs depend on has changed: version, settings, glossary,
and what is reviewed anywhere in the memory.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from pipeline.localize.job import ArticleRow, FileState, Learned
from pipeline.localize.shard import WHOLE, Shard
from pipeline.model import Direction
from pipeline.project.paths import place_in

FOLDER = ".newsloc"
_SCHEMA = 3
"""Counted up when what is kept changes its form: a file of another form is made anew."""
_WAIT = 60
"""Seconds to wait for another run of the same shard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """What a run left of an article: its files, by what it was made (``job``, ``reviewed``: digests), and its rows."""

    path: str
    files: tuple[FileState, ...]
    job: str
    reviewed: str
    rows: tuple[ArticleRow, ...]
    pseudo: tuple[Direction, ...] = ()
    """The directions of its pseudo-translations, which an engine that translates replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogRecord:
    """What was learned of a catalog, and the file that said so."""

    file: FileState
    learned: Learned


class Keeper(Protocol):
    """Keeps what a run leaves."""

    def put_article(self, slug: str, record: ArticleRecord) -> None:
        """Keep the record of an article."""

    def put_catalogs(self, records: Iterable[tuple[tuple[str, str], CatalogRecord]]) -> None:
        """Keep the records of catalogs, by language and slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecords:
    """What one machine of a cluster leaves, on its way to the records of the run."""

    articles: list[tuple[str, ArticleRecord]] = field(default_factory=list)
    catalogs: list[tuple[tuple[str, str], CatalogRecord]] = field(default_factory=list)

    def put_article(self, slug: str, record: ArticleRecord) -> None:
        """Keep the record of an article."""
        self.articles.append((slug, record))

    def put_catalogs(self, records: Iterable[tuple[tuple[str, str], CatalogRecord]]) -> None:
        """Keep the records of catalogs."""
        self.catalogs.extend(records)

    def hand_over(self, keeper: Keeper) -> None:
        """Let another keep all of them."""
        keeper.put_catalogs(self.catalogs)
        for slug, record in self.articles:
            keeper.put_article(slug, record)


class Records:
    """The records of one shard, by slug."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def articles(self) -> Iterator[ArticleRecord]:
        """Yield the record of each article."""
        decoder = msgspec.json.Decoder(ArticleRecord)
        for (record,) in self._connection.execute("SELECT record FROM articles"):
            yield decoder.decode(record)

    def catalogs(self) -> Iterator[tuple[tuple[str, str], CatalogRecord]]:
        """Yield the record of each catalog, by language and slug."""
        decoder = msgspec.json.Decoder(CatalogRecord)
        for language, slug, record in self._connection.execute("SELECT language, slug, record FROM catalogs"):
            yield (language, slug), decoder.decode(record)

    def put_article(self, slug: str, record: ArticleRecord) -> None:
        """Keep the record of an article."""
        with self._connection:
            self._connection.execute("REPLACE INTO articles VALUES (?, ?)", (slug, msgspec.json.encode(record)))

    def put_catalogs(self, records: Iterable[tuple[tuple[str, str], CatalogRecord]]) -> None:
        """Keep the records of catalogs."""
        rows = ((*key, msgspec.json.encode(record)) for key, record in records)
        with self._connection:
            self._connection.executemany("REPLACE INTO catalogs VALUES (?, ?, ?)", rows)


@contextmanager
def open_records(project: Path, shard: Shard = WHOLE) -> Iterator[Records | None]:
    """Open the records of a shard; None where they cannot be kept: a run does without.

    A damaged file is made anew.
    """
    name = "records.sqlite" if shard == WHOLE else f"records-{shard.number}-of-{shard.count}.sqlite"
    path = project / FOLDER / name
    connection = None
    for _ in range(2):
        try:
            connection = _connect(path)
            break
        except (OSError, sqlite3.Error):
            with suppress(OSError):
                path.unlink(missing_ok=True)
    if connection is None:
        yield None
        return
    with closing(connection):
        yield Records(connection)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as on_failure:
        connection = on_failure.enter_context(closing(sqlite3.connect(path, timeout=_WAIT)))
        _prepare(connection)
        on_failure.pop_all()
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    # What a power cut takes is found out again.
    connection.execute("PRAGMA synchronous=OFF")
    # To make and remove a journal for each article would take longer than to write its record.
    connection.execute("PRAGMA journal_mode=PERSIST")
    if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA:
        with connection:
            connection.execute("DROP TABLE IF EXISTS articles")
            connection.execute("DROP TABLE IF EXISTS catalogs")
            connection.execute("CREATE TABLE articles (slug TEXT PRIMARY KEY, record BLOB)")
            connection.execute(
                "CREATE TABLE catalogs (language TEXT, slug TEXT, record BLOB, PRIMARY KEY (language, slug))"
            )
            connection.execute(f"PRAGMA user_version={_SCHEMA}")


def keep_file(project: Path, path: Path) -> FileState:
    """Return the state of a file of the project; of one that is not there, too."""
    name = (path.relative_to(project) if path.is_relative_to(project) else place_in(path, project)).as_posix()
    try:
        found = path.stat()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return FileState(name=name, modified=0, size=0, digest="")
    return FileState(name=name, modified=found.st_mtime_ns, size=found.st_size, digest=digest)


def is_unchanged(project: str, kept: FileState) -> bool:
    """Tell whether a file is as it was: by its time and size, else by its content.

    :param project: the path of the project, with a slash at its end
    """
    try:
        found = os.stat(project + kept.name)  # noqa: PTH116 - a Path for each of a million files would take minutes
    except OSError:
        return not kept.digest
    if (found.st_mtime_ns, found.st_size) == (kept.modified, kept.size):
        return bool(kept.digest)
    return found.st_size == kept.size and keep_file(Path(project), Path(project + kept.name)).digest == kept.digest
