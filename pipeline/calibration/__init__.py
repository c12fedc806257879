"""Calibrations: what turns signals into a score. One JSON file for each engine and direction, fitted on labelled data.

They are package data, made by ``python -m evaluations.calibrate``; a file says on what, when and how well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from pipeline.locales import language_of
from pipeline.model import Direction, Verdict

GENERIC = "any"
"""The calibration for targets of unknown origin: fitted on seven systems pooled, without log-probability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One point of the reliability curve, on held-out sentences: mean score, observed share of good ones, count."""

    score: float
    observed: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic model of the chance that a target is not among the worst, and the verdicts' limits.

    ``weights`` are per signal, on its raw value; ``keep`` and ``redo`` are scores: at least, and below.
    """

    engine: str
    direction: str
    label: str
    """What the score is the chance of, in words."""
    data: str
    date: str
    signature: str
    """sacrebleu's signature of the metric behind the label."""
    chrf_limit: float
    weights: Mapping[str, float]
    intercept: float
    keep: int
    redo: int
    sentences: int
    positives: int
    auc: float
    """Area under the ROC curve on held-out sentences."""
    reliability: tuple[Bin, ...] = field(default=())

    def logit(self, signals: Mapping[str, float]) -> float:
        """Return the log-odds of a good target; a signal that is missing counts as nothing."""
        return self.intercept + sum(weight * signals.get(name, 0.0) for name, weight in self.weights.items())

    def score(self, logit: float) -> int:
        """Return the chance in percent."""
        return round(100 / (1 + math.exp(-max(-30.0, min(30.0, logit)))))

    def verdict(self, score: int) -> Verdict:
        """Return what an editor should do with a target of this score."""
        if score >= self.keep:
            return Verdict.KEEP
        return Verdict.REDO if score < self.redo else Verdict.REVIEW


@cache
def load_calibration(engine: str, direction: Direction) -> Calibration | None:
    """Return the calibration of an engine for a direction, or None where none was fitted."""
    source, target = language_of(direction.source), language_of(direction.target)
    path = files(__package__).joinpath(f"{engine}-{source}-{target}.json")
    return msgspec.json.decode(path.read_bytes(), type=Calibration) if path.is_file() else None
