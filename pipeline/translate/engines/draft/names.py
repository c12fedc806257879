"""Tell the model how to spell the names of a source, and find those that it lost."""

from __future__ import annotations

from dataclasses import replace

from pipeline.languages.matching import find_term, find_terms
from pipeline.languages.names.respelled import find_respelled
from pipeline.languages.names.spellings import sounds_said
from pipeline.model import Direction, Request, Rule, Term


def with_names(request: Request, direction: Direction) -> Request:
    """Return a request with the names of its source, besides those it has; no name inside a glossary term."""
    told = (*request.terms, *request.names)
    taken = [span for term in told for span in find_terms(term.source, request.source, term.source_language)]
    found = find_respelled(request.source, direction.source, direction.target)
    names = {
        name.source: Term(
            source=name.source,
            targets=(name.target,),
            rule=Rule.REQUIRED,
            source_language=direction.source,
            target_language=direction.target,
        )
        for name in found
        if not any(start < name.span[1] and name.span[0] < end for start, end in taken)
    }
    return replace(request, names=(*request.names, *names.values()))


def lost_names(request: Request, target: str) -> tuple[Term, ...]:
    """Return the names of a request that a target has neither as it was told nor in another spelling of their sound."""
    return tuple(
        name
        for name in request.names
        if not find_term(name.targets[0], target, name.target_language) and not sounds_said(name.source, target)
    )
