"""What a fitted score is made of, and how it is computed from signals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One point of a reliability curve: mean score, observed share of good targets in percent, count."""

    score: float
    observed: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one signal adds to the log-odds: its distance from ``mean``, times ``weight``.

    ``low`` and ``high`` are the least and the greatest value it was fitted on; beyond them it adds no more.
    """

    weight: float
    mean: float
    low: float
    high: float

    def add(self, signal: float) -> float:
        """Return what a value of the signal adds."""
        return self.weight * (min(max(signal, self.low), self.high) - self.mean)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A logistic model on one set of signals, and what it was measured to be worth.

    ``auc`` and ``reliability`` were measured on targets whose sources it was not fitted on.
    """

    signals: Mapping[str, Weight]
    intercept: float
    sentences: int
    positives: int
    auc: float | None = None
    reliability: tuple[Bin, ...] = field(default=())

    def logit(self, signals: Mapping[str, float]) -> float:
        """Return the log-odds of a good target; a signal that is missing counts as average."""
        return self.intercept + math.fsum(
            weight.add(signals[name]) for name, weight in self.signals.items() if name in signals
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The chance that a target of one engine and direction is good, whatever signals there are.

    ``models`` hold a model for each set of signals that may be present, the fullest first. ``keep`` and ``redo`` are
    scores: at least, and below; None where no score earns the verdict.
    """

    engine: str
    direction: str
    label: str
    """What the score is the chance of, in words."""
    data: str
    date: str
    signature: str
    """How the labels were made: the rule for what is right."""
    models: tuple[Model, ...]
    keep: int | None
    redo: int | None

    @property
    def name(self) -> str:
        """Name it for people: engine, direction and date."""
        return f"{self.engine} {self.direction} {self.date}"

    def model(self, signals: Mapping[str, float]) -> Model:
        """Return the fullest model whose signals are all there; else the one that lacks least."""
        return min(self.models, key=lambda model: (len(model.signals.keys() - signals.keys()), -len(model.signals)))

    def verdict(self, score: int) -> Verdict:
        """Return what an editor should do with a target of this score."""
        if self.keep is not None and score >= self.keep:
            return Verdict.KEEP
        return Verdict.REDO if self.redo is not None and score < self.redo else Verdict.REVIEW


def score_of(logit: float) -> int:
    """Return the chance in percent."""
    return round(100 / (1 + math.exp(-max(-30.0, min(30.0, logit)))))
