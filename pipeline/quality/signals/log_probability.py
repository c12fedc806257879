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
