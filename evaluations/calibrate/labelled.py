"""The judged targets with their texts and signals: what the score is fitted to, tuned on and reported on.

The judgements are in this repository, the texts are not: FLORES-200 dev with the outputs of seven systems is read from
``mt-outputs/``, and what the draft engine makes of it is made again. A target whose text is no longer the judged one is
left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from evaluations.calibrate.weights import LabelledSignals
from evaluations.references import DIRECTIONS, read_lines
from pipeline.languages.normalize import normalize
from pipeline.model import Direction, Pair, Request, Severity
from pipeline.quality.calibration import direction_name
from pipeline.quality.inspection import inspect_pair
from pipeline.quality.likelihood import weigh
from pipeline.quality.signals import measure_signals
from pipeline.translate.engines.draft.engine import DraftEngine

RIGHT = frozenset({"0", "1"})
"""The labels of targets without an error of meaning: publishable, light edit."""
SETS = Path(__file__).parents[1] / "sets"
FLORES = "flores-dev"
DRAFT, REFERENCE = "draft", "reference"
DECENT = ("bergamot-base", "bergamot-base-memory", "google", "microsoft", "nllb", "opusmt")
"""The systems that somebody would use."""
SYSTEMS = ("argos", *DECENT)
KIN = frozenset({"bergamot-base", "bergamot-base-memory"})
"""Two of a kind: a fit that leaves one out leaves out the other."""


class Part(StrEnum):
    """What a sentence serves for."""

    FIT = "fit"
    TUNE = "tune"
    HELDOUT = "heldout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One judged target. ``sentence`` numbers its source; ``severity`` is that of its gravest finding, or empty."""

    direction: str
    system: str
    part: Part
    sentence: int
    right: bool
    pair: Pair
    signals: Mapping[str, float]
    severity: str

    def sample(self) -> LabelledSignals:
        """Return what a fit takes."""
        return LabelledSignals(signals=self.signals, good=self.right, group=self.sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the judgements."""

    direction: str
    set: str
    line: int
    system: str
    part: str
    label: str
    digest: str


def read_labelled(folder: Path, cache: Path | None = None) -> list[Labelled]:
    """Return the judged targets whose texts are there, with their signals.

    :param folder: with ``mt-outputs/``
    :param cache: where they are kept once measured
    """
    if cache and cache.is_file():
        return msgspec.json.decode(cache.read_bytes(), type=list[Labelled])
    found = [(row, pair) for row, pair in join_texts(read_rows(), folder)]
    pairs = weigh([pair for _, pair in found])
    labelled = label([row for row, _ in found], pairs)
    if cache:
        cache.write_bytes(msgspec.json.encode(labelled))
    return labelled


def label(rows: Sequence[Row], pairs: Sequence[Pair]) -> list[Labelled]:
    """Measure the signals of judged targets, which the embedded model has read, and what the checks say."""
    numbers = {key: number for number, key in enumerate(sorted({(row.set, row.line) for row in rows}))}
    return [
        Labelled(
            direction=row.direction,
            system=row.system,
            part=Part(row.part),
            sentence=numbers[row.set, row.line],
            right=row.label in RIGHT,
            pair=pair,
            signals=signals,
            severity=gravest(pair),
        )
        for row, pair, signals in zip(rows, pairs, measure_signals(pairs), strict=True)
    ]


def gravest(pair: Pair) -> str:
    """Return the severity of the gravest finding."""
    found = {finding.severity for finding in inspect_pair(pair).findings}
    return next((severity.value for severity in (Severity.ERROR, Severity.WARNING) if severity in found), "")


def read_rows() -> list[Row]:
    """Read the judgements."""
    return [
        Row(
            **{name: row[name] for name in ("direction", "set", "system", "part", "label", "digest")},
            line=int(row["line"]),
        )
        for row in read_table(SETS / "judgements" / "judgements.tsv")
    ]


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a table with a header; quotes are taken as they stand."""
    head, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]


def join_texts(rows: Sequence[Row], folder: Path) -> Iterator[tuple[Row, Pair]]:
    """Yield the rows with their texts; not those whose text is another now."""
    for direction in DIRECTIONS:
        own = [row for row in rows if row.direction == direction_name(direction)]
        targets = {**_flores(own, folder, direction), **_news(direction)}
        for row in own:
            source, candidates = targets[row.set, row.line, row.system]
            for target in candidates:
                if digest(target) == row.digest:
                    yield (
                        row,
                        Pair(
                            source=source,
                            target=target,
                            source_language=direction.source,
                            target_language=direction.target,
                        ),
                    )
                    break


Targets = dict[tuple[str, int, str], tuple[str, tuple[str, ...]]]
"""The source and what may be the target, by set, line (from 1) and system."""


def _flores(rows: Sequence[Row], folder: Path, direction: Direction) -> Targets:
    outputs = folder / "mt-outputs" / direction_name(direction)

    def read(part: str) -> list[str]:
        return list(read_lines(outputs / f"{FLORES}.{part}"))

    lines = sorted({row.line for row in rows if row.set == FLORES})
    sources = read(direction.source)
    texts = {system: read(f"{system}.{direction.target}") for system in SYSTEMS}
    texts[REFERENCE] = read(direction.target)
    found: Targets = {
        (FLORES, line, system): (sources[line - 1], (own[line - 1],)) for system, own in texts.items() for line in lines
    }
    requests = [Request(source=normalize(sources[line - 1])) for line in lines]
    for index, candidates in DraftEngine(report=print).translate(requests, direction):
        drafts = tuple(candidate.text for candidate in candidates)
        found[FLORES, lines[index], DRAFT] = (sources[lines[index] - 1], drafts)
    return found


def _news(direction: Direction) -> Targets:
    name = f"news.{direction_name(direction)}"
    drafts = {(row["set"], int(row["line"])): row["target"] for row in read_table(SETS / "judgements" / "drafts.tsv")}
    found: Targets = {}
    for line, row in enumerate(read_table(SETS / f"{name}.tsv"), 2):
        found[name, line, REFERENCE] = (row["source"], (row["target"],))
        found[name, line, DRAFT] = (row["source"], (drafts.get((name, line), ""),))
    return found


def digest(text: str) -> str:
    """Return the digest by which the judgements name a target."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]
