"""Let the embedded model read targets, whoever made them: it cannot translate well, but it can compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.model import Direction, Pair
from pipeline.project.extras import DRAFT, require

if TYPE_CHECKING:
    from pipeline.translate.engines.draft.engine import DraftEngine

LONGEST = 500
"""Tokens of both sides together, above which a pair is not read.

A row of the reader holds both and up to six tokens more; CTranslate2 4.8 fails on rows of this model that are longer
than 513 ("buffer to copy is of size ..."), one more than the window of its attention.
"""


@cache
def _engine() -> DraftEngine:
    from pipeline.translate.engines.draft.engine import DraftEngine

    return DraftEngine()


def weigh(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs, those that the embedded model knows both languages of with their likelihood.

    :raises EngineError: if the model cannot be built
    :raises MissingExtra: if its packages are not installed
    """
    if pairs:
        require(DRAFT, "the score")
    wanted = dict.fromkeys(pair for pair in pairs if _is_read(pair))
    found = dict(zip(wanted, _engine().read(list(wanted)), strict=True)) if wanted else {}
    return [replace(pair, likelihood=found[pair]) if pair in found else pair for pair in pairs]


def _is_read(pair: Pair) -> bool:
    direction = Direction(source=pair.source_language, target=pair.target_language)
    if pair.likelihood is not None or not _engine().supports(direction):
        return False
    sides = (pair.source, pair.target)
    return all(map(str.strip, sides)) and sum(map(_engine().count_tokens, sides)) <= LONGEST
