"""Tell which words of a text are names where the language has no capitals: by letters, neighbours and the lexicon.

A logistic regression over hashed features; ``python -m evaluations.names`` fits it to parallel text, whose English side
tells which words are names.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from pipeline.languages.names.transliteration import arabic_forms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).with_name("ar-recognition.npz")
BUCKETS = 1 << 16
"""Places of features in the table of weights."""
WORD_BITS = 1 << 22
"""Places of words in the table of those that are frequent in text and hardly ever names."""
TOKEN = re.compile("[\u0621-\u064aپچژڤگ]+|[^\\w\\s]|\\d+")
"""A word, a mark or a number of a folded text."""
_LETTERS = (2, 3, 4)
_LONGEST = 9
_NEAR = (-2, -1, 1, 2)
_NOTHING = "#"


@dataclass(frozen=True, slots=True)
class Bits:
    """Bits as numpy packs them, the highest of each byte first."""

    packed: bytes

    def __len__(self) -> int:
        """Count the bits."""
        return 8 * len(self.packed)

    def __getitem__(self, place: int) -> bool:
        """Return one bit."""
        return bool(self.packed[place // 8] >> (7 - place % 8) & 1)


@cache
def _load() -> tuple[memoryview, float, float, Bits]:
    """Return weights, their scale, the bias and the frequent words; without numpy, which the core does not have."""
    with ZipFile(WEIGHTS) as archive:
        weights, scale, bias, words = (_read(archive, name) for name in ("weights", "scale", "bias", "words"))
    return memoryview(weights).cast("b"), *struct.unpack("<d", scale), *struct.unpack("<d", bias), Bits(words)


def _read(archive: ZipFile, name: str) -> bytes:
    """Return the data of an array behind its header."""
    content = archive.read(f"{name}.npy")
    return content[10 + int.from_bytes(content[8:10], "little") :]


def score_names(tokens: Sequence[str], lexicon: frozenset[str]) -> list[float]:
    """Return for each token of a folded text the log-odds that it is a name; *lexicon* has words of names."""
    weights, scale, bias, common = _load()
    kinds = [f"{is_known(token, lexicon):d}{is_common_word(token, common):d}" for token in tokens]
    return [scale * sum(weights[at] for at in features(tokens, kinds, place)) + bias for place in range(len(tokens))]


def is_known(token: str, lexicon: frozenset[str]) -> bool:
    """Tell whether a token, with or without the particles written onto it, is a word of a lexicon."""
    return len(token) > 1 and any(form in lexicon for form, _ in arabic_forms(token))


def is_common_word(token: str, common: Bits | NDArray[np.bool_]) -> bool:
    """Tell whether a token, with or without the particles written onto it, has its bit among the frequent words."""
    return any(common[zlib.crc32(form.encode()) % len(common)] for form, _ in arabic_forms(token))


def is_common_token(token: str) -> bool:
    """Tell whether a token is frequent in text and hardly ever a name."""
    return is_common_word(token, _load()[3])


def features(tokens: Sequence[str], kinds: Sequence[str], place: int) -> list[int]:
    """Return the hashed features of a token; *kinds* tell of each whether it is known and whether it is frequent."""
    return [zlib.crc32(text.encode()) % BUCKETS for text in _features(tokens, kinds, place)]


def _features(tokens: Sequence[str], kinds: Sequence[str], place: int) -> Iterator[str]:
    word = tokens[place]
    yield from (f"word {word}", f"begins {word[:3]}", f"ends {word[-3:]}", f"letters {min(len(word), _LONGEST)}")
    marked = f"<{word}>"
    for size in _LETTERS:
        yield from (marked[start : start + size] for start in range(len(marked) - size + 1))
    near = []
    for offset in _NEAR:
        inside = 0 <= place + offset < len(tokens)
        other, kind = (tokens[place + offset], kinds[place + offset]) if inside else (_NOTHING, _NOTHING)
        near.append(kind)
        yield from (f"{offset} {other}", f"{offset} kind {kind}")
        if abs(offset) == 1:
            yield from (f"{offset} begins {other[:2]}", f"{offset} ends {other[-2:]}")
    yield from (f"kind {kinds[place]}", f"kind {near[1]} {kinds[place]}", f"kind {kinds[place]} {near[2]}")
    yield from (
        f"kind {near[1]} {kinds[place]} {near[2]}",
        f"kind {kinds[place]} after {tokens[place - 1] if place else ''}",
    )
