"""Whether a second opinion, another engine's target, says the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.model import Pair
from pipeline.quality.signals.script import share_in_script

if TYPE_CHECKING:
    from sacrebleu.metrics.chrf import CHRF

_HALF = 0.5


@cache
def _metric() -> CHRF:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()


def overlap(text: str, other: str | None) -> float | None:
    """Return the sentence chrF (0-100) of a text against another; None where there is no other."""
    if other is None or not other.strip():
        return None
    return float(_metric().sentence_score(text, [other]).score)


def agree(target: str, second: str | None, language: str) -> float | None:
    """Return the overlap with a second engine's target; None where that was left untranslated: it is no opinion."""
    if second is None or (share_in_script(second, language) or 0.0) < _HALF:
        return None
    return overlap(target, second)


class Agreement:
    """Sentence chrF (0-100) of the target against what a second engine made of the source."""

    name = "agreement"
    title = "sentence chrF against a second engine's target"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the overlap where a second engine was asked."""
        return [agree(pair.target, pair.second, pair.target_language) for pair in pairs]
