"""Fit a score to labelled targets: logistic regression by penalized maximum likelihood, in numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.quality.calibration.scoring import Bin, Model, Weight

SHRINKAGE = 1.0
"""Weight of the penalty on the squared weight of a standardized signal: as scikit-learn's C = 1."""
LEAST_SPREAD = 0.01
"""A signal that hardly varies must not explode when it is standardized."""
HOLD = 10.0
"""Weight of the penalty that holds the slope of a refit towards 1."""
ROUNDS = 100
TINY = 1e-9
BINS = 5

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSignals:
    """One labelled target. ``group`` is its source: targets of one source are fitted on or measured on together."""

    signals: Mapping[str, float]
    good: bool
    group: int


def fit_weights(samples: Sequence[LabelledSignals], names: Sequence[str]) -> Model:
    """Fit the weights of the named signals; a target that lacks one counts there as average.

    :raises ValueError: if the samples are all good or all bad
    """
    values = np.array([[sample.signals.get(name, np.nan) for name in names] for sample in samples])
    good = np.array([sample.good for sample in samples])
    if good.all() or not good.any():
        raise ValueError("a score needs good and bad targets to be fitted on")
    known = np.isfinite(values)
    counts = np.maximum(known.sum(axis=0), 1)
    means = np.where(known, values, 0.0).sum(axis=0) / counts
    values = np.where(known, values, means)
    spreads = np.maximum(values.std(axis=0), LEAST_SPREAD)
    design = np.column_stack([np.ones(len(samples)), (values - means) / spreads])
    fitted = maximize(design, good, np.array([0.0, *[SHRINKAGE] * len(names)]))
    signals = {
        name: Weight(
            weight=round(float(fitted[1 + column] / spreads[column]), 4),
            mean=round(float(means[column]), 4),
            low=round(float(values[:, column].min()), 4),
            high=round(float(values[:, column].max()), 4),
        )
        for column, name in enumerate(names)
    }
    return Model(
        signals=signals, intercept=round(float(fitted[0]), 4), sentences=len(samples), positives=int(good.sum())
    )


def refit(model: Model, samples: Sequence[LabelledSignals]) -> Model:
    """Keep a model's weights and fit only their common slope and the intercept: what a few hundred labels can tell.

    The slope is held towards 1 as if a few labels had confirmed it, and is never negative. The area
    is the kept order's, which these labels did not shape; the reliability curve is on the labels themselves.
    """
    logits = np.array([model.logit(sample.signals) for sample in samples])
    good = np.array([sample.good for sample in samples])
    design = np.column_stack([np.ones(len(samples)), logits])
    slope_and_intercept = maximize(design, good, np.array([0.0, HOLD]), np.array([0.0, 1.0]))
    intercept, slope = float(slope_and_intercept[0]), max(0.0, float(slope_and_intercept[1]))
    fitted = intercept + slope * logits
    return Model(
        signals={
            name: replace(weight, weight=round(weight.weight * slope, 4)) for name, weight in model.signals.items()
        },
        intercept=round(intercept + slope * model.intercept, 4),
        sentences=len(samples),
        positives=int(good.sum()),
        auc=round(area(good, logits), 3),
        reliability=tuple(reliability(chance(fitted), good)),
    )


def measure_model(model: Model, samples: Sequence[LabelledSignals]) -> Model:
    """Report on samples that a model was not fitted on."""
    logits = np.array([model.logit(sample.signals) for sample in samples])
    good = np.array([sample.good for sample in samples])
    return replace(model, auc=round(area(good, logits), 3), reliability=tuple(reliability(chance(logits), good)))


def maximize(design: Floats, good: Bools, penalty: Floats, centre: Floats | None = None) -> Floats:
    """Maximize the log-likelihood less half the penalty times the squared distance from *centre* (the origin)."""
    centre = np.zeros(design.shape[1]) if centre is None else centre
    penalty = penalty + TINY

    def loss(at: Floats) -> float:
        return float(_lost(design @ at, good).sum() + (penalty * (at - centre) ** 2).sum() / 2)

    values = centre.copy()
    best = loss(values)
    for _ in range(ROUNDS):
        chances = chance(design @ values)
        gradient = design.T @ (good - chances) - penalty * (values - centre)
        curvature = (design.T * (chances * (1 - chances))) @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        while (found := loss(values + step)) > best and float(np.abs(step).max()) > TINY:
            step /= 2  # a whole step may jump over the optimum where the chances are near 0 or 1
        if found > best - TINY:
            break
        values, best = values + step, found
    return values


def _lost(logits: Floats, good: Bools) -> Floats:
    """Return minus the log-likelihood of each label."""
    lost: Floats = np.logaddexp(0.0, np.where(good, -logits, logits))
    return lost


def chance(logits: Floats) -> Floats:
    """Return probabilities of log-odds."""
    result: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return result


def area(good: Bools, scores: Floats) -> float:
    """Return the area under the ROC curve: how often a good target scores above a bad one, ties counting half."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[place]
    positives = int(good.sum())
    negatives = len(good) - positives
    if not positives or not negatives:
        return 0.5
    return float((ranks[good].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def reliability(chances: Floats, good: Bools, bins: int = BINS) -> list[Bin]:
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
