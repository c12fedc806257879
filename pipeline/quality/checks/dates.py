"""Dates: weekdays must stay the same, and a date in digits must not change its day for its month."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.languages.dates import dates_in, months_in, weekdays_in
from pipeline.languages.stems import place
from pipeline.model import Finding, Pair, Severity, Span

_MONTHS = 12
Dated = list[tuple[int, int, int, Span]]
"""Dates as they stand there: first number, second number, year, place."""


class DatesCheck:
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
