"""Whether source and target mean the same, by a multilingual sentence encoder: as wholes, and passage by passage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from pipeline.model import Pair
from pipeline.signals.encoder import encode, is_known

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORDS, STEP = 5, 3
"""Words of a passage, and how far the next one starts: passages overlap, since clauses change places."""
AT_ONCE = 256
"""Pairs whose passages are encoded together: it bounds the memory that their vectors take."""


class Similarity:
    """Cosine (-1 to 1) of the sentences' embeddings."""

    name = "similarity"
    title = "cross-lingual sentence similarity"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the cosine for each pair in known languages; every distinct text is encoded once."""
        vectors = encode(chain.from_iterable((pair.source, pair.target) for pair in pairs if is_known(pair)))
        return [float(vectors[pair.source] @ vectors[pair.target]) if is_known(pair) else None for pair in pairs]


class Passages:
    """Mean cosine of each side's passages with the most similar passage of the other: low where one has no match."""

    name = "passages"
    title = "cross-lingual similarity of passages of five words"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the mean for each pair in known languages."""
        return list(
            chain.from_iterable(
                self._measure(pairs[start : start + AT_ONCE]) for start in range(0, len(pairs), AT_ONCE)
            )
        )

    @staticmethod
    def _measure(pairs: Sequence[Pair]) -> list[float | None]:
        sides = [(cut(pair.source), cut(pair.target)) if is_known(pair) else None for pair in pairs]
        vectors = encode(text for pair in sides if pair for side in pair for text in side)
        return [
            _match(*(np.stack([vectors[text] for text in side]) for side in pair)) if pair else None for pair in sides
        ]


def _match(source: NDArray[np.float32], target: NDArray[np.float32]) -> float:
    """Return the mean of both sides' best matches; each row of a side is a passage."""
    cosines = source @ target.T
    return float(cosines.max(axis=0).mean() + cosines.max(axis=1).mean()) / 2


def cut(text: str) -> list[str]:
    """Cut a text into overlapping passages of words; one that is hardly longer than a passage stays whole."""
    words = text.split()
    if len(words) <= WORDS + 1:
        return [text]
    return [" ".join(words[start : start + WORDS]) for start in range(0, len(words) - 2, STEP)]
