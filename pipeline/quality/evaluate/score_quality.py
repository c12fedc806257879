"""How well the score tells good targets from others, by the references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.model import Assessment, Verdict
from pipeline.quality.calibration import PACKAGED
from pipeline.quality.evaluate.sets import ParallelSet
from pipeline.quality.evaluate.systems import System

_STARTS = range(0, 100, 10)
_DEVIATIONS = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBin:
    """Targets whose score is from ``start`` to ``start`` + 9 (the last: to 100).

    ``score`` is their mean; ``good`` is the share whose chrF is good, in percent, from ``low`` to ``high`` with 95 %
    certainty.
    """

    start: int
    units: int
    score: float
    good: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreQuality:
    """The scores of the ``units`` that have a target.

    A target is *good* where its sentence chrF reaches ``chrf_limit``, the limit that the calibration was fitted with.
    ``auc`` is the chance that the score puts a good target before another; None where all targets are good, or none is.
    """

    units: int
    mean: float
    verdicts: Mapping[str, int]
    chrf_limit: float | None
    calibration: str
    good: int
    auc: float | None
    bins: tuple[ScoreBin, ...]


def measure_score(samples: ParallelSet, system: System, chrf: Sequence[float]) -> ScoreQuality | None:
    """Set the scores of one system's targets against their sentence chrF; None where there is no target."""
    rows = [(assessment, value) for assessment, value in zip(system.assessments, chrf, strict=True) if assessment]
    if not rows:
        return None
    calibration = PACKAGED.find(system.engine, samples.direction)
    scores = np.array([assessment.score for assessment, _ in rows], dtype=float)
    good = np.array([value >= (calibration.chrf_limit or 0.0) for _, value in rows], dtype=bool)
    return ScoreQuality(
        units=len(rows),
        mean=round(float(scores.mean()), 1),
        verdicts=_count_verdicts([assessment for assessment, _ in rows]),
        chrf_limit=calibration.chrf_limit,
        calibration=f"{calibration.engine} {calibration.direction}, {calibration.date}",
        good=int(good.sum()),
        auc=rank_chance(scores, good),
        bins=tuple(_make_bins(scores, good)),
    )


def _count_verdicts(assessments: Sequence[Assessment]) -> dict[str, int]:
    counts = Counter(assessment.verdict for assessment in assessments)
    return {verdict.value: counts[verdict] for verdict in Verdict}


def rank_chance(scores: np.ndarray, good: np.ndarray) -> float | None:
    """Return the area under the ROC curve: the chance that a good one has the higher score; equals count half."""
    above, below = scores[good], scores[~good]
    if not len(above) or not len(below):
        return None
    wins = (above[:, None] > below[None, :]).sum() + 0.5 * (above[:, None] == below[None, :]).sum()
    return round(float(wins / (len(above) * len(below))), 3)


def _make_bins(scores: np.ndarray, good: np.ndarray) -> list[ScoreBin]:
    starts = np.minimum(scores // 10 * 10, _STARTS[-1]).astype(int)
    found = []
    for start in _STARTS:
        here = starts == start
        units = int(here.sum())
        if units:
            share = float(good[here].mean())
            low, high = certain_range(share, units)
            found.append(
                ScoreBin(
                    start=start,
                    units=units,
                    score=round(float(scores[here].mean()), 1),
                    good=round(100 * share, 1),
                    low=round(100 * low, 1),
                    high=round(100 * high, 1),
                )
            )
    return found


def certain_range(share: float, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share that was observed on *count* units."""
    square = _DEVIATIONS**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _DEVIATIONS / (1 + square / count) * (share * (1 - share) / count + square / (4 * count**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
