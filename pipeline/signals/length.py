"""How far the target's length is from what its languages lead one to expect."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.locales import facts
from pipeline.model import Pair

ALLOWANCE = 12
"""Characters added to both lengths, so that short texts do not stand out."""


class Length:
    """Distance of the length ratio from the expected one, as an absolute natural logarithm: 0 is as expected."""

    name = "length"
    title = "distance from the expected length"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return |ln(actual / expected)|."""
        return [self._distance(pair) for pair in pairs]

    @staticmethod
    def _distance(pair: Pair) -> float:
        ratio = facts(pair.target_language).length_ratio / facts(pair.source_language).length_ratio
        return abs(math.log((len(pair.target) + ALLOWANCE) / (len(pair.source) * ratio + ALLOWANCE)))
