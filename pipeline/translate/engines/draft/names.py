"""Tell the model how to spell the names of a source, and find the names, weekdays and months that it lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.languages.dates import month_name, months_in, sure_weekdays_in, weekday_name, weekdays_in
from pipeline.languages.language import facts
from pipeline.languages.matching import find_term, find_terms
from pipeline.languages.names.presence import sounds_said
from pipeline.languages.names.respelled import find_respelled
from pipeline.languages.places import countries_in, country_name, may_name
from pipeline.model import Direction, Request, Term
from pipeline.translate.glossary import required_term


def with_names(request: Request, direction: Direction) -> Request:
    """Return a request with the names of its source, spelled as those that it has; no name inside a glossary term."""
    taken = [span for term in request.terms for span in find_terms(term.source, request.source, term.source_language)]
    spellings = {name.source: name.targets[0] for name in request.names}
    found = find_respelled(request.source, direction.source, direction.target, spellings)
    names = {
        name.source: required_term(name.source, name.target, direction)
        for name in found
        if not any(start < name.span[1] and name.span[0] < end for start, end in taken)
    }
    return replace(request, names=tuple(names.values()))


def lost_names(request: Request, target: str, direction: Direction) -> tuple[Term, ...]:
    """Return the names that a target has neither as it was told nor by their sound, and the countries it does not name.

    Countries are told only then: the model knows most of them, and says them as its sentence needs (Kenyan).
    """
    names = (
        name
        for name in request.names
        if not find_term(name.targets[0], target, name.target_language)
        and not sounds_said(name.source, target, direction.source)
    )
    return tuple(dict.fromkeys((*names, *_lost_countries(request, target, direction))))


def _lost_countries(request: Request, target: str, direction: Direction) -> Iterator[Term]:
    """Yield the countries of a source that a target does not name; without capitals, مالي may be "financial"."""
    cased = facts(direction.source).names.capitals
    for country in countries_in(request.source, direction.source) if cased else ():
        name = country_name(country.code, direction.target)
        if name and not may_name(country.code, target, direction.target):
            yield required_term(request.source[slice(*country.span)], name, direction)


def lost_dates(source: str, target: str, direction: Direction) -> tuple[Term, ...]:
    """Return the weekdays and months of a source that a target does not name, as terms with the locale's names."""
    return tuple(dict.fromkeys((*_lost_weekdays(source, target, direction), *_lost_months(source, target, direction))))


def _lost_weekdays(source: str, target: str, direction: Direction) -> Iterator[Term]:
    """Yield lost weekdays that the source names in full: an abbreviation is left to the model."""
    found = {day for day, _ in sure_weekdays_in(source, direction.source)}
    for day in sorted(found - {day for day, _ in weekdays_in(target, direction.target)}):
        written = weekday_name(day, direction.source)
        if find_term(written, source, direction.source):
            yield required_term(written, weekday_name(day, direction.target), direction)


def _lost_months(source: str, target: str, direction: Direction) -> Iterator[Term]:
    said = {month.number for month in months_in(target, direction.target)}
    for month in months_in(source, direction.source):
        if month.number not in said:
            yield required_term(source[slice(*month.span)], month_name(month.number, direction.target), direction)
