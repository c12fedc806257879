"""Make the model keep a glossary term it does not know: hide the term behind a mark, and put its wording back.

The model copies a quoted run of capitals where it would mistranslate the words. (Tried as well: the wording itself
inside the source, and acronyms as marks; it copied those in fewer cases than it lost them.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.matching import find_term, find_terms
from pipeline.model import Candidate, Request, Rule, Term

MARKS = ("XXX", "YYY", "ZZZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A source with marks in place of terms, and the wording that each mark stands for."""

    text: str
    wordings: Mapping[str, str]

    def restore(self, target: str) -> str | None:
        """Return the target with the wordings in place of the marks; None if a mark was lost or doubled."""
        for mark, wording in self.wordings.items():
            pieces = re.split(rf'["“”«]?\b{mark}\b["“”»]?', target)
            if len(pieces) != self.text.count(mark) + 1:
                return None
            target = wording.join(pieces)
        return target


def lost_terms(request: Request, candidates: Iterable[Candidate]) -> tuple[Term, ...]:
    """Return the required terms of a request that the first of its candidates does not have."""
    best = next(iter(candidates), Candidate(text=""))
    return tuple(
        term
        for term in request.terms
        if term.rule is Rule.REQUIRED
        and not any(find_term(wording, best.text, term.target_language) for wording in term.targets)
    )


def mask_terms(source: str, terms: Sequence[Term]) -> list[Masked]:
    """Return the source with its terms hidden: all of them, up to three, the longest first; then each alone.

    The more marks, the oftener the model loses one. Nothing is hidden where a mark stands in the source already.
    """
    if any(mark in source for mark in MARKS):
        return []
    longest = sorted(terms, key=lambda term: -len(term.source))[: len(MARKS)]
    groups = [longest, *([term] for term in longest if len(longest) > 1)]
    return [masked for group in groups if (masked := _mask(source, group)).wordings]


def _mask(source: str, terms: Sequence[Term]) -> Masked:
    wordings = {}
    for mark, term in zip(MARKS, terms, strict=False):
        spans = list(find_terms(term.source, source, term.source_language))
        for start, end in reversed(spans):
            source = f'{source[:start]}"{mark}"{source[end:]}'
        if spans:
            wordings[mark] = term.targets[0]
    return Masked(text=source, wordings=wordings)
