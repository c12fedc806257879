"""Find the weekdays and months that a target lost."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.languages.dates import month_name, months_in, sure_weekdays_in, weekday_name, weekdays_in
from pipeline.languages.matching import find_term
from pipeline.model import Direction, Term
from pipeline.translate.glossary import required_term


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
