"""Reviewed PO catalogs of other projects, in many languages, to count false alarms on; none is part of newsloc.

A folder holds PO files by any tree: ``<language>.po``, ``<language>/LC_MESSAGES/<name>.po``; the sources are English.
One half of the entries, by a hash of the source, is for looking at; the other is reported.
"""

from __future__ import annotations

import random
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from pipeline.catalog.po import read_catalog
from pipeline.errors import ConfigError, NewslocError
from pipeline.languages.locales import normalize_tag
from pipeline.model import Pair, State
from pipeline.quality.external import read_units
from pipeline.quality.inspection import Inspector
from pipeline.translate.glossary import Glossary

SOURCE = "en"
_SEED = 1
_Z = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedEntry:
    """One reviewed entry of a catalog; ``pairs`` are its forms, one where it is no plural."""

    language: str
    pairs: tuple[Pair, ...]


def read_reviewed(folder: Path, glossary: Glossary, *, reported: bool, most: int) -> Iterator[ReviewedEntry]:
    """Yield a sample of the reviewed entries of each language, of one half.

    :param reported: the half that nobody looked at
    :param most: entries of a language
    """
    paths: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*.po")):
        if language := _language_of(path):
            paths[language].append(path)
    for language, files in paths.items():
        entries = [each for path in files for each in _read_file(path, language, glossary) if _half(each) is reported]
        random.Random(_SEED).shuffle(entries)
        yield from entries[:most]


def _language_of(path: Path) -> str | None:
    name = path.parent.parent.name if path.parent.name == "LC_MESSAGES" else path.stem
    try:
        return normalize_tag(name)
    except ConfigError:
        return None


def _read_file(path: Path, language: str, glossary: Glossary) -> list[ReviewedEntry]:
    """Return the reviewed entries of a file; none of one that cannot be read."""
    try:
        reviewed = {entry.line for entry in read_catalog(path).entries if entry.state is State.REVIEWED}
        units = [
            unit for unit in read_units(path, SOURCE, language, Inspector(glossary=glossary)) if unit.line in reviewed
        ]
    except NewslocError:
        return []
    forms: defaultdict[int, list[Pair]] = defaultdict(list)
    for unit in units:
        if unit.pair.source and unit.pair.target:
            forms[unit.line].append(unit.pair)
    return [ReviewedEntry(language=language, pairs=tuple(pairs)) for pairs in forms.values()]


def _half(entry: ReviewedEntry) -> bool:
    """Tell whether an entry is of the half that is reported."""
    return bool(zlib.crc32(entry.pairs[0].source.encode()) % 2)


def interval(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share in percent (Wilson 1927)."""
    if not total:
        return 0.0, 100.0
    share, square = hits / total, _Z * _Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    spread = _Z * sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return 100 * max(middle - spread, 0), 100 * min(middle + spread, 1)
