"""Numbers compared by value: 12.5 = ١٢٫٥, 6,000 = ستة آلاف, the 1990s = التسعينيات."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from pipeline.checks.months import months_in
from pipeline.checks.number_sums import Values
from pipeline.checks.number_words import WORDS
from pipeline.checks.numerals import Mention, backwards, read_numerals
from pipeline.checks.placeholders import find_placeholders
from pipeline.locales import direction, language_of
from pipeline.model import Finding, Pair, Severity, Span

_SMALL: Values = frozenset({Fraction(1), Fraction(2)})
"""One and two may vanish into Arabic grammar (singular, dual) or come out of it."""
_LIST_NUMBER = re.compile(r"\s*[(\[]?\d{1,3}\s?(?:[.)\]](?!\d)|[-–—](?!\d))")
"""A number that counts paragraphs; editors drop and add those (12. text, 12 - text)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of the two texts: its numbers, what they say, and where digits are not to be compared."""

    text: str
    mentions: tuple[Mention, ...]
    values: Values
    covered: tuple[Span, ...]
    reversed: tuple[tuple[Span, Fraction], ...]


class Numbers:
    """Compares the numbers of both texts."""

    name = "numbers"
    title = "Numbers"
    explanation = (
        "Every number written in digits must have the same value in the translation, in any digits or in words, and "
        "the translation must not add numbers. 6,000 written as 000 6 is backwards: type the digits in reading order."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield numbers written backwards, then missing ones, then added ones."""
        plain = read_numerals(pair.target, pair.target_language).values
        # Only right-to-left sources are known to hold numbers backwards (UN documents); they are no finding.
        source = _side(pair.source, pair.source_language, plain if _is_rtl(pair.source_language) else frozenset())
        target = _side(pair.target, pair.target_language, source.values)
        for span, meant in target.reversed:
            message = f'"{pair.target[slice(*span)]}" is written backwards; write {int(meant):,}'
            yield Finding(check=self.name, severity=Severity.ERROR, message=message, target_span=span)
        for mention, severity in _unsaid(source, target, pair):
            message = f"the number {_written(source, mention)} is not in the translation; add it or correct it"
            yield Finding(check=self.name, severity=severity, message=message, source_span=mention.span)
        for mention, severity in _unsaid(target, source, pair):
            message = f"the number {_written(target, mention)} is not in the source; correct it or remove it"
            yield Finding(check=self.name, severity=severity, message=message, target_span=mention.span)


def _side(text: str, language: str, other: Values) -> _Side:
    numerals = read_numerals(text, language)
    reversed_ = tuple(_reversed(text, numerals.values, other))
    months = frozenset(Fraction(month.number) for month in months_in(text, language))  # 5 March may be written 5/3
    return _Side(
        text=text,
        mentions=numerals.mentions,
        values=numerals.values | months | {meant for _, meant in reversed_},
        # Addresses and symbols have a check of their own.
        covered=(*(item.span for item in find_placeholders(text)), *(span for span, _ in reversed_)),
        reversed=reversed_,
    )


def _reversed(text: str, own: Values, other: Values) -> Iterator[tuple[Span, Fraction]]:
    """Yield groups of digits that are right only when read in reverse, with the value meant."""
    for span, meant, stands in backwards(text):
        # A list of numbers that the other text has as well (500, 22) is no mistake.
        if meant in other and meant not in own and stands not in other:
            yield span, meant


def _unsaid(side: _Side, other: _Side, pair: Pair) -> Iterator[tuple[Mention, Severity]]:
    """Yield the numbers of one text that the other does not say, with how bad that is."""
    first = _LIST_NUMBER.match(side.text)
    for mention in side.mentions:
        if mention.wholes <= _SMALL or mention.said_by(other.values):
            continue
        if any(start < mention.span[1] and mention.span[0] < end for start, end in side.covered):
            continue
        counts = first is not None and mention.span[1] <= first.end()
        yield mention, Severity.WARNING if counts else _severity(pair)


@lru_cache(maxsize=64)
def _is_rtl(language: str) -> bool:
    return direction(language) == "rtl"


def _severity(pair: Pair) -> Severity:
    """Return error where number words of both languages are known; elsewhere a number may be there in words."""
    known = {language_of(pair.source_language), language_of(pair.target_language)} <= WORDS.keys()
    return Severity.ERROR if known else Severity.WARNING


def _written(side: _Side, mention: Mention) -> str:
    return side.text[slice(*mention.span)]
