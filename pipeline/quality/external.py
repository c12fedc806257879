"""Read files of any origin for ``newsloc assess``: PO, and tab-separated source and target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.po import read_catalog
from pipeline.errors import ConfigError, SourceError
from pipeline.model import Direction, Pair, State
from pipeline.quality.inspection import Inspector
from pipeline.translate.glossary import Glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUnit:
    """One unit of a file; where the file is a PO, its context, and the engine and model that made a machine draft."""

    pair: Pair
    context: str | None
    origin: str = ""


def read_units(path: Path, source: str | None, target: str | None, glossary: Glossary) -> list[FileUnit]:
    """Read the pairs of a PO file or a TSV.

    A PO names its languages itself; *source* and *target* override.

    :raises ConfigError: if a language is not known
    :raises SourceError: if a line has no tab
    """
    if path.suffix.lower() in (".po", ".pot"):
        return list(_po_lines(path, source, target, glossary))
    direction, inspector = _direction(path, source, target), Inspector(glossary=glossary)
    return [
        FileUnit(pair=inspector.pair(text, translation, direction), context=None)
        for text, translation in _tsv_rows(path)
    ]


def _po_lines(path: Path, source: str | None, target: str | None, glossary: Glossary) -> Iterator[FileUnit]:
    catalog, inspector = read_catalog(path), Inspector(glossary=glossary)
    direction = _direction(path, source or catalog.source_language, target or catalog.language)
    for entry in catalog.entries:
        made = entry.provenance if entry.state is State.DRAFT and not written_by_person(entry) else None
        origin = f"{made.engine} {made.model}" if made else ""
        yield FileUnit(pair=inspector.entry_pair(entry, direction), context=entry.context or None, origin=origin)


def _direction(path: Path, source: str | None, target: str | None) -> Direction:
    if not source or not target:
        missing = "--from" if not source else "--to"
        raise ConfigError(f"{path}: does not say its languages; add {missing} LANG")
    return Direction(source=source, target=target)


def _tsv_rows(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line:
            source, tab, target = line.removesuffix("\r").partition("\t")
            if not tab:
                raise SourceError(f"{path}:{number}: no tab; write source, a tab, target")
            yield source, target.partition("\t")[0]
