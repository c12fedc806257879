"""How long the source is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.model import Pair


class SourceLength:
    """Natural logarithm of the source's characters: a longer sentence gives more to go wrong."""

    name = "source_length"
    title = "length of the source"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the logarithm."""
        return [math.log(max(1, len(pair.source))) for pair in pairs]
