"""Dates: weekdays and halves of the day stay the same, and no date is added or has its day and month exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.languages.dates import (
    Daytime,
    clock_times_in,
    dated_months_in,
    dates_in,
    daytimes_in,
    may_name_day,
    months_in,
    sure_weekdays_in,
    weekdays_in,
)
from pipeline.languages.numbers.numerals import WrittenNumber, read_numerals
from pipeline.languages.stems import place
from pipeline.model import Finding, Message, Pair, Severity, Span, phrase

_MONTHS = _HOURS = 12
_MINUTES = 60
Dated = list[tuple[int, int, int, Span]]
"""Dates as they stand there: first number, second number, year, place."""


class DatesCheck:
    """Compares weekdays, halves of the day and dates in digits."""

    name = "dates"
    title = "Weekdays, dates and times of day"
    explanation = (
        "The weekday, the half of the day (3 a.m., 3 p.m.) or a part of the hour (half past nine) is another than the "
        "source's, a date stands in the translation alone, or day and month changed places: 3/5 is the third of May "
        "for most readers, the fifth of March for Americans. Write the month as a word where it is in doubt."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield weekdays, halves of the day and times that changed, added dates, and turned ones."""
        yield from self._weekdays(pair)
        yield from self._daytimes(pair)
        yield from self._clock_times(pair)
        yield from self._added(pair)
        yield from self._turned(pair)

    def _weekdays(self, pair: Pair) -> Iterator[Finding]:
        source = weekdays_in(pair.source, pair.source_language)
        target = weekdays_in(pair.target, pair.target_language) if source else ()
        lost = [item for item in source if item[0] not in {day for day, _ in target}]
        new = [item for item in target if item[0] not in {day for day, _ in source}]
        for (_, theirs), (_, ours) in zip(lost, new, strict=False):
            there, here = place(pair.source, theirs, theirs), place(pair.target, ours, ours)
            yield self._changed(pair, there, here)

    def _daytimes(self, pair: Pair) -> Iterator[Finding]:
        """Yield a half of the day that became the other one: for sure where the hour is the same."""
        target = daytimes_in(pair.target, pair.target_language)
        source = daytimes_in(pair.source, pair.source_language) if target else ()
        if {time.later for time in source} != {not time.later for time in target} or len(set(map(_later, source))) != 1:
            return
        same = next(((there, here) for there in source for here in target if there.hours & here.hours), None)
        there, here = same or (source[0], target[0])
        yield self._changed(pair, there.span, here.span, Severity.ERROR if same else Severity.WARNING)

    def _clock_times(self, pair: Pair) -> Iterator[Finding]:
        """Yield a time of which one text says the hour alone: half past nine, nine o'clock."""
        source, target = (pair.source, pair.source_language), (pair.target, pair.target_language)
        changed = next(_full_hours(*source, *target), None)
        if changed is None and (turned := next(_full_hours(*target, *source), None)):
            changed = turned[1], turned[0]
        if changed:
            yield self._changed(pair, *changed)

    def _added(self, pair: Pair) -> Iterator[Finding]:
        """Yield the weekday and the dates of a target whose source says nothing of a day."""
        words = (place(pair.target, index, index) for _, index in sure_weekdays_in(pair.target, pair.target_language))
        found = [*words, *(month.span for month in dated_months_in(pair.target, pair.target_language))]
        if found and not may_name_day(pair.source, pair.source_language):
            said = phrase("{date} is not in the source; take it out", date=pair.target[slice(*found[0])])
            yield self._finding(said, None, found[0])

    def _turned(self, pair: Pair) -> Iterator[Finding]:
        target = list(dates_in(pair.target))
        if not target:
            return
        source = list(dates_in(pair.source))
        for first, second, year, span in target:
            turned = next((item for item in source if item[:3] == (second, first, year)), None)
            if turned and first != second and (first, second, year) not in {item[:3] for item in source}:
                date = pair.target[slice(*span)]
                said = phrase("day and month of {date} changed places; write the month as a word", date=date)
                yield self._finding(said, turned[3], span)
        yield from self._named(pair, source, target)

    def _named(self, pair: Pair, source: Dated, target: Dated) -> Iterator[Finding]:
        """Yield dates in digits whose first number is the month that the source names."""
        if source:
            return
        months = {month.number for month in months_in(pair.source, pair.source_language)}
        for first, second, _, span in target:
            if first in months and second not in months and first != second and second <= _MONTHS:
                date = pair.target[slice(*span)]
                yield self._finding(
                    phrase("{date} seems to put the month first; write the month as a word", date=date), None, span
                )

    def _changed(self, pair: Pair, there: Span, here: Span, severity: Severity = Severity.ERROR) -> Finding:
        was, now = pair.source[slice(*there)].strip(), pair.target[slice(*here)].strip()
        said = phrase('"{there}" became "{here}"; correct it', there=was, here=now)
        return Finding(check=self.name, severity=severity, said=said, source_span=there, target_span=here)

    def _finding(self, said: Message, there: Span | None, here: Span) -> Finding:
        return Finding(check=self.name, severity=Severity.WARNING, said=said, source_span=there, target_span=here)


def _later(time: Daytime) -> bool:
    return time.later


def _full_hours(text: str, language: str, other: str, other_language: str) -> Iterator[tuple[Span, Span]]:
    """Yield the times that a text says with a part of the hour, and where the other text says the hour without it."""
    times = tuple(clock_times_in(text, language))
    if not times:
        return
    numerals = read_numerals(other, other_language)
    said = [(there.hours, there.span) for there in clock_times_in(other, other_language)]
    said += [(_hours(number), number.span) for number in (*numerals.mentions, *numerals.spelled)]
    for time in times:
        if numerals.values.isdisjoint({time.minutes, Fraction(time.minutes, _MINUTES)}):
            yield from ((time.span, span) for hours, span in said if hours & time.hours)


def _hours(number: WrittenNumber) -> frozenset[int]:
    """Return the hours from 0 to 11 that a number may say."""
    values = number.wholes.union(*number.parts)
    return frozenset(int(value) % _HOURS for value in values if 1 <= value <= 2 * _HOURS)
