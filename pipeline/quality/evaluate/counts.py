"""What newsloc itself says of a system's targets: counts of what its checks find, and its scores."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import Pair, Score, Severity, Verdict
from pipeline.quality.checks import run_checks
from pipeline.quality.evaluate.sets import ParallelSet
from pipeline.quality.evaluate.systems import System

_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCounts:
    """Counts of units.

    ``missing`` have no target. Of the ``numbered``, whose source has digits, ``numbers_kept`` have a target with all of
    the numbers and no others. The others count errors: ``stray`` targets have letters of another script, ``looping``
    ones repeat themselves, ``untranslated`` ones are left in the source language, ``flagged`` ones have any error.
    """

    missing: int
    numbered: int
    numbers_kept: int
    stray: int
    looping: int
    untranslated: int
    flagged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSummary:
    """The scores of the ``units`` that have one: their mean, and the verdicts.

    Whether the scores are true only labels tell: `pipeline.quality.evaluate.judgements`.
    """

    units: int
    mean: float
    verdicts: Mapping[str, int]
    calibration: str


def count_findings(samples: ParallelSet, system: System) -> CheckCounts:
    """Run the checks on one system's targets; a project's settings and waivers do not count here."""
    units = list(zip(samples.samples, system.targets, strict=True))
    errors = [
        _find_errors(
            Pair(
                source=sample.source,
                target=target,
                source_language=samples.direction.source,
                target_language=samples.direction.target,
                role=sample.role,
            )
        )
        for sample, target in units
    ]
    numbered = [number for number, (sample, _) in enumerate(units) if _NUMBER.search(sample.source)]
    return CheckCounts(
        missing=sum(not target for _, target in units),
        numbered=len(numbered),
        numbers_kept=sum(bool(units[number][1]) and "numbers" not in errors[number] for number in numbered),
        stray=sum("script" in found for found in errors),
        looping=sum("repetition" in found for found in errors),
        untranslated=sum("untranslated" in found for found in errors),
        flagged=sum(bool(found) for found in errors),
    )


def _find_errors(pair: Pair) -> frozenset[str]:
    """Return the names of the checks that find an error."""
    return frozenset(finding.check for finding in run_checks(pair) if finding.severity is Severity.ERROR)


def summarize_scores(system: System) -> ScoreSummary | None:
    """Summarize the scores of a system's targets; None where none has a score."""
    scored = [(one.score, one.calibration) for one in system.assessments if one and isinstance(one.score, Score)]
    scores = [score for score, _ in scored if isinstance(score, Score)]
    if not scores:
        return None
    counts = Counter(score.verdict for score in scores)
    return ScoreSummary(
        units=len(scores),
        mean=round(sum(score.percent for score in scores) / len(scores), 1),
        verdicts={verdict.value: counts[verdict] for verdict in Verdict},
        calibration=scored[0][1],
    )
