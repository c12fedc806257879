"""How likely the embedded model finds each side, given the other."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Pair


class BothWays:
    """Mean of the token log-probabilities of the target given the source, and of the source given the target."""

    name = "both_ways"
    title = "log-probability of each side given the other, by the embedded model"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return it where the pair was read."""
        return [
            (pair.likelihood.target_given_source + pair.likelihood.source_given_target) / 2 if pair.likelihood else None
            for pair in pairs
        ]
