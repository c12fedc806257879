"""Let the embedded model read targets, whoever made them: it cannot translate well, but it can compare."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from pipeline.model import Direction, Likelihood, Pair
from pipeline.project.extras import DRAFT, is_installed, require
from pipeline.quality.contrast import find_misreadings

if TYPE_CHECKING:
    from pipeline.translate.engines.draft.engine import DraftEngine

LONGEST = 500
"""Tokens of both sides together, above which a pair is not read.

A row of the reader holds both and up to six tokens more; CTranslate2 4.8 fails on rows of this model that are longer
than 513 ("buffer to copy is of size ..."), one more than the window of its attention.
"""


class Readings(Protocol):
    """Keeps what the model said, as the translation memory does."""

    def readings(self, keys: Collection[str]) -> dict[str, Likelihood]:
        """Return what is kept under the keys."""
        ...

    def store_readings(self, readings: Mapping[str, Likelihood]) -> None:
        """Keep more."""
        ...


@cache
def _engine() -> DraftEngine:
    from pipeline.translate.engines.draft.engine import DraftEngine

    return DraftEngine()


def can_read(direction: Direction) -> bool:
    """Tell whether the embedded model is installed, and knows both languages."""
    return is_installed(DRAFT) and _engine().supports(direction)


def weigh(pairs: Sequence[Pair], kept: Readings | None = None) -> list[Pair]:
    """Return the pairs, those that the embedded model knows both languages of with what it says of them.

    :param kept: where readings are kept, so that no text is read twice
    :raises EngineError: if the model cannot be built
    :raises MissingExtra: if its packages are not installed
    """
    if pairs:
        require(DRAFT, "the score")
    keys = {pair: _key(pair) for pair in pairs if _is_read(pair)}
    found = kept.readings(keys.values()) if kept and keys else {}
    missing = {key: pair for pair, key in keys.items() if key not in found}
    if missing:
        read = dict(zip(missing, _engine().read(list(missing.values())), strict=True))
        found = {**found, **read}
        if kept:
            kept.store_readings(read)
    return [_with_reading(pair, found[keys[pair]]) if pair in keys else pair for pair in pairs]


def _with_reading(pair: Pair, likelihood: Likelihood) -> Pair:
    found = pair.misreadings if pair.read else find_misreadings(pair, likelihood)
    return replace(pair, likelihood=likelihood, misreadings=found)


def _key(pair: Pair) -> str:
    """Return a digest of all that a reading depends on."""
    parts = (_engine().reading_signature, pair.source_language, pair.target_language, pair.source, pair.target)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_read(pair: Pair) -> bool:
    direction = Direction(source=pair.source_language, target=pair.target_language)
    if pair.likelihood is not None or not pair.translated or not _engine().supports(direction):
        return False
    sides = (pair.source, pair.target)
    return all(map(str.strip, sides)) and sum(map(_engine().count_tokens, sides)) <= LONGEST
