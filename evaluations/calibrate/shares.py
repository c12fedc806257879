"""Measure what scores are worth: shares of right targets, and how well an order tells right from wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluations.calibrate.weights import Bools, Floats, area

_DRAWS = 1000
_DEVIATIONS = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of some targets are right, with the 95 % interval of their share (0-1)."""

    right: int
    targets: int
    low: float
    high: float


def count_right(right: Iterable[bool]) -> Share:
    """Count the right ones of some targets."""
    values = list(right)
    low, high = certain_range(sum(values), len(values))
    return Share(right=sum(values), targets=len(values), low=round(low, 3), high=round(high, 3))


def certain_range(count: int, whole: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share, 0 to 1 where nothing was observed."""
    if not whole:
        return 0.0, 1.0
    square, share = _DEVIATIONS**2, count / whole
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _DEVIATIONS / (1 + square / whole) * (share * (1 - share) / whole + square / (4 * whole**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def rank_chance(scores: Floats, right: Bools) -> float | None:
    """Return the area under the ROC curve, or None where all targets are right, or none is."""
    return None if right.all() or not right.any() else round(area(right, scores), 3)


def draw_interval(scores: Floats, right: Bools, sources: Sequence[str]) -> tuple[float | None, float | None]:
    """Return the 95 % interval of the area, by draws of sources with all their targets."""
    if rank_chance(scores, right) is None:
        return None, None
    names = {source: number for number, source in enumerate(dict.fromkeys(sources))}
    of = np.array([names[source] for source in sources])
    members = [np.flatnonzero(of == number) for number in range(len(names))]
    chance = np.random.default_rng(0)
    areas = []
    for _ in range(_DRAWS):
        drawn = np.concatenate([members[number] for number in chance.integers(0, len(members), len(members))])
        if (value := rank_chance(scores[drawn], right[drawn])) is not None:
            areas.append(value)
    low, high = np.quantile(areas, [0.025, 0.975])
    return round(float(low), 3), round(float(high), 3)
