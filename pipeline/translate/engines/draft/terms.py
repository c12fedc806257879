"""Make the model keep glossary terms: name them in the prompt; hide those that were lost, and put their wording back.

The model copies a quoted run of capitals where it would mistranslate the words. (Tried as well: the wording itself
inside the source, and acronyms as marks; it copied those in fewer cases than it lost them.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from pipeline.languages.matching import find_term, find_terms
from pipeline.model import Request, Rule, Term
from pipeline.translate.masking import MaskedPiece, MaskedText, mask

MARKS = ('"XXX"', '"YYY"', '"ZZZ"')
"""Marks that differ from those for markup, which may stand in the same text."""
MOST_GIVEN = 6
"""Terms and names in a prompt: as many as the model has seen in training."""


def given_terms(text: str, request: Request) -> list[tuple[str, str]]:
    """Return what the prompt of a text names, with its wording: required terms, the longest first, then names."""
    required = [term for term in request.terms if term.rule is Rule.REQUIRED]
    wanted = (*sorted(required, key=lambda term: -len(term.source)), *request.names)
    here = (term for term in wanted if find_term(term.source, text, term.source_language))
    return [(term.source, term.targets[0]) for term in islice(here, MOST_GIVEN)]


def lost_terms(request: Request, target: str) -> tuple[Term, ...]:
    """Return the required terms of a request that a target does not have."""
    return tuple(
        term
        for term in request.terms
        if term.rule is Rule.REQUIRED
        and not any(find_term(wording, target, term.target_language) for wording in term.targets)
    )


def mask_terms(source: str, terms: Sequence[Term]) -> MaskedText | None:
    """Return the source with its terms hidden, up to three, the longest first; None where none of them stands in it.

    The more marks, the oftener the model loses one.
    """
    longest = sorted(terms, key=lambda term: -len(term.source))[: len(MARKS)]
    masked = mask(source, _pieces(source, longest), MARKS)
    return masked if masked.slots else None


def _pieces(source: str, terms: Sequence[Term]) -> list[MaskedPiece]:
    """Return where the terms stand, with the wording that is put there; where two overlap, the longer term."""
    pieces: list[MaskedPiece] = []
    for term in terms:
        for span in find_terms(term.source, source, term.source_language):
            if all(span[1] <= piece.span[0] or piece.span[1] <= span[0] for piece in pieces):
                pieces.append(MaskedPiece(span=span, text=term.targets[0]))
    return sorted(pieces, key=lambda piece: piece.span)
