"""Fit a score to labelled targets: an additive logistic model whose curves bend at a few points. numpy alone.

Each signal adds a piecewise linear curve to the log-odds of a good target. The values at a curve's points are fitted
together by penalized maximum likelihood (Newton's method); the penalty asks for straight and flat curves, so that few
labels give almost a plain logistic regression, and many may bend it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.calibration.scoring import Bin, Curve, Model

QUANTILES = (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
"""Where a curve has its points: outside the first and last it is level, so that no outlier runs away with a score."""
STIFFNESS = 4.0
"""Weight of a curve's bends (squared differences of neighbouring slopes)."""
FLATNESS = 0.3
"""Weight of a curve's slopes."""
HOLD = 1e-3
"""Weight of the values themselves: only there to make the solution unique."""
ROUNDS = 50
FOLDS = 5
BINS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One labelled target. ``group`` is its source: targets of one source are fitted on or measured on together."""

    signals: Mapping[str, float]
    good: bool
    group: int


def fit_model(samples: Sequence[Sample], names: Sequence[str]) -> Model:
    """Fit the curves of the named signals; a target that lacks one counts there as average.

    The reliability curve and the area under the ROC curve come from cross-validation over the groups.

    :raises ValueError: if the samples are all good or all bad
    """
    good = np.array([sample.good for sample in samples])
    if good.all() or not good.any():
        raise ValueError("a score needs good and bad targets to be fitted on")
    model = _fit(samples, names)
    logits = cross_validate(samples, names)
    return Model(
        signals=model.signals,
        intercept=model.intercept,
        sentences=len(samples),
        positives=int(good.sum()),
        auc=round(area(good, logits), 3),
        reliability=tuple(reliability(chance(logits), good)),
    )


def cross_validate(samples: Sequence[Sample], names: Sequence[str], folds: int = FOLDS) -> Floats:
    """Return the log-odds of each sample from a model that was fitted without its group."""
    part = np.array([sample.group for sample in samples]) % folds
    logits = np.zeros(len(samples))
    for fold in np.unique(part):
        model = _fit([sample for sample, at in zip(samples, part, strict=True) if at != fold], names)
        for index in np.flatnonzero(part == fold):
            logits[index] = model.logit(samples[index].signals)
    return logits


def refit(model: Model, samples: Sequence[Sample]) -> Model:
    """Keep a model's curves and fit only their common slope and the intercept: what a few hundred labels can tell.

    The slope is held towards 1 as if a handful of labels had confirmed it, and is never negative.
    """
    logits = np.array([model.logit(sample.signals) for sample in samples])
    good = np.array([sample.good for sample in samples])
    design = np.column_stack([np.ones(len(samples)), logits])
    slope_and_intercept = _newton(design, good, np.diag([HOLD, FLATNESS]), np.array([0.0, 1.0]))
    intercept, slope = float(slope_and_intercept[0]), max(0.0, float(slope_and_intercept[1]))
    fitted = intercept + slope * logits
    return Model(
        signals={name: curve.scaled(slope) for name, curve in model.signals.items()},
        intercept=round(intercept + slope * model.intercept, 4),
        sentences=len(samples),
        positives=int(good.sum()),
        auc=round(area(good, logits), 3),
        reliability=tuple(reliability(chance(fitted), good)),
    )


def _fit(samples: Sequence[Sample], names: Sequence[str]) -> Model:
    good = np.array([sample.good for sample in samples])
    blocks, points, penalties = [np.ones((len(samples), 1))], [], [np.zeros((1, 1))]
    for name in names:
        values = np.array([sample.signals.get(name, np.nan) for sample in samples])
        at = _points(values)
        block = _hats(values, at)
        blocks.append(block)
        points.append(at)
        penalties.append(_penalty(at))
    values = _newton(np.hstack(blocks), good, _diagonal(penalties))
    intercept, curves, start = float(values[0]), {}, 1
    for name, at, block in zip(names, points, blocks[1:], strict=True):
        adds = values[start : start + len(at)]
        start += len(at)
        known = block.any(axis=1)
        average = float((block[known] @ adds).mean()) if known.any() else 0.0
        intercept += average * float(known.mean())
        curves[name] = Curve(
            at=tuple(round(float(x), 4) for x in at), add=tuple(round(float(y), 4) for y in adds - average)
        )
    return Model(signals=curves, intercept=round(intercept, 4), sentences=len(samples), positives=int(good.sum()))


def _points(values: Floats) -> Floats:
    known = values[~np.isnan(values)]
    if not known.size:
        return np.zeros(1)
    return np.unique(np.round([known.min(), *np.quantile(known, QUANTILES), known.max()], 4))


def _hats(values: Floats, at: Floats) -> Floats:
    """Return how much of each point's value a sample takes: rows sum to 1, or to 0 where the signal is missing."""
    known = ~np.isnan(values)
    hats = np.zeros((len(values), len(at)))
    if len(at) == 1:
        hats[known] = 1.0
        return hats
    clamped = np.clip(values[known], at[0], at[-1])
    right = np.clip(np.searchsorted(at, clamped, side="right"), 1, len(at) - 1)
    share = (clamped - at[right - 1]) / (at[right] - at[right - 1])
    rows = np.flatnonzero(known)
    hats[rows, right - 1] = 1 - share
    hats[rows, right] = share
    return hats


