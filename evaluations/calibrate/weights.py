"""Fit the weights of signals to labelled targets, and report what a model is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.quality.calibration.fit import LabelledSignals, area, chance, maximize, reliability
from pipeline.quality.calibration.scoring import Model, Weight

SHRINKAGE = 1.0
"""Weight of the penalty on the squared coefficients of standardized signals: as scikit-learn's C = 1."""
LEAST_SPREAD = 0.01
"""A signal that hardly varies must not explode when it is standardized."""


def measure_model(model: Model, samples: Sequence[LabelledSignals]) -> Model:
    """Report on samples that a model was not fitted on."""
    logits = np.array([model.logit(sample.signals) for sample in samples])
    good = np.array([sample.good for sample in samples])
    return replace(model, auc=round(area(good, logits), 3), reliability=tuple(reliability(chance(logits), good)))


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
