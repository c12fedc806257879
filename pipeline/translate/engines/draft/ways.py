"""How a source whose draft is in doubt is asked for once more: one file, so that each way can be weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.draft.figures import has_wrong_numbers, lost_numbers, mend_numbers
from pipeline.translate.engines.draft.terms import lost_terms, mask_terms
from pipeline.translate.engines.passages import PASSAGE_TOKENS, loops
from pipeline.translate.masking import Masked

UNSURE = -1.1
"""Mean log-probability below which a draft is searched for more widely."""
WIDE = 4
"""Beams of that search."""
SHORT_PASSAGE = 20
"""Tokens of a passage where the whole sentence lost a number: what is short is left out more seldom."""
_ENDS = re.compile(r"(?<=[^\W\d_]{2}[.!?؟])\s+(?=\S)")
"""Ends of sentences; the stop after a number or an initial is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to ask: what for, what is hidden in it, how wide the search is and how long a passage of it."""

    request: Request
    masked: Masked
    beams: int
    longest: int = PASSAGE_TOKENS

    def restore(self, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield the candidates with what was hidden put back; without those that lost it."""
        for candidate in candidates:
            if text := self.masked.restore(candidate.text):
                yield replace(candidate, text=text)


def first_way(request: Request, beams: int) -> Way:
    """Return how a source is asked for first."""
    return Way(request=request, masked=Masked(text=request.source, slots=()), beams=beams)


def ways_again(way: Way, found: Sequence[Candidate], direction: Direction) -> Iterator[Way]:
    """Yield how to ask once more after what was *found* in one way; nothing where that is good enough.

    More widely, if the model was unsure or ran in circles; with lost terms hidden; with lost numbers named in the
    prompt; and in short passages, from which a number is seldom dropped.
    """
    request, best = way.request, found[0] if found else Candidate(text="")
    if way.beams < WIDE and (not best.text or loops(best.text) or (best.log_probability or 0.0) < UNSURE):
        yield replace(way, beams=WIDE)
    for masked in mask_terms(request.source, lost_terms(request, found)):
        yield Way(request=Request(source=masked.text), masked=masked, beams=way.beams)
    if best.text and has_wrong_numbers(request.source, best.text, direction):
        numbers = lost_numbers(request.source, best.text, direction)
        if numbers:
            yield replace(way, request=replace(request, terms=numbers))
        yield replace(way, longest=SHORT_PASSAGE)


def mend(candidates: Sequence[Candidate], source: str, direction: Direction) -> Iterator[Candidate]:
    """Yield the candidates with wrong numbers corrected where it is clear how, and without what was run on with."""
    for candidate in candidates:
        text = mend_numbers(source, candidate.text, direction)
        yield replace(candidate, text=text)
        if (shorter := cut_overrun(source, text)) != text:
            yield replace(candidate, text=shorter)


def cut_overrun(source: str, target: str) -> str:
    """Return a target without the sentences past the number that the source has: the model did not know where to end.

    An abbreviation may be taken for an end, so this is one candidate more, not a correction.
    """
    sentences = _ENDS.split(target)
    return " ".join(sentences[: len(_ENDS.split(source))])
