"""Tell which drafts deserve a second search: those that lost a term or a number, or repeat themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.engines.draft.terms import lost_terms
from pipeline.engines.passages import loops
from pipeline.matching import fold
from pipeline.model import Candidate, Request

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")


def is_doubtful(request: Request, candidates: Sequence[Candidate]) -> bool:
    """Tell whether the best candidate lost digits or a required term, repeats itself, or is not there.

    A number that was rightly put into words is in doubt, too: that costs time, not quality.
    """
    if not candidates:
        return True
    best = candidates[0].text
    return loops(best) or not _digits(request.source) <= _digits(best) or bool(lost_terms(request, candidates))


def _digits(text: str) -> set[str]:
    """Return the numerals of a text, without their separators."""
    return {re.sub("[.,]", "", numeral) for numeral in _NUMERAL.findall(fold(text).text)}
