"""Keep the numbers of a source: the model drops and garbles digits more often than words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.languages.matching import fold
from pipeline.languages.numbers.comparison import compare_numbers, read_text
from pipeline.model import Direction, Severity, Span, Term
from pipeline.translate.glossary import required_term
from pipeline.translate.placeholders import find_placeholders


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongNumbers:
    """Where the source has a number that the target does not say, and where the target has one that is wrong."""

    missing: tuple[Span, ...]
    added: tuple[Span, ...]


def find_wrong_numbers(source: str, target: str, direction: Direction) -> WrongNumbers:
    """Return the numbers in digits that a target lost, changed or added."""
    found = compare_numbers(read_text(source, direction.source), read_text(target, direction.target), _copied)
    missing = tuple(mention.span for mention, severity in found.missing if severity is Severity.ERROR)
    added = tuple(mention.span for mention, severity in found.added if severity is Severity.ERROR)
    return WrongNumbers(missing=missing, added=(*(span for span, _ in found.target.reversed), *added))


def number_terms(source: str, numbers: Iterable[Span], direction: Direction) -> tuple[Term, ...]:
    """Return numbers of a source, each once, as terms worded in digits that both languages read: ٤٩٫٩ is 49.9."""
    distinct = dict.fromkeys(source[slice(*span)] for span in numbers)
    return tuple(required_term(number, fold(number).text, direction) for number in distinct)


def _copied(text: str) -> Iterator[Span]:
    return (item.span for item in find_placeholders(text))
