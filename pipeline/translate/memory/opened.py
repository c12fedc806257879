"""A memory's database, opened: its tables made ready, its transactions, and what is told where it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Inspector, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import MemoryFault
from pipeline.translate.memory.database import Database
from pipeline.translate.memory.sqlite import SqliteFile
from pipeline.translate.memory.tables import PLACES, PLACES_BY_NAME, TABLES


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
                    _make_ready(connection)
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
    """Tell whether the tables are there, with all that this version has."""
    inspector = inspect(connection)
    there = TABLES.tables.keys() <= set(inspector.get_table_names())
    return there and _has_projects(inspector) and _finds_names(inspector)


def _make_ready(connection: Connection) -> None:
    """Make the tables, or add to those of an older version what they lack; another process may have been first."""
    TABLES.create_all(connection)
    inspector = inspect(connection)
    if not _has_projects(inspector):
        connection.execute(text(f"ALTER TABLE {PLACES.name} ADD COLUMN project VARCHAR(255) NOT NULL DEFAULT ''"))
    if not _finds_names(inspector):
        PLACES_BY_NAME.create(connection)


def _has_projects(inspector: Inspector) -> bool:
    return any(column["name"] == PLACES.c.project.name for column in inspector.get_columns(PLACES.name))


def _finds_names(inspector: Inspector) -> bool:
    return any(index["name"] == PLACES_BY_NAME.name for index in inspector.get_indexes(PLACES.name))
