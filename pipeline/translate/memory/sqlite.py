"""All that is SQLite's own: how processes share the file, and the trigram index that finds similar texts."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DatabaseError

from pipeline.project.processes import in_chunks
from pipeline.translate.memory.database import LOOKUP, WRITES, Database

GRAM = 3
POSTINGS = 6000
"""Entries of the index that one look-up reads: measured, `python -m evaluations.memory`."""
LEAST_GRAMS = 12
"""Trigrams that a look-up asks for even if all are frequent."""
MOST_GRAMS = 40
CANDIDATES = 100
_WAIT = 300
"""Seconds to wait for another process that writes; a large import is one transaction."""
LOCKED = "locked"
"""What SQLite's message holds when it waited in vain."""


class SqliteFile(Database):
    """A memory in a file: many readers and one writer at a time, from several processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.index = TrigramIndex()

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    def connect(self) -> Engine:
        """Return an engine; the file is made if it is not there."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{self.path}", connect_args={"timeout": _WAIT, "isolation_level": None})

        @event.listens_for(engine, "connect")
        def set_pragmas(connection: Any, _: Any) -> None:
            # A crash loses at most the last transaction. The mode stays with the file, so it is set only once.
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                _set_journal(connection)
            connection.execute("PRAGMA synchronous=NORMAL")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # A transaction that first reads and then writes fails at once where another wrote in between: ask first.
            writes = connection.get_execution_options().get(WRITES)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    appender = Database.writer

    def insert(self, table: Table) -> Insert:
        """Return a statement that inserts rows, and can be told what to do with those whose key is there."""
        return insert(table)

    def explain(self, reason: str, cause: BaseException) -> str:
        """Say why the file cannot be used, and what to do."""
        del cause
        if LOCKED in reason:
            return f"{self.path}: another process keeps the memory busy; try again later"
        return (
            f"{self.path}: the translation memory cannot be used ({reason}); run `newsloc memory rebuild`, which"
            " sets it aside and makes a new one from the catalogs"
        )

    def size(self) -> int:
        """Return the bytes of the file and of its journal."""
        return sum(path.stat().st_size for path in self.path.parent.glob(f"{self.path.name}*"))


def _set_journal(connection: sqlite3.Connection) -> None:
    """Let many read while one writes. SQLite wants the file alone for that, and does not wait for it by itself."""
    until = time.monotonic() + _WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if LOCKED not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


class TrigramIndex:
    """Finds texts that share rare trigrams with another text."""

    def __init__(self) -> None:
        self._frequencies: dict[str, int] = {}
        """How many texts have each trigram that a look-up had; forgotten where texts come or go."""
        self._total: int | None = None

    def create(self, connection: Connection) -> None:
        """Create the index, if it is not there."""
        connection.execute(
            text(
                "CREATE VIRTUAL TABLE IF NOT EXISTS texts USING"
                " fts5(folded, tokenize='trigram case_sensitive 1', detail='none')"
            )
        )
        connection.execute(text("CREATE VIRTUAL TABLE IF NOT EXISTS grams USING fts5vocab(texts, row)"))

    def add(self, connection: Connection, texts: Mapping[int, str]) -> None:
        """Add folded texts under their numbers, in place of those that are there."""
        self.remove(connection, texts)
        if texts:
            rows = [{"number": number, "folded": folded} for number, folded in sorted(texts.items())]
            connection.execute(text("INSERT INTO texts(rowid, folded) VALUES (:number, :folded)"), rows)

    def remove(self, connection: Connection, numbers: Iterable[int]) -> None:
        """Remove texts by their numbers."""
        rows = [{"number": number} for number in numbers]
        if rows:
            self._forget()
            connection.execute(text("DELETE FROM texts WHERE rowid = :number"), rows)

    def clear(self, connection: Connection) -> None:
        """Remove all texts."""
        self._forget()
        connection.execute(text("DELETE FROM texts"))

    def examine(self, connection: Connection) -> None:
        """Read the whole file, the index included.

        :raises DatabaseError: if some of it is damaged
        """
        found = connection.execute(text("PRAGMA integrity_check(1)")).scalar_one()
        if found != "ok":
            raise DatabaseError("PRAGMA integrity_check", {}, RuntimeError(" ".join(str(found).split())))
        connection.execute(text("SELECT count(*) FROM texts WHERE texts MATCH '\"abc\"'"))

    def optimize(self, connection: Connection) -> None:
        """Merge the pieces of the index after much was added."""
        connection.execute(text("INSERT INTO texts(texts) VALUES ('optimize')"))

    def candidates(self, connection: Connection, folded: str) -> dict[int, str]:
        """Return the texts that share most with a folded text, by number; the rarer a trigram, the more it counts."""
        chosen = self._choose(connection, {folded[start : start + GRAM] for start in range(len(folded) - GRAM + 1)})
        if not chosen:
            return {}
        # Only whole numbers are put into the text of the query. SQLAlchemy need not understand it: it is long.
        parts = (f"SELECT rowid AS number, {weight} AS weight FROM texts WHERE texts MATCH ?" for _, weight in chosen)  # noqa: S608
        query = (
            f"SELECT number, folded FROM (SELECT number, sum(weight) AS shared FROM ({' UNION ALL '.join(parts)})"  # noqa: S608
            f" GROUP BY number ORDER BY shared DESC, number LIMIT {CANDIDATES}) JOIN texts ON texts.rowid = number"
        )
        quoted = tuple('"' + gram.replace('"', '""') + '"' for gram, _ in chosen)
        return {row.number: row.folded for row in connection.exec_driver_sql(query, quoted).all()}

    def _choose(self, connection: Connection, grams: set[str]) -> Sequence[tuple[str, int]]:
        """Return the rarest of some trigrams with their weights, as many as the look-up may read."""
        total = self._count(connection, grams - self._frequencies.keys())
        known = sorted((self._frequencies[gram], gram) for gram in grams if self._frequencies[gram])
        chosen: list[tuple[str, int]] = []
        read = 0
        for count, gram in known[:MOST_GRAMS]:
            read += count
            if read > POSTINGS and len(chosen) >= LEAST_GRAMS:
                break
            # Whole numbers add up to the same sum in any order.
            chosen.append((gram, 1 + round(100 * math.log(max(total, count) / count))))
        return chosen

    def _count(self, connection: Connection, grams: set[str]) -> int:
        """Ask how frequent trigrams are that no look-up had, and how many texts there are.

        To ask for all trigrams at once would take seconds with a million texts.
        """
        if self._total is None:
            self._total = int(connection.execute(text("SELECT count(*) FROM texts")).scalar_one())
        self._frequencies |= dict.fromkeys(grams, 0)
        for some in in_chunks(sorted(grams), LOOKUP):
            asked = f"SELECT term, doc FROM grams WHERE term IN ({', '.join('?' * len(some))})"  # noqa: S608
            self._frequencies |= {row.term: row.doc for row in connection.exec_driver_sql(asked, tuple(some))}
        return self._total

    def _forget(self) -> None:
        self._frequencies.clear()
        self._total = None
