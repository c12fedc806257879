"""A memory's database, opened: its tables made ready, its transactions, and what is told where it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import MemoryFault
from pipeline.translate.memory.database import Database
from pipeline.translate.memory.sqlite import SqliteFile
from pipeline.translate.memory.tables import TABLES


class OpenDatabase:
    """The database at a path, or at the address of a server.

    :raises MemoryFault: also from every transaction, if the database cannot be used
    """

    def __init__(self, place: Path | str) -> None:
        self.place = place
        self.database = database_at(place)
        with self._faults(), ExitStack() as on_failure:
            self._engine = self.database.connect()
            on_failure.callback(self.close)
            with self._engine.connect() as connection:
                ready = _is_ready(connection)
            if not ready:
                with self.database.writer(self._engine).begin() as connection:
                    TABLES.create_all(connection)
                    self.database.index.create(connection)
            on_failure.pop_all()

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def reading(self) -> AbstractContextManager[Connection]:
        """Return a transaction that reads."""
        return self._begin(self._engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """Return a transaction that waits for its turn to write records."""
        return self._begin(self.database.writer(self._engine))

    def appending(self) -> AbstractContextManager[Connection]:
        """Return a transaction that adds what is cached."""
        return self._begin(self.database.appender(self._engine))

    @contextmanager
    def _begin(self, engine: Engine) -> Iterator[Connection]:
        with self._faults(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (OSError, SQLAlchemyError) as error:
            cause = getattr(error, "orig", error)
            raise MemoryFault(self.database.explain(str(cause) or type(error).__name__, cause)) from error


def database_at(place: Path | str) -> Database:
    """Return the database at a path or address."""
    if isinstance(place, Path):
        return SqliteFile(place)
    from pipeline.translate.memory.postgres import PostgresServer

    return PostgresServer(place)


def _is_ready(connection: Connection) -> bool:
    return TABLES.tables.keys() <= set(inspect(connection).get_table_names())
