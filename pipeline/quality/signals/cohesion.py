"""How much the parts of both texts are about one thing: a sentence of many matters gives more to go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from pipeline.languages.encoder import encode, is_known
from pipeline.model import Pair
from pipeline.quality.signals.similarity import encode_passages


class Cohesion:
    """Mean cosine of each side's passages with the whole of their own side; 1 for a text of one passage."""

    name = "cohesion"
    title = "similarity of passages with their own sentence"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the mean of both sides for each pair in known languages."""
        wholes = encode(chain.from_iterable((pair.source, pair.target) for pair in pairs if is_known(pair)))
        return [
            sides and float((sides[0] @ wholes[pair.source]).mean() + (sides[1] @ wholes[pair.target]).mean()) / 2
            for pair, sides in zip(pairs, encode_passages(pairs), strict=True)
        ]
