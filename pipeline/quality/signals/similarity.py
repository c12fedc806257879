"""Whether source and target mean the same, by a multilingual sentence encoder: as wholes, and passage by passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.languages.encoder import encode, is_known
from pipeline.model import Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

WORDS, STEP = 5, 3
"""Words of a passage, and how far the next one starts: passages overlap, since clauses change places."""


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
        return [sides and _match(*sides) for sides in encode_passages(pairs)]


def encode_passages(pairs: Sequence[Pair]) -> list[tuple[Vectors, Vectors] | None]:
    """Return the passages of both sides of each pair, a row each; None where the encoder does not know them."""
    sides = [(cut(pair.source), cut(pair.target)) if is_known(pair) else None for pair in pairs]
    vectors = encode(text for pair in sides if pair for side in pair for text in side)
    return [pair and (_stack(pair[0], vectors), _stack(pair[1], vectors)) for pair in sides]


def _stack(passages: Sequence[str], vectors: Mapping[str, Vectors]) -> Vectors:
    import numpy as np

    return np.stack([vectors[text] for text in passages])


def _match(source: Vectors, target: Vectors) -> float:
    """Return the mean of both sides' best matches; each row of a side is a passage."""
    cosines = source @ target.T
    return float(cosines.max(axis=0).mean() + cosines.max(axis=1).mean()) / 2


def cut(text: str) -> list[str]:
    """Cut a text into overlapping passages of words; one that is hardly longer than a passage stays whole."""
    words = text.split()
    if len(words) <= WORDS + 1:
        return [text]
    return [" ".join(words[start : start + WORDS]) for start in range(0, len(words) - 2, STEP)]
