"""Keep the numbers of a source: the model drops and garbles digits more often than words."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.languages.matching import fold
from pipeline.languages.numbers.comparison import compare_numbers, read_text
from pipeline.model import Direction, Severity, Span, Term
from pipeline.translate.glossary import required_term
from pipeline.translate.placeholders import find_placeholders


def lost_numbers(source: str, target: str, direction: Direction) -> tuple[Term, ...]:
    """Return the numbers of a source that a target does not say, as terms whose wording is the number."""
    missing, _ = _wrong(source, target, direction)
    lost = dict.fromkeys(source[slice(*span)] for span in missing)
    return tuple(required_term(number, _in_latin(number), direction) for number in lost)


def lost_mentions(source: str, target: str, direction: Direction) -> list[Span]:
    """Return where a source has a number in digits that a target does not say."""
    return _wrong(source, target, direction)[0]


def has_wrong_numbers(source: str, target: str, direction: Direction) -> bool:
    """Tell whether a target lost, changed or added a number."""
    return any(_wrong(source, target, direction))


def count_wrong_numbers(source: str, target: str, direction: Direction) -> int:
    """Return how many numbers of a source a target lost or changed, and how many it added."""
    return sum(map(len, _wrong(source, target, direction)))


def _in_latin(number: str) -> str:
    """Return a number in the digits and separators that both languages read: ٤٩٫٩ is 49.9."""
    return fold(number).text


def _wrong(source: str, target: str, direction: Direction) -> tuple[list[Span], list[Span]]:
    """Return where the source has a number that the target does not say, and where the target has a wrong one."""
    found = compare_numbers(read_text(source, direction.source), read_text(target, direction.target), _copied)
    missing = [mention.span for mention, severity in found.missing if severity is Severity.ERROR]
    added = [mention.span for mention, severity in found.added if severity is Severity.ERROR]
    return missing, [*(span for span, _ in found.target.reversed), *added]


def _copied(text: str) -> Iterator[Span]:
    return (item.span for item in find_placeholders(text))
