"""The whole corpus in figures: how its drafts are scored, and what the checks find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.catalog.approvals import SENT_BACK
from pipeline.catalog.carry import score_of
from pipeline.model import Severity, State, Verdict
from pipeline.quality.inspection import Inspection
from pipeline.review.opened import Row

_BINS = 10
"""Bars of the histogram: ten points of the score each, 100 with the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is counted of the units of one article in one language, whatever their state.

    ``units`` counts units with a finding of each severity, ``findings`` findings by check and severity. ``scores``
    counts drafts by tens of the score, from 0; ``unscored`` those without. ``engines`` made drafts that stand there.
    """

    language: str
    units: Mapping[Severity, int]
    findings: Mapping[tuple[str, Severity], int]
    scores: tuple[int, ...] = (0,) * _BINS
    unscored: int = 0
    redo: int = 0
    sent_back: int = 0
    engines: frozenset[str] = frozenset()

    @property
    def errors(self) -> int:
        """Units with an error."""
        return self.units.get(Severity.ERROR, 0)

    @property
    def warnings(self) -> int:
        """Units with a warning."""
        return self.units.get(Severity.WARNING, 0)


def count_facts(language: str, rows: Sequence[Row], inspections: Sequence[Inspection]) -> Facts:
    """Count what is known of the units of an article."""
    scores, units, findings = [0] * _BINS, Counter[Severity](), Counter[tuple[str, Severity]]()
    unscored = redo = sent_back = 0
    engines: set[str] = set()
    for row, inspection in zip(rows, inspections, strict=True):
        entry = row.entry
        if entry is None or not entry.target:
            continue
        units.update({found.severity for found in inspection.findings})
        findings.update({(found.check, found.severity) for found in inspection.findings})
        sent_back += any(line.startswith(SENT_BACK) for line in entry.comments)
        score = score_of(entry)
        if score:
            scores[min(score.percent // _BINS, _BINS - 1)] += 1
        redo += score is not None and score.verdict is Verdict.REDO
        unscored += score is None and entry.state is State.DRAFT
        if entry.state is State.DRAFT and entry.provenance:
            engines.add(entry.provenance.engine)
    return Facts(
        language=language,
        units=units,
        findings=findings,
        scores=tuple(scores),
        unscored=unscored,
        redo=redo,
        sent_back=sent_back,
        engines=frozenset(engines),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBar:
    """Drafts with a score from ``least`` to ``most``; ``width`` is that of its bar in percent of the longest."""

    least: int
    most: int
    count: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBar:
    """What one check finds, by severity; ``widths`` are where the part of each ends, as in `ScoreBar`."""

    check: str
    counts: Mapping[Severity, int]
    widths: Mapping[Severity, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of the corpus in one language, or in all if ``language`` is empty."""

    language: str
    scores: tuple[ScoreBar, ...]
    unscored: int
    checks: tuple[CheckBar, ...]


def draw_figures(facts: Iterable[Facts], language: str = "") -> Figures:
    """Return the figures of some articles."""
    chosen = [each for each in facts if language in {"", each.language}]
    return Figures(
        language=language,
        scores=tuple(_score_bars(chosen)),
        unscored=sum(each.unscored for each in chosen),
        checks=tuple(_check_bars(chosen)),
    )


def _score_bars(facts: Iterable[Facts]) -> Iterator[ScoreBar]:
    """Yield the bars of the histogram, the highest score first."""
    counts = [sum(each) for each in zip(*(fact.scores for fact in facts), strict=True)]
    longest = max(counts, default=0)
    if not longest:
        return
    for at, count in reversed(list(enumerate(counts))):
        most = 100 if at == _BINS - 1 else at * _BINS + _BINS - 1
        yield ScoreBar(least=at * _BINS, most=most, count=count, width=round(100 * count / longest, 2))


def _check_bars(facts: Iterable[Facts]) -> Iterator[CheckBar]:
    """Yield a bar for each check that finds something, the one that finds most errors first."""
    counts = Counter[tuple[str, Severity]]()
    for fact in facts:
        counts.update(fact.findings)
    checks = {check for check, _ in counts}
    longest = max((sum(counts[check, severity] for severity in Severity) for check in checks), default=1)
    order = sorted(checks, key=lambda check: (*(-counts[check, severity] for severity in Severity), check))
    for check in order:
        ends, end = {}, 0
        for severity in Severity:
            end += counts[check, severity]
            ends[severity] = round(100 * end / longest, 2)
        yield CheckBar(check=check, counts={severity: counts[check, severity] for severity in Severity}, widths=ends)
