"""A memory made anew from the catalogs, its damaged database set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError

from pipeline.catalog.approvals import stamp
from pipeline.catalog.po import read_catalog
from pipeline.errors import CatalogError, MemoryFault
from pipeline.model import Catalog
from pipeline.project.progress import Progress, no_progress
from pipeline.translate.memory.exchange import find_catalogs, take_settings_files
from pipeline.translate.memory.settings import MemorySettings
from pipeline.translate.memory.store import LOCATION, Memory

_DAMAGED = ("no such table", "no such column", "malformed", "not a database")
"""What SQLite says of a damaged file where it does not call the error one of the database."""


def rebuild(memory: Memory, project: Path, names: Sequence[str], progress: Progress = no_progress) -> list[str]:
    """Make a memory anew from all catalogs and the settings' files; return what cannot be read, in words.

    Cached drafts and files once imported stay.
    """
    memory.clear()
    problems: list[str] = []
    paths = list(find_catalogs(project))
    with progress("Reading catalogs", len(paths), "catalogs") as advance:
        memory.learn(_read(paths, problems, advance))
    take_settings_files(memory, project, names, progress)
    return problems


def _read(paths: Sequence[Path], problems: list[str], advance: Callable[[int], None]) -> Iterator[Catalog]:
    for path in paths:
        try:
            yield stamp(read_catalog(path))
        except CatalogError as error:
            problems.append(str(error))
        advance(1)


def open_memory(project: Path, settings: MemorySettings) -> Memory:
    """Open a project's memory; make it from the catalogs if it is a file that is not there."""
    absent = not settings.url and not (project / LOCATION).exists()
    with ExitStack() as on_failure:
        memory = on_failure.enter_context(settings.open(project))
        if absent:
            rebuild(memory, project, settings.files)
        on_failure.pop_all()
    return memory


def set_aside(project: Path) -> Path | None:
    """Move a damaged memory out of the way; return where it is now, or None if it is sound.

    :raises MemoryFault: if it cannot be used for another reason: it is busy, or may not be written
    """
    path = project / LOCATION
    try:
        with Memory(path) as memory:
            memory.examine()
            return None
    except MemoryFault as fault:
        if not _is_damage(fault.__cause__):
            raise
    aside = next(place for place in _places(path) if not place.exists())
    path.replace(aside)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(aside.with_name(aside.name + suffix))
    return aside


def _places(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.broken")
    yield from (path.with_name(f"{path.name}.broken-{number}") for number in count(2))


def _is_damage(error: BaseException | None) -> bool:
    if isinstance(error, OperationalError):
        return any(words in str(error) for words in _DAMAGED)
    return isinstance(error, DatabaseError)
