"""Plan the first search for a draft, and further searches where its result is doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.model import Candidate, Direction, Request, Term
from pipeline.translate.engines.draft.figures import find_wrong_numbers, number_terms
from pipeline.translate.engines.draft.names import lost_dates, lost_names
from pipeline.translate.engines.draft.terms import lost_terms, mask_terms
from pipeline.translate.engines.passages import PASSAGE_TOKENS, loops
from pipeline.translate.masking import MaskedText

UNSURE = -1.1
"""Mean log-probability below which a draft is searched for more widely."""
WIDE = 4
"""Beams of that search."""
SHORT_PASSAGE = 20
"""Tokens of a passage if the whole sentence lost a number: from short passages the model drops fewer."""
_ENDS = re.compile(r"(?<=[^\W\d_]{2}[.!?؟])\s+(?=\S)")
"""Ends of sentences; a stop after a number or an initial does not end one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlan:
    """One search: the request, its text with terms masked, the number of beams, and the longest passage in tokens."""

    request: Request
    masked: MaskedText
    beams: int
    longest: int = PASSAGE_TOKENS

    def restore(self, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield the candidates with the masked texts put back; leave out candidates that lost a mask."""
        for candidate in candidates:
            if text := self.masked.restore(candidate.text):
                yield replace(candidate, text=text)


def first_search(request: Request, beams: int) -> SearchPlan:
    """Return the plan of the first search for a source."""
    return SearchPlan(request=request, masked=MaskedText(text=request.source, slots=()), beams=beams)


def search_rounds(
    request: Request, beams: int, found: Sequence[Candidate], direction: Direction
) -> Iterator[tuple[SearchPlan, ...]]:
    """Yield the searches for a request: the first one, then those that its result asks for, which must be in *found*.

    Further rounds for drafts that still lost something cost as much again, and brought less than one chrF.
    """
    plan = first_search(request, beams)
    yield (plan,)
    yield further_searches(plan, found, direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What a target lost of its source; ``wrong_numbers`` counts those that it lost, changed or added."""

    terms: tuple[Term, ...]
    names: tuple[Term, ...] = ()
    dates: tuple[Term, ...] = ()
    numbers: tuple[Term, ...] = ()
    wrong_numbers: int = 0

    @property
    def pieces(self) -> tuple[Term, ...]:
        """Return all that can be hidden, with what is put back."""
        return (*self.terms, *self.names, *self.dates, *self.numbers)

    @property
    def count(self) -> int:
        """Return how many terms, names, days and months are lost, and how many numbers are wrong."""
        return len(self.terms) + len(self.names) + len(self.dates) + self.wrong_numbers


@lru_cache(maxsize=256)  # the best candidate is read when searches are planned, and again when one is chosen
def find_losses(request: Request, target: str, direction: Direction) -> Losses:
    """Return what a target lost; names, dates and numbers are not looked for in an empty one."""
    terms = lost_terms(request, target)
    if not target:
        return Losses(terms=terms)
    wrong = find_wrong_numbers(request.source, target, direction)
    return Losses(
        terms=terms,
        names=lost_names(request, target, direction),
        dates=lost_dates(request.source, target, direction),
        numbers=number_terms(request.source, wrong, direction),
        wrong_numbers=wrong.count,
    )


def further_searches(plan: SearchPlan, found: Sequence[Candidate], direction: Direction) -> tuple[SearchPlan, ...]:
    """Return plans for further searches if what one search *found* is doubtful.

    Search with more beams if the model was unsure or repeated itself; hide what was lost; cut the source into short
    passages, from which the model seldom drops a number.
    """
    request, best = plan.request, found[0] if found else Candidate(text="")
    losses = [find_losses(request, candidate.text, direction) for candidate in found or (best,)]
    lost = min(losses, key=lambda each: each.count)
    wide = [replace(plan, beams=WIDE)] if plan.beams < WIDE and _is_unsure(best) else []
    masked = mask_terms(request.source, tuple(dict.fromkeys(lost.pieces)))
    hidden = (
        [replace(plan, request=Request(source=masked.text, names=plan.request.names), masked=masked)] if masked else []
    )
    short = [replace(plan, longest=SHORT_PASSAGE)] if lost.wrong_numbers else []
    return (*wide, *hidden, *short)


def _is_unsure(candidate: Candidate) -> bool:
    """Tell whether the model found nothing, was unsure of what it found, or repeated itself."""
    return not candidate.text or loops(candidate.text) or (candidate.log_probability or 0.0) < UNSURE


def choose(candidates: Sequence[Candidate], request: Request, direction: Direction) -> list[Candidate]:
    """Return the candidates, and shortened ones, that lost the fewest terms, names, dates and numbers."""
    sound = [candidate for candidate in add_shortened(candidates, request.source) if not loops(candidate.text)]
    losses = [find_losses(request, candidate.text, direction).count for candidate in sound]
    fewest = min(losses, default=0)
    return [candidate for candidate, lost in zip(sound, losses, strict=True) if lost == fewest] or list(candidates)


def add_shortened(candidates: Sequence[Candidate], source: str) -> Iterator[Candidate]:
    """Yield the candidates, and those that have more sentences than the source a second time without them."""
    for candidate in candidates:
        yield candidate
        if (shorter := cut_overrun(source, candidate.text)) != candidate.text:
            yield replace(candidate, text=shorter)


def cut_overrun(source: str, target: str) -> str:
    """Return a target cut to the number of sentences of the source: the model sometimes does not stop.

    An abbreviation may look like the end of a sentence, so the result is one more candidate, not a correction.
    """
    sentences = _ENDS.split(target)
    return " ".join(sentences[: len(_ENDS.split(source))])
