"""The engine's own opinion of its target; known for targets that an engine of ours made."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Pair


class LogProbability:
    """Mean token log-probability (0 is certain)."""

    name = "log_probability"
    title = "mean token log-probability of the engine"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return what the engine said."""
        return [pair.log_probability for pair in pairs]


class Lowest:
    """Log-probability of the token that the engine was least sure of: one wrong name in a fluent sentence."""

    name = "lowest"
    title = "log-probability of the engine's least certain token"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return what the engine said."""
        return [pair.lowest for pair in pairs]


class Deviation:
    """Standard deviation of the tokens' log-probabilities: how unevenly sure the engine was."""

    name = "deviation"
    title = "deviation of the engine's token log-probabilities"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return what the engine said."""
        return [pair.deviation for pair in pairs]
