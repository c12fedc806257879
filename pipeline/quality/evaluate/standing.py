"""How far a system is to be trusted: our own score beside what the references say, and what the checks find."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.model import Assessment, Finding, Pair, Severity, Verdict
from pipeline.quality.calibration import PACKAGED
from pipeline.quality.checks import run_checks
from pipeline.quality.evaluate.sets import ParallelSet
from pipeline.quality.evaluate.systems import System

_NUMBER = re.compile(r"\d")
_BINS = range(0, 100, 10)
_LAST = _BINS[-1]
_SURE = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Units whose score is from ``start`` to ``start`` + 9 (the last: to 100).

    ``score`` is their mean; ``good`` is the share whose chrF is good, in percent, from ``low`` to ``high`` with 95 %
    certainty.
    """

    start: int
    units: int
    score: float
    good: float
    low: float
    high: float
    verdicts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Counts of units, but for scores and limits. ``auc`` is None where all units are good, or none is.

    A target is *good* where its sentence chrF reaches ``chrf_limit``, the limit that its calibration was fitted with;
    ``auc`` is the chance that the score puts a good one before another. ``numbered`` sources have digits;
    ``numbers_kept`` of their targets have them all, and no others. ``stray`` targets have letters that do not belong,
    ``looping`` ones repeat themselves, ``untranslated`` ones are left in the source language: errors, all of them.
    """

    units: int
    missing: int
    score: float | None
    verdicts: Mapping[str, int]
    numbered: int
    numbers_kept: int
    stray: int
    looping: int
    untranslated: int
    flagged: int
    """Units with an error of any check."""
    chrf_limit: float | None
    calibration: str
    good: int
    auc: float | None
    points: tuple[Point, ...]


def stand(samples: ParallelSet, system: System, chrf: Sequence[float]) -> Standing:
    """Return how one system's targets stand.

    :param chrf: sentence chrF of each target
    """
    rows = [(assessment, value) for assessment, value in zip(system.assessments, chrf, strict=True) if assessment]
    errors = [_errors(pair) for pair in _pairs(samples, system)]
    numbered = [number for number, sample in enumerate(samples.samples) if _NUMBER.search(sample.source)]
    limit, calibration = _limit(samples, system) if rows else (None, "")
    good = np.array([value >= (limit or 0.0) for _, value in rows], dtype=bool)
    scores = np.array([assessment.score for assessment, _ in rows], dtype=float)
    return Standing(
        units=len(samples.samples),
        missing=sum(not target for target in system.targets),
        score=round(float(scores.mean()), 1) if rows else None,
        verdicts=_count_verdicts([assessment for assessment, _ in rows]),
        numbered=len(numbered),
        numbers_kept=sum(bool(system.targets[number]) and "numbers" not in errors[number] for number in numbered),
        stray=_count(errors, "script"),
        looping=_count(errors, "repetition"),
        untranslated=_count(errors, "untranslated"),
        flagged=sum(bool(found) for found in errors),
        chrf_limit=limit,
        calibration=calibration,
        good=int(good.sum()),
        auc=rank_chance(scores, good),
        points=tuple(_points([assessment for assessment, _ in rows], scores, good)),
    )


def _pairs(samples: ParallelSet, system: System) -> list[Pair]:
    return [
        Pair(
            source=sample.source,
            target=target,
            source_language=samples.direction.source,
            target_language=samples.direction.target,
            role=sample.role,
        )
        for sample, target in zip(samples.samples, system.targets, strict=True)
    ]


def _errors(pair: Pair) -> frozenset[str]:
    """Return the names of the checks that find an error; project settings and waivers do not count here."""
    findings: tuple[Finding, ...] = run_checks(pair)
    return frozenset(finding.check for finding in findings if finding.severity is Severity.ERROR)


def _count(errors: Sequence[frozenset[str]], check: str) -> int:
    return sum(check in found for found in errors)


def _count_verdicts(assessments: Sequence[Assessment]) -> dict[str, int]:
    counts = Counter(assessment.verdict for assessment in assessments)
    return {verdict.value: counts[verdict] for verdict in Verdict}


def _limit(samples: ParallelSet, system: System) -> tuple[float | None, str]:
    """Return what sentence chrF is good, and which calibration says so."""
    calibration = PACKAGED.find(system.engine, samples.direction)
    return calibration.chrf_limit, f"{calibration.engine} {calibration.direction}, {calibration.date}"


def rank_chance(scores: np.ndarray, good: np.ndarray) -> float | None:
    """Return the area under the ROC curve: the chance that a good one has the higher score; equals count half."""
    above, below = scores[good], scores[~good]
    if not len(above) or not len(below):
        return None
    wins = (above[:, None] > below[None, :]).sum() + 0.5 * (above[:, None] == below[None, :]).sum()
    return round(float(wins / (len(above) * len(below))), 3)


def _points(assessments: Sequence[Assessment], scores: np.ndarray, good: np.ndarray) -> list[Point]:
    places = np.minimum(scores // 10 * 10, _LAST).astype(int)
    found = []
    for start in _BINS:
        here = places == start
        units = int(here.sum())
        if units:
            share = float(good[here].mean())
            low, high = certain_range(share, units)
            members = [one for one, inside in zip(assessments, here, strict=True) if inside]
            found.append(
                Point(
                    start=start,
                    units=units,
                    score=round(float(scores[here].mean()), 1),
                    good=round(100 * share, 1),
                    low=round(100 * low, 1),
                    high=round(100 * high, 1),
                    verdicts=_count_verdicts(members),
                )
            )
    return found


def certain_range(share: float, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share that was observed on *count* units."""
    square = _SURE**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _SURE / (1 + square / count) * (share * (1 - share) / count + square / (4 * count**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
