"""Good translations to measure the checks on: human references, halved where rules are tuned on them.

A data folder holds ``mt-outputs/<direction>/flores-dev.<language>``, ``heldout/<name>.tsv`` and
``parallel/<name>.tsv.gz`` (English, tab, Arabic). Sets written by us stand in ``evaluations/sets/news.*.tsv``
(article, role, source, target, with a header).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.model import Direction, Pair, Role
from pipeline.quality.evaluate.sets import Languages, Sample, read_file
from pipeline.translate.glossary import Glossary

DIRECTIONS = (Direction(source="en", target="ar"), Direction(source="ar", target="en"))
SETS = Path(__file__).parent / "sets"
HALVED = ("pud", "tico_tm", "xquad_par")
"""News, encyclopedias and health: one half of each, by a hash of the English, is for tuning."""


class Use(StrEnum):
    """What a set is for."""

    TUNE = "tune"
    """Rules, tables and thresholds were tried on it."""
    SEEN = "seen"
    """Its flagged lines were looked at."""
    REPORT = "report"
    """Nothing was fitted or chosen on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Translations of one origin in one direction; machine outputs have no ``use``."""

    name: str
    use: Use | None
    direction: Direction
    pairs: tuple[Pair, ...]


def read_references(folder: Path, glossary: Glossary) -> Iterator[References]:
    """Yield every set, direction by direction."""
    for direction in DIRECTIONS:
        for name, use, rows in _read_english_arabic(folder, direction):
            texts = rows if direction.source == "en" else [(arabic, english) for english, arabic in rows]
            yield make_references(name, use, direction, glossary, texts)
        news = read_news(direction)
        texts = [(sample.source, sample.references[0]) for sample in news]
        yield make_references("news", Use.REPORT, direction, glossary, texts, [sample.role for sample in news])


def read_news(direction: Direction) -> tuple[Sample, ...]:
    """Return the units of our own measuring set in one direction."""
    return read_file(SETS / f"news.{direction.source}-{direction.target}.tsv", Languages()).samples


def make_references(  # noqa: PLR0913, PLR0917 - the parts of one value
    name: str,
    use: Use | None,
    direction: Direction,
    glossary: Glossary,
    texts: Iterable[tuple[str, str]],
    roles: Iterable[Role] = (),
) -> References:
    """Make pairs of sources and targets, each with the glossary terms of its source."""
    texts = list(texts)
    roles = list(roles) or [Role.BODY] * len(texts)
    pairs = tuple(
        Pair(
            source=source,
            target=target,
            source_language=direction.source,
            target_language=direction.target,
            role=role,
            terms=glossary.in_text(source, direction),
        )
        for (source, target), role in zip(texts, roles, strict=True)
    )
    return References(name=name, use=use, direction=direction, pairs=pairs)


def _read_english_arabic(folder: Path, direction: Direction) -> Iterator[tuple[str, Use, list[tuple[str, str]]]]:
    outputs = folder / "mt-outputs" / f"{direction.source}-{direction.target}"
    english, arabic = (read_lines(outputs / f"flores-dev.{language}") for language in ("en", "ar"))
    yield "flores", Use.TUNE, list(zip(english, arabic, strict=True))
    for path in sorted((folder / "heldout").glob("*.tsv")):
        yield path.stem, Use.SEEN, read_rows(path)
    for name in HALVED:
        rows = read_rows(folder / "parallel" / f"{name}.tsv.gz")
        for use in (Use.TUNE, Use.REPORT):
            yield name, use, [row for row in rows if half_of(row[0]) is use]


def half_of(english: str) -> Use:
    """Return the half a pair belongs to: the same in both directions and in every run."""
    return Use.TUNE if zlib.crc32(english.encode()) % 2 else Use.REPORT


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file, plain or gzipped."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
        return str(lines.read()).removesuffix("\n").split("\n")


def read_rows(path: Path) -> list[tuple[str, str]]:
    """Return the first two columns of a table without a header; rows with an empty one are left out."""
    rows = (line.split("\t") for line in read_lines(path))
    return [(row[0], row[1]) for row in rows if len(row) > 1 and row[0].strip() and row[1].strip()]
