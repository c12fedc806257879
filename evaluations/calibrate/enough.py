"""How many reviewed drafts a project's own score needs, played through with a taste that differs from the labels.

The reviewer of the play keeps the better part of the pool (chrF above its median or its upper quarter), so the packaged
score is far from the truth, as it will be in a newsroom. So many drafts of the fitting half are drawn as were
reviewed; the loss is the mean negative log-likelihood per draft on the reporting half, in bits.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluations.calibrate.fitting import FULL
from evaluations.calibrate.outputs import Output
from pipeline.quality.calibration import Model
from pipeline.quality.calibration.fit import LabelledSignals, chance, fit_weights, refit

COUNTS = (50, 100, 200, 500, 1000, 2000, 3000)
DRAWS = 20
TASTES = (0.5, 0.75)
"""Shares of the pool that the reviewer changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Mean losses after so many reviewed drafts; ``wins`` are the draws in which a refit beat the packaged score."""

    changed: float
    drafts: int
    packaged: float
    refitted: float
    own_weights: float
    wins: int


def play(outputs: Sequence[Output], packaged: Model) -> list[Row]:
    """Return a row for each taste and number of reviewed drafts."""
    rows = []
    for changed in TASTES:
        limit = float(np.quantile([output.chrf for output in outputs], changed))
        fitting, report = ([one.sample(limit) for one in outputs if one.fitted is half] for half in (True, False))
        for count in COUNTS:
            draws = [random.Random(seed).sample(fitting, count) for seed in range(DRAWS)]
            base = loss(packaged, report)
            refitted = [loss(refit(packaged, draw), report) for draw in draws]
            own = [loss(fit_weights(draw, FULL), report) for draw in draws]
            rows.append(
                Row(
                    changed=changed,
                    drafts=count,
                    packaged=round(base, 4),
                    refitted=round(float(np.mean(refitted)), 4),
                    own_weights=round(float(np.mean(own)), 4),
                    wins=sum(one < base for one in refitted),
                )
            )
    return rows


def loss(model: Model, samples: Sequence[LabelledSignals]) -> float:
    """Return the mean negative log-likelihood of labels in bits."""
    chances = chance(np.array([model.logit(sample.signals) for sample in samples]))
    good = np.array([sample.good for sample in samples])
    return float(-np.log2(np.where(good, chances, 1 - chances)).mean())
