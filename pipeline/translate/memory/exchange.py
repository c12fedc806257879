"""Memories brought in and out: TMX and PO files, and all that makes a project's memory anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError

from pipeline.catalog.po import read_catalog
from pipeline.errors import CatalogError, ConfigError, MemoryFault
from pipeline.languages.locales import language_of
from pipeline.model import Catalog, Direction, State
from pipeline.project.atomic import write_atomically
from pipeline.translate.elements import count_tags
from pipeline.translate.memory.compendium import compendium_text, read_compendium
from pipeline.translate.memory.records import Kind, Record
from pipeline.translate.memory.store import LOCATION, Memory
from pipeline.translate.memory.tmx import ALL, is_writable, read_tmx, tmx_lines

TMX, PO = ".tmx", ".po"
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows how far a long work is: its title and how many units it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """The languages that the user names for files that do not, or wants alone."""

    source: str | None = None
    target: str | None = None

    def admit(self, record: Record) -> bool:
        """Tell whether a record is of these languages, in whatever region."""
        wanted = ((self.source, record.direction.source), (self.target, record.direction.target))
        return all(asked is None or language_of(asked) == language_of(tag) for asked, tag in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written, and what a file of that form cannot hold."""

    written: int
    left_out: tuple[Record, ...]


def no_progress(_title: str, _total: int) -> AbstractContextManager[Callable[[int], None]]:
    """Show nothing."""
    return nullcontext(lambda _: None)


def import_file(  # noqa: PLR0913 - what a file is, and how it is read
    memory: Memory,
    path: Path,
    name: str,
    languages: Languages | None = None,
    *,
    kind: Kind = Kind.IMPORT,
    drafts: bool = False,
    progress: Progress = no_progress,
) -> int:
    """Take the records of a TMX or PO file into a memory, all or none; return how many there are.

    What the file gave before is replaced.

    :param drafts: those that nobody reviewed, too
    :raises MemoryFault: if it is neither, or broken
    :raises CatalogError: if it is a broken PO
    """
    languages = languages or Languages()
    suffix = path.suffix.lower()
    if suffix not in (TMX, PO):
        raise MemoryFault(f"{path}: is neither .tmx nor .po; save it as one of these")
    try:
        total = count_tags(path, "tu") if suffix == TMX else 0
        digest = digest_file(path)
    except OSError as error:
        raise MemoryFault(f"{path}: cannot be read ({error.strerror}); check the name and the permissions") from error
    if suffix == PO:
        records = read_compendium(path, languages.source, languages.target)
        return memory.take_file(name, digest, _wanted(records, Languages(), drafts=drafts), kind=kind)
    with progress(f"Reading {path.name}", total) as advance:
        return memory.take_file(name, digest, _wanted(read_tmx(path, advance), languages, drafts=drafts), kind=kind)


def _wanted(records: Iterator[Record], languages: Languages, *, drafts: bool) -> Iterator[Record]:
    for record in records:
        if languages.admit(record) and (drafts or record.state is State.REVIEWED):
            yield record


def digest_file(path: Path) -> str:
    """Return the digest of a file's bytes.

    :raises OSError: if it cannot be read
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def take_settings_files(memory: Memory, project: Path, names: Sequence[str], progress: Progress = no_progress) -> None:
    """Take over the files that the settings name where they changed; what is no longer named is forgotten.

    :raises ConfigError: if one is not there
    """
    known = memory.files(Kind.SETTING)
    for name in known.keys() - set(names):
        memory.forget(name, Kind.SETTING)
    for name in names:
        path = project / name
        if not path.is_file():
            raise ConfigError(f"{path}: no such file; mend `memory` in the settings")
        if known.get(name) != digest_file(path):
            import_file(memory, path, name, kind=Kind.SETTING, progress=progress)


def find_catalogs(project: Path) -> Iterator[Path]:
    """Yield the PO files of a project, of all languages."""
    yield from sorted((project / "locales").glob("*/LC_MESSAGES/**/*.po"))


def rebuild(memory: Memory, project: Path, names: Sequence[str], progress: Progress = no_progress) -> list[str]:
    """Make a memory anew from all catalogs and the settings' files; return what cannot be read, in words.

    Cached drafts and files once imported stay.
    """
    memory.clear()
    problems: list[str] = []
    paths = list(find_catalogs(project))
    with progress("Reading catalogs", len(paths)) as advance:
        memory.learn(_read(paths, problems, advance))
    take_settings_files(memory, project, names, progress)
    return problems


def _read(paths: Sequence[Path], problems: list[str], advance: Callable[[int], None]) -> Iterator[Catalog]:
    for path in paths:
        try:
            yield read_catalog(path)
        except CatalogError as error:
            problems.append(str(error))
        advance(1)


def open_memory(project: Path, names: Sequence[str]) -> Memory:
    """Open a project's memory; make it from the catalogs if it is not there."""
    absent = not (project / LOCATION).exists()
    memory = Memory(project / LOCATION)
    if absent:
        rebuild(memory, project, names)
    return memory


def set_aside(project: Path) -> Path | None:
    """Move a memory that cannot be opened out of the way; return where it is now, or None if it can be opened."""
    path = project / LOCATION
    try:
        with Memory(path) as memory:
            memory.tally()
            return None
    except MemoryFault as fault:
        # A busy database, or one that may not be written, is not a broken one.
        if not isinstance(fault.__cause__, DatabaseError) or isinstance(fault.__cause__, OperationalError):
            raise
        aside = path.with_name(f"{path.name}.broken")
        path.replace(aside)
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).unlink()
        return aside


def export_file(memory: Memory, path: Path, form: str, languages: Languages, *, drafts: bool = False) -> Exported:
    """Write the records of a memory as TMX or PO.

    :raises ConfigError: if a PO would hold more than one pair of languages
    :raises CatalogError: if it cannot be written
    """
    records = [record for record in memory.records(drafts=drafts) if languages.admit(record)]
    directions = sorted({str(record.direction): record.direction for record in records}.items())
    if form == PO:
        text = compendium_text(records, _only([direction for _, direction in directions], languages, path))
        left_out: tuple[Record, ...] = ()
    else:
        left_out = tuple(record for record in records if not is_writable(record))
        sources = {record.direction.source for record in records}
        text = "".join(tmx_lines(filter(is_writable, records), sources.pop() if len(sources) == 1 else ALL))
    write_atomically(path, text)
    return Exported(written=len(records) - len(left_out), left_out=left_out)


def _only(directions: Sequence[Direction], languages: Languages, path: Path) -> Direction:
    if len(directions) > 1:
        named = ", ".join(map(str, directions))
        raise ConfigError(f"{path}: a PO file holds one pair of languages, and there are {named}; add --from and --to")
    if directions:
        return directions[0]
    return Direction(source=languages.source or "en", target=languages.target or "ar")
