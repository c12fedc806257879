"""A PostgreSQL server of the tests' own: made in a folder, stopped and removed at the end.

Its locale is ``C``, which knows no Arabic letter: what newsloc answers must not depend on that.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg

PLACES = ("/usr/lib/postgresql",)
"""Where Debian keeps its programs, a folder for each version."""
_NOBODY = "nobody"
_USER = "newsloc"
_numbers = count(1)


def find_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, or None if there is none."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = [path for place in PLACES for path in Path(place).glob("*/bin") if (path / "initdb").is_file()]
    return max(versions, default=None, key=lambda path: float(path.parent.name))


class Server:
    """A server that can be started and stopped."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self._programs = programs
        self._data = str(folder / "data")
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", self._data, "-U", _USER, "--no-locale", "-E", "UTF8", "-A", "trust", "-N")

    def make_database(self, options: str = "") -> str:
        """Make an empty database; return its address."""
        name = f"newsloc_{next(_numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
        return self._address(name)

    def empty_database(self) -> str:
        """Return the address of one database, emptied; what another test opened of it is gone."""
        self._execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return self._address("postgres")

    def _address(self, name: str) -> str:
        return f"postgresql://{_USER}@/{name}?host={self.folder}"

    def _execute(self, command: str) -> None:
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(command.encode())

    def start(self) -> None:
        """Start the server on a socket in its folder, and wait until it answers."""
        settings = ("-k", str(self.folder), "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=50")
        command = [str(self._programs / "postgres"), "-D", self._data, *settings]
        self._process = subprocess.Popen(command, cwd="/", user=_user(), stderr=subprocess.DEVNULL)
        while self._process.poll() is None:
            with (
                suppress(psycopg.OperationalError),
                psycopg.connect(self._address("postgres")),
            ):
                return
            time.sleep(0.05)
        raise RuntimeError("the PostgreSQL of the tests does not start")

    def stop(self) -> None:
        """Stop the server and break all connections."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self._programs / name), *arguments]
        subprocess.run(command, user=_user(), cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server.

    :raises FileNotFoundError: if PostgreSQL is not installed
    """
    programs = find_programs()
    if programs is None:
        raise FileNotFoundError("PostgreSQL is not installed; install Debian's package postgresql")
    folder = Path(tempfile.mkdtemp(prefix="newsloc-postgres-"))
    folder.chmod(0o755)
    if user := _user():
        shutil.chown(folder, user)
    server = Server(folder, programs)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """Return who runs PostgreSQL's programs, which refuse to be root; None for whoever runs the tests."""
    return _NOBODY if os.geteuid() == 0 else None
