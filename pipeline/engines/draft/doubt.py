"""Tell which drafts deserve a wider search: those that lost a number, or repeat themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.engines.passages import loops
from pipeline.matching import fold
from pipeline.model import Candidate

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")


def is_doubtful(source: str, candidates: Sequence[Candidate]) -> bool:
    """Tell whether the best candidate lost digits, repeats itself, or is not there.

    A number that was rightly put into words is in doubt, too: that costs time, not quality.
    """
    if not candidates:
        return True
    best = candidates[0].text
    return loops(best) or not _digits(source) <= _digits(best)


def _digits(text: str) -> set[str]:
    """Return the numerals of a text, without their separators."""
    return {re.sub("[.,]", "", numeral) for numeral in _NUMERAL.findall(fold(text).text)}
