"""Keep the numbers of a source: the model drops and garbles them more often than words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.languages.matching import fold
from pipeline.languages.numbers.comparison import VAGUE, ComparedText, compare_numbers, read_text, unmatched_words
from pipeline.languages.numbers.numerals import WrittenNumber
from pipeline.model import Direction, Severity, Span, Term
from pipeline.translate.glossary import required_term
from pipeline.translate.placeholders import find_placeholders


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongNumbers:
    """The numbers of a source, in digits and in words, that the target does not say, and where it has a wrong one."""

    missing: tuple[Span, ...]
    words: tuple[WrittenNumber, ...]
    added: tuple[Span, ...]

    @property
    def count(self) -> int:
        """Return how many numbers are lost and how many added; one that changed is both."""
        return len(self.missing) + len(self.words) + len(self.added)


def find_wrong_numbers(source: str, target: str, direction: Direction) -> WrongNumbers:
    """Return the numbers that a target lost, changed or added."""
    found = compare_numbers(read_text(source, direction.source), read_text(target, direction.target), _copied)
    missing = tuple(mention.span for mention, severity in found.missing if severity is Severity.ERROR)
    added = tuple(mention.span for mention, severity in found.added if severity is Severity.ERROR)
    return WrongNumbers(
        missing=missing,
        words=_words(found.source, found.target),
        added=(
            *(span for span, _ in found.target.reversed),
            *added,
            *(mention.span for mention in _words(found.target, found.source)),
        ),
    )


def number_terms(source: str, wrong: WrongNumbers, direction: Direction) -> tuple[Term, ...]:
    """Return the lost numbers, each once, as terms worded in digits that both languages read: ٤٩٫٩ is 49.9."""
    digits = ((source[slice(*span)], fold(source[slice(*span)]).text) for span in wrong.missing)
    words = ((source[slice(*number.span)], f"{min(number.wholes):,}") for number in wrong.words)
    return tuple(required_term(*each, direction) for each in dict.fromkeys((*digits, *words)))


def _words(side: ComparedText, other: ComparedText) -> tuple[WrittenNumber, ...]:
    """Return the numbers in words of one text that the other does not say, but for those that may say "many"."""
    found = unmatched_words(side, other)
    return tuple(number for number in found if len(number.wholes) == 1 and not number.wholes & VAGUE)


def _copied(text: str) -> Iterator[Span]:
    return (item.span for item in find_placeholders(text))
