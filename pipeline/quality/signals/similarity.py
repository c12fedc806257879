"""Whether source and target mean the same, by a multilingual sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from pipeline.languages.encoder import encode, is_known
from pipeline.model import Pair


class Similarity:
    """Cosine (-1 to 1) of the sentences' embeddings."""

    name = "similarity"
    title = "cross-lingual sentence similarity"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the cosine for each pair in known languages; every distinct text is encoded once."""
        vectors = encode(chain.from_iterable((pair.source, pair.target) for pair in pairs if is_known(pair)))
        return [float(vectors[pair.source] @ vectors[pair.target]) if is_known(pair) else None for pair in pairs]
