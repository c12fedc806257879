"""How long source and target are, and how far the target's length is from what its languages lead one to expect."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.languages.language import facts
from pipeline.model import Pair

ALLOWANCE = 12
"""Characters added to both lengths, so that short texts do not stand out."""


class Length:
    """Natural logarithm of the length ratio by the expected one: 0 is as expected, below 0 is short."""

    name = "length_ratio"
    title = "length against the expected one"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return ln(actual / expected)."""
        return [self._difference(pair) for pair in pairs]

    @staticmethod
    def _difference(pair: Pair) -> float:
        ratio = facts(pair.target_language).length_ratio / facts(pair.source_language).length_ratio
        return math.log((len(pair.target) + ALLOWANCE) / (len(pair.source) * ratio + ALLOWANCE))


class SourceLength:
    """Natural logarithm of the source's characters: what the other signals are worth depends on it."""

    name = "source_length"
    title = "length of the source"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the logarithm."""
        return [math.log(max(1, len(pair.source))) for pair in pairs]


class WordCount:
    """Natural logarithm of the target's words: beside its length it says whether they are long ones."""

    name = "word_count"
    title = "words of the target"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the logarithm."""
        return [math.log(max(1, len(pair.target.split()))) for pair in pairs]
