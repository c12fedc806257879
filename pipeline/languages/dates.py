"""Weekdays and dates in digits, as they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.stems import tokens, word_set
from pipeline.model import Span

_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ARABIC = {"اثنين": 0, "اتنين": 0, "ثلاثاء": 1, "اربعاء": 2, "خميس": 3, "جمعه": 4, "سبت": 5, "احد": 6}
_WEEKDAYS = {
    "en": {f"{name}{ending}": number for number, name in enumerate(_ENGLISH) for ending in ("", "s")},
    # Folded, with particles. Only with the article: without it اثنين and أحد are also "two" and "one".
    "ar": {
        f"{conjunction}{particle}{name}": number
        for name, number in _ARABIC.items()
        for conjunction in ("", "و", "ف")
        for particle in ("ال", "بال", "كال", "لل")
    },
}
_DATE = re.compile(r"(?<![\d/.\-])(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MAYBE = re.compile(r"\d[/.\-]\d")


@lru_cache(maxsize=64)
def weekdays_in(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the weekdays named in a text, Monday is 0, each with the number of its word."""
    table = _WEEKDAYS.get(language_of(language), {})
    if word_set(text).isdisjoint(table):
        return ()
    return tuple((table[word], index) for index, word in enumerate(tokens(text)) if word in table)


def dates_in(text: str) -> Iterator[tuple[int, int, int, Span]]:
    """Yield the dates in digits as they stand there: first number, second number, year, place."""
    if not _MAYBE.search(text):
        return
    folded = fold(text)
    for match in _DATE.finditer(folded.text):
        yield int(match[1]), int(match[3]), int(match[4]) % 100, folded.span(*match.span())
    for match in _ISO.finditer(folded.text):
        yield int(match[3]), int(match[2]), int(match[1]) % 100, folded.span(*match.span())
