"""The signals: single numbers about a target that the score is made of. One file a kind; ``SIGNALS`` names them all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Protocol

from pipeline.languages.encoder import remembering
from pipeline.model import Pair
from pipeline.project.extras import DRAFT, require
from pipeline.quality.signals.length import SourceLength
from pipeline.quality.signals.likelihood import BothWays
from pipeline.quality.signals.log_probability import LogProbability
from pipeline.quality.signals.similarity import Similarity


class Signal(Protocol):
    """One number about each pair, or None where it cannot be known."""

    @property
    def name(self) -> str:
        """The key under which calibrations and PO comments carry it."""
        ...

    @property
    def title(self) -> str:
        """What it measures, in a few words."""
        ...

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return one value a pair, in order."""
        ...


SIGNALS: tuple[Signal, ...] = (
    LogProbability(),
    Similarity(),
    BothWays(),
    SourceLength(),
)


JUDGE = "judge:"
"""The name of a judge's signal begins so, and goes on with the judge's own.

A calibration that was fitted to the scores of one judge means nothing for another's."""
DIGITS = 3
"""Decimals of a signal, in the score as in catalogs: more would differ from one processor to the next."""


AT_ONCE = 256
"""Pairs measured together: it bounds the memory that the vectors of their passages take."""


def measure_signals(pairs: Sequence[Pair]) -> list[dict[str, float]]:
    """Return the signals that could be measured, by name, for each pair; rounded, so that any machine says the same.

    :raises MissingExtra: if the packages that measure them are not installed
    """
    if pairs:
        require(DRAFT, "the score")
    return list(
        chain.from_iterable(_measure(pairs[start : start + AT_ONCE]) for start in range(0, len(pairs), AT_ONCE))
    )


def _measure(pairs: Sequence[Pair]) -> list[dict[str, float]]:
    measured: list[dict[str, float]] = [{} for _ in pairs]
    with remembering():
        for signal in SIGNALS:
            for row, value in zip(measured, signal.measure(pairs), strict=True):
                if value is not None:
                    row[signal.name] = round(value, DIGITS)
    for row, pair in zip(measured, pairs, strict=True):
        if pair.judgement:
            row[f"{JUDGE}{pair.judgement.judge}"] = round(pair.judgement.score, DIGITS)
    return measured
