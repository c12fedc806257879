"""Tell whether two systems differ by more than chance, with sacrebleu's paired tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.model import Direction
from pipeline.quality.evaluate.metrics import Metric, make_scorers

LIMIT = 0.05
"""Below this chance of seeing such a difference between equals, it counts as real."""


class Test(StrEnum):
    """How equals would differ: by resampling the units, or by swapping the systems' targets at random."""

    __test__ = False  # pytest takes it for one of its own

    BOOTSTRAP = "bootstrap"
    RANDOMIZATION = "randomization"


_KINDS = {Test.BOOTSTRAP: "bs", Test.RANDOMIZATION: "ar"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A system against the first one, by one metric. ``difference`` is its score less the first one's."""

    baseline: str
    system: str
    metric: str
    difference: float
    p_value: float
    signature: str

    @property
    def significant(self) -> bool:
        """Tell whether chance is an unlikely reason."""
        return self.p_value < LIMIT


def compare(
    systems: Sequence[tuple[str, Sequence[str]]],
    references: Sequence[Sequence[str]],
    metrics: Sequence[Metric],
    direction: Direction,
    test: Test = Test.BOOTSTRAP,
) -> tuple[Comparison, ...]:
    """Compare each system (name and targets) with the first: 1,000 resamples, or 10,000 swaps.

    :param references: one list for each translator
    """
    from sacrebleu.significance import PairedTest

    if len(systems) < 2:  # noqa: PLR2004 - a pair
        return ()
    named: list[tuple[str, Sequence[str]]] = [(name, list(targets)) for name, targets in systems]
    scorers = make_scorers(metrics, direction)
    paired: Any = PairedTest(named, scorers, references, test_type=_KINDS[test])
    signatures, results = paired()
    # sacrebleu calls the metrics by its own names, in the order given.
    return tuple(
        Comparison(
            baseline=named[0][0],
            system=name,
            metric=title,
            difference=round(float(result.score - results[key][0].score), 2),
            # To sacrebleu a system differs from itself by no chance; to a reader it does not differ.
            p_value=1.0 if targets == named[0][1] else round(float(result.p_value), 4),
            signature=str(signatures[key]),
        )
        for title, key in zip(scorers, signatures, strict=True)
        for (name, targets), result in zip(named[1:], results[key][1:], strict=True)
    )