def _penalty(at: Floats) -> Floats:
    """Return the quadratic form that weighs slopes and bends, on a scale where the middle half is about 1 wide."""
    size = len(at)
    penalty = HOLD * np.eye(size)
    if size == 1:
        return penalty
    width = np.diff(at) / max(float(np.median(np.diff(at))) * (size - 1) / 2, 1e-9)
    slopes = np.diff(np.eye(size), axis=0) / width[:, None]
    penalty += FLATNESS * (slopes.T * width) @ slopes
    bends = np.diff(slopes, axis=0)
    return penalty + STIFFNESS * bends.T @ bends / size


def _diagonal(blocks: Sequence[Floats]) -> Floats:
    size = sum(len(block) for block in blocks)
    whole = np.zeros((size, size))
    start = 0
    for block in blocks:
        end = start + len(block)
        whole[start:end, start:end] = block
        start = end
    return whole


def _newton(design: Floats, good: NDArray[np.bool_], penalty: Floats, centre: Floats | None = None) -> Floats:
    """Maximize the log-likelihood less the penalty of the distance from *centre* (the origin)."""
    centre = np.zeros(design.shape[1]) if centre is None else centre
    values = centre.copy()
    for _ in range(ROUNDS):
        chances = chance(design @ values)
        gradient = design.T @ (good - chances) - penalty @ (values - centre)
        curvature = (design.T * (chances * (1 - chances))) @ design + penalty
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(curvature)), gradient)
        values += step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-8:  # noqa: PLR2004 - far below the digits kept
            break
    return values


def chance(logits: Floats) -> Floats:
    """Return probabilities of log-odds."""
    result: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return result


def area(good: NDArray[np.bool_], scores: Floats) -> float:
    """Return the area under the ROC curve: how often a good target scores above a bad one, ties counting half."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[place]
    positives = int(good.sum())
    negatives = len(good) - positives
    if not positives or not negatives:
        return 0.5
    return float((ranks[good].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def reliability(chances: Floats, good: NDArray[np.bool_], bins: int = BINS) -> list[Bin]:
    """Return mean score against the observed share of good targets, in bins of equal size."""
    order = np.argsort(chances, kind="stable")
    return [
        Bin(
            score=round(100 * float(chances[part].mean()), 1),
            observed=round(100 * float(good[part].mean()), 1),
            count=len(part),
        )
        for part in np.array_split(order, min(bins, len(order)))
    ]
