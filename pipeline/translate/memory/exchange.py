"""Memories brought in and out: TMX and PO files, and all that makes a project's memory anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError, MemoryFault
from pipeline.languages.locales import language_of
from pipeline.model import Direction, State
from pipeline.project.atomic import write_atomically
from pipeline.project.progress import Progress, no_progress
from pipeline.translate.memory.compendium import compendium_text, read_compendium
from pipeline.translate.memory.records import Record, RecordKind
from pipeline.translate.memory.store import Memory
from pipeline.translate.memory.tmx import ALL, is_writable, read_languages, read_tmx, tmx_lines

TMX, PO = ".tmx", ".po"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageFilter:
    """The languages that the user names for files that do not, or wants alone."""

    source: str | None = None
    target: str | None = None

    def admits(self, direction: Direction) -> bool:
        """Tell whether a direction is of these languages, in whatever region."""
        wanted = ((self.source, direction.source), (self.target, direction.target))
        return all(asked is None or language_of(asked) == language_of(tag) for asked, tag in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What was written, and what a file of that form cannot hold."""

    written: int
    left_out: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """How many records a file gave; where it gave none, ``reason`` says why."""

    taken: int
    reason: str = ""


def import_file(  # noqa: PLR0913 - what a file is, and how it is read
    memory: Memory,
    path: Path,
    name: str,
    languages: LanguageFilter | None = None,
    *,
    kind: RecordKind = RecordKind.IMPORT,
    drafts: bool = False,
    progress: Progress = no_progress,
) -> ImportResult:
    """Take the records of a TMX or PO file into a memory, all or none; say how many there are.

    What the file gave before is replaced.

    :param drafts: those that nobody reviewed, too
    :raises MemoryFault: if it is neither, or broken
    :raises CatalogError: if it is a broken PO
    """
    languages = languages or LanguageFilter()
    suffix = path.suffix.lower()
    if suffix not in (TMX, PO):
        raise MemoryFault(f"{path}: is neither .tmx nor .po; save it as one of these")
    try:
        total = path.stat().st_size
        digest = digest_file(path)
    except OSError as error:
        raise MemoryFault(f"{path}: cannot be read ({error.strerror}); check the name and the permissions") from error
    read = _read_po if suffix == PO else _read_tmx
    with progress(f"Reading {path.name}", total, "bytes") as advance:
        records = _wanted(read(path, languages, advance), drafts=drafts)
        taken = memory.take_file(name, digest, records, kind=kind)
    return ImportResult(taken=taken, reason="" if taken else _explain_nothing(path, languages))


def _read_po(path: Path, languages: LanguageFilter, advance: Callable[[int], None]) -> Iterator[Record]:
    yield from read_compendium(path, languages.source, languages.target)
    advance(path.stat().st_size)


def _read_tmx(path: Path, languages: LanguageFilter, advance: Callable[[int], None]) -> Iterator[Record]:
    return (record for record in read_tmx(path, advance) if languages.admits(record.direction))


def _explain_nothing(path: Path, languages: LanguageFilter) -> str:
    """Say why no record of a file was taken in."""
    is_tmx = path.suffix.lower() == TMX
    records = read_tmx(path) if is_tmx else read_compendium(path, languages.source, languages.target)
    directions: dict[str, bool] = {}
    for record in records:
        directions[str(record.direction)] = not is_tmx or languages.admits(record.direction)
    if any(directions.values()):
        return "nobody has reviewed its translations; add --drafts to take them in"
    if directions:
        return f"it translates {', '.join(sorted(directions))}; --from and --to ask for other languages"
    present = read_languages(path) if is_tmx else ()
    if present and len({language_of(tag) for tag in present}) == 1:
        return f"all its texts are in one language ({', '.join(present)}), and a memory keeps translations into another"
    named = f"; its languages are {', '.join(present)}" if present else ""
    return f"it holds no translation from one language into another{named}"


def _wanted(records: Iterator[Record], *, drafts: bool) -> Iterator[Record]:
    return (record for record in records if drafts or record.state is State.REVIEWED)


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
    known = memory.files(RecordKind.SETTING)
    for name in known.keys() - set(names):
        memory.forget(name, RecordKind.SETTING)
    for name in names:
        path = project / name
        if not path.is_file():
            raise ConfigError(f"{path}: no such file; mend `memory` in the settings")
        if known.get(name) != digest_file(path):
            import_file(memory, path, name, kind=RecordKind.SETTING, progress=progress)


def find_catalogs(project: Path) -> Iterator[Path]:
    """Yield the PO files of a project, of all languages."""
    yield from sorted((project / "locales").glob("*/LC_MESSAGES/**/*.po"))


def export_file(
    memory: Memory, path: Path, form: str, languages: LanguageFilter, *, drafts: bool = False
) -> ExportResult:
    """Write the records of a memory as TMX or PO.

    :raises ConfigError: if a PO would hold more than one pair of languages
    :raises CatalogError: if it cannot be written
    """
    records = [record for record in memory.records(drafts=drafts) if languages.admits(record.direction)]
    directions = sorted({str(record.direction): record.direction for record in records}.items())
    if form == PO:
        text = compendium_text(records, _only([direction for _, direction in directions], languages, path))
        left_out: tuple[Record, ...] = ()
    else:
        left_out = tuple(record for record in records if not is_writable(record))
        sources = {record.direction.source for record in records}
        text = "".join(tmx_lines(filter(is_writable, records), sources.pop() if len(sources) == 1 else ALL))
    write_atomically(path, text)
    return ExportResult(written=len(records) - len(left_out), left_out=left_out)


def _only(directions: Sequence[Direction], languages: LanguageFilter, path: Path) -> Direction:
    if len(directions) > 1:
        named = ", ".join(map(str, directions))
        raise ConfigError(f"{path}: a PO file holds one pair of languages, and there are {named}; add --from and --to")
    if directions:
        return directions[0]
    if not languages.source or not languages.target:
        raise ConfigError(f"{path}: there is nothing to write; add --from and --to for an empty file")
    return Direction(source=languages.source, target=languages.target)
