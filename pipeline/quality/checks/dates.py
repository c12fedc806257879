"""Dates: weekdays must stay the same, and a date in digits must not change its day for its month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.months import months_in
from pipeline.languages.stems import place, tokens, word_set
from pipeline.model import Finding, Pair, Severity, Span

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
_MONTHS = 12
Dated = list[tuple[int, int, int, Span]]
"""Dates as they stand there: first number, second number, year, place."""


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


class Dates:
    """Compares weekdays and dates in digits."""

    name = "dates"
    title = "Weekdays and dates"
    explanation = (
        "The weekday is another than the source's, or day and month changed places in a date: 3/5 is the third of May "
        "for most readers, the fifth of March for Americans. Write the month as a word where it is in doubt."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield weekdays that changed, then dates whose day and month changed places."""
        yield from self._weekdays(pair)
        yield from self._turned(pair)

    def _weekdays(self, pair: Pair) -> Iterator[Finding]:
        source = weekdays_in(pair.source, pair.source_language)
        target = weekdays_in(pair.target, pair.target_language) if source else ()
        lost = [item for item in source if item[0] not in {day for day, _ in target}]
        new = [item for item in target if item[0] not in {day for day, _ in source}]
        for (_, theirs), (_, ours) in zip(lost, new, strict=False):
            there, here = place(pair.source, theirs, theirs), place(pair.target, ours, ours)
            yield Finding(
                check=self.name,
                severity=Severity.ERROR,
                message=f'"{pair.source[slice(*there)]}" became "{pair.target[slice(*here)]}"; correct it',
                source_span=there,
                target_span=here,
            )

    def _turned(self, pair: Pair) -> Iterator[Finding]:
        target = list(dates_in(pair.target))
        if not target:
            return
        source = list(dates_in(pair.source))
        for first, second, year, span in target:
            turned = next((item for item in source if item[:3] == (second, first, year)), None)
            if turned and first != second and (first, second, year) not in {item[:3] for item in source}:
                message = f"day and month of {pair.target[slice(*span)]} changed places; write the month as a word"
                yield self._finding(message, turned[3], span)
        yield from self._named(pair, source, target)

    def _named(self, pair: Pair, source: Dated, target: Dated) -> Iterator[Finding]:
        """Yield dates in digits whose first number is the month that the source names."""
        if source:
            return
        months = {month.number for month in months_in(pair.source, pair.source_language)}
        for first, second, _, span in target:
            if first in months and second not in months and first != second and second <= _MONTHS:
                message = f"{pair.target[slice(*span)]} seems to put the month first; write the month as a word"
                yield self._finding(message, None, span)

    def _finding(self, message: str, there: Span | None, here: Span) -> Finding:
        return Finding(check=self.name, severity=Severity.WARNING, message=message, source_span=there, target_span=here)
