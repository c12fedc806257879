"""What a memory asks of its database: a connection, whose turn it is to write, and an index of similar texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    Insert = postgresql.Insert | sqlite.Insert

WRITES = "newsloc_writes"
"""The option of a connection whose transactions write records."""
LOOKUP = 500
"""Keys in one query: databases limit a statement's parameters."""


class TextIndex(Protocol):
    """Finds texts that share rare pieces with another text.

    It holds each reviewed source text once, folded, under the number that the text itself gives. So neither the order
    in which texts came nor what was deleted since changes an answer.
    """

    def create(self, connection: Connection) -> None:
        """Create the index, if it is not there."""

    def add(self, connection: Connection, texts: Mapping[int, str]) -> None:
        """Add folded texts under their numbers, in place of those that are there."""

    def remove(self, connection: Connection, numbers: Iterable[int]) -> None:
        """Remove texts by their numbers."""

    def clear(self, connection: Connection) -> None:
        """Remove all texts."""

    def optimize(self, connection: Connection) -> None:
        """Make look-ups quick again after much was added."""

    def examine(self, connection: Connection) -> None:
        """Read the whole database.

        :raises DatabaseError: if some of it is damaged
        """

    def candidates(self, connection: Connection, folded: str) -> dict[int, str]:
        """Return the texts that share most with a folded text, by number."""


class Database(Protocol):
    """One database, as `Memory` uses it."""

    index: TextIndex
    """The index of the reviewed source texts."""

    @property
    def name(self) -> str:
        """The path or address that messages name; without a password."""

    def connect(self) -> Engine:
        """Return an engine; a transaction of it reads."""

    def writer(self, engine: Engine) -> Engine:
        """Return an engine whose transactions wait for their turn to write records."""
        return engine.execution_options(**{WRITES: True})

    def appender(self, engine: Engine) -> Engine:
        """Return an engine whose transactions add cached drafts; they need no order among themselves."""

    def insert(self, table: Table) -> Insert:
        """Return a statement that inserts rows, and can be told what to do with those whose key is there."""

    def explain(self, reason: str, cause: BaseException) -> str:
        """Say why the database cannot be used, and what to do."""

    def size(self) -> int | None:
        """Return the bytes that it takes on this machine; None if it is elsewhere."""
