"""The databases that a memory may be in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres_server import Server, find_programs, running_server

NEEDS_POSTGRES = pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server."""
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=NEEDS_POSTGRES)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a memory is to be made: a file, and an empty database of a server."""
    if request.param == "sqlite":
        return tmp_path / ".newsloc" / "memory.sqlite"
    server: Server = request.getfixturevalue("postgres")
    return server.empty_database()
