"""Months, weekdays, halves of the day and dates in digits, as they stand in a text.

A month is one month whatever the calendar tradition writes it in: يناير, كانون الثاني, جانفي, January.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import chain

from pipeline.languages.language import facts
from pipeline.languages.locales import babel_locale, language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.numbers.words import number_words
from pipeline.languages.sections import NEVER
from pipeline.languages.stems import KnownWords, tokens, word_set
from pipeline.model import Span

_WINDOW = 24
"""Characters beside a doubtful month in which a day or a word of time is looked for."""
_NOON, _HALF_AN_HOUR = 12, 30
_ALL = "*"
"""Every name of a language is doubtful."""
_VOWELS = "[\u0640\u064b-\u0652]*"
_ARABIC_LETTER = re.compile(r"([\u0621-\u063a\u0641-\u064a](?![^\[]*\])|\])")
_CHOICE = re.compile(r"\[(.)[^\]]*\]")
_DATE = re.compile(r"(?<![\d/.\-])(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?(?:\s+\w{1,3})?\s+\Z")
_NUMBER_AFTER = re.compile(r"\s+\d")
_MAYBE = re.compile(r"\d[/.\-]\d")


@dataclass(frozen=True, slots=True)
class Month:
    """A month named in a text; ``number`` is 1-12."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Daytime:
    """A word that says which half of the day it is, and the hours from 0 to 11 that the numbers before it may be."""

    later: bool
    hours: frozenset[int]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime:
    """A time whose minutes are said as a part of the hour; ``hours``, from 0 to 11, are those that may stand for it."""

    hours: frozenset[int]
    minutes: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The months of one language, compiled."""

    pattern: re.Pattern[str]
    first_words: KnownWords[bool]
    """The first words of month names: a quick test for texts that name no month."""
    doubtful: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]

    def is_beside_date(self, text: str, start: int, end: int) -> bool:
        """Tell whether a day, a year or a word of time stands beside a place."""
        head = text[max(0, start - _WINDOW) : start]
        return bool(self.before.search(head) or self.after.search(text[end : end + _WINDOW]))


@cache
def _calendar(language: str) -> _Calendar | None:
    months = facts(language).months
    if months is None:
        return None
    names = "|".join(f"(?P<m{number}>{_written(name)})" for number, name in enumerate(months.names, 1))
    if months.names[0][0].isdecimal():
        return _counted(names, counter=months.names[0][-1])
    first = "|".join(re.escape(_first_word(name)) for row in months.names for name in row.split("|"))
    begins = re.compile(f"{months.prefix}(?:{first})")
    return _Calendar(
        pattern=re.compile(rf"(?<!\w){months.prefix}(?:{names})(?!\w)", re.IGNORECASE if months.any_case else 0),
        first_words=KnownWords(lambda word: begins.fullmatch(word) is not None or None),
        doubtful=frozenset(months.doubtful.split()),
        before=re.compile(months.before, re.IGNORECASE),
        after=re.compile(months.after),
    )


def _counted(names: str, *, counter: str) -> _Calendar:
    """Return the calendar of a language that counts its months: 7月, 7월."""
    return _Calendar(
        pattern=re.compile(rf"(?<!\d)(?:{names})"),
        first_words=KnownWords(lambda word: word.startswith(counter) or None),
        doubtful=frozenset(),
        before=re.compile(NEVER),
        after=re.compile(NEVER),
    )


def _written(names: str) -> str:
    """Allow vowel signs between the letters of Arabic names, and any space in the double ones."""
    return _ARABIC_LETTER.sub(rf"\1{_VOWELS}", names.replace(" ", r"\s+"))


def _first_word(name: str) -> str:
    """Return how a name begins, folded; all letters of a choice are folded alike."""
    return fold(_CHOICE.sub(lambda match: match[1], name)).text.split()[0]


def month_name(number: int, tag: str) -> str:
    """Return what a locale calls a month, 1-12."""
    return str(babel_locale(tag).months["format"]["wide"][number])


def weekday_name(number: int, tag: str) -> str:
    """Return what a locale calls a weekday; Monday is 0."""
    return str(babel_locale(tag).days["format"]["wide"][number])


@lru_cache(maxsize=256)
def months_in(text: str, language: str) -> tuple[Month, ...]:
    """Return the months named in a text; none for a language without month data."""
    calendar = _calendar(language_of(language))
    if calendar is None or not calendar.first_words.among(text):
        return ()
    return tuple(_months(calendar, text))


def _months(calendar: _Calendar, text: str) -> Iterator[Month]:
    for match in calendar.pattern.finditer(text):
        group = match.lastgroup or "m0"
        doubtful = match[group] in calendar.doubtful or _ALL in calendar.doubtful
        if not doubtful or calendar.is_beside_date(text, *match.span()):
            yield Month(int(group[1:]), match.span(group))


@cache
def _weekdays(language: str) -> Mapping[str, int]:
    """Return the words that name a weekday, particles included; Monday is 0."""
    weekdays = facts(language).weekdays
    if weekdays is None:
        return {}
    rows = [(number, name) for number, names in enumerate(weekdays.names) for name in names.split()]
    prefixes = weekdays.prefixes.split() or [""]
    return {f"{prefix}{name}": number for number, name in rows for prefix in prefixes}


@lru_cache(maxsize=64)
def weekdays_in(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the weekdays named in a text, Monday is 0, each with the number of its word."""
    table = _weekdays(language_of(language))
    if word_set(text).isdisjoint(table):
        return ()
    return tuple((table[word], index) for index, word in enumerate(tokens(text)) if word in table)


def sure_weekdays_in(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the weekdays named in a text as `weekdays_in` does, but for names that may mean something else there."""
    weekdays = facts(language_of(language)).weekdays
    if weekdays is None or not (found := weekdays_in(text, language)):
        return ()
    doubtful, before, words = weekdays.doubtful.split(), weekdays.before.split(), tokens(text)
    return tuple(
        (day, index)
        for day, index in found
        if not words[index].endswith(tuple(doubtful)) or (index and words[index - 1] in before)
    )


def may_name_day(text: str, language: str) -> bool:
    """Tell whether a text may name a weekday, a month or a date in any form: also where none is read for sure.

    A language whose data do not say how it names days and months, and how it says "today", may.
    """
    names, calendar = facts(language_of(language)).weekdays, _calendar(language_of(language))
    if names is None or calendar is None or not names.relative:
        return True
    listed = " ".join((*names.names, names.relative)).split()
    return (
        not word_set(text).isdisjoint(listed)
        or bool(weekdays_in(text, language))
        or calendar.pattern.search(text) is not None
        or next(dates_in(text), None) is not None
    )


def dated_months_in(text: str, language: str) -> Iterator[Month]:
    """Yield the months beside a number in digits: the day or the year."""
    for month in months_in(text, language):
        start, end = month.span
        if _DAY_BEFORE.search(text, max(0, start - _WINDOW), start) or _NUMBER_AFTER.match(text, end):
            yield month


@lru_cache(maxsize=64)
def daytimes_in(text: str, language: str) -> tuple[Daytime, ...]:
    """Return the words that say which half of the day it is, in order; none for a language without data for them."""
    words = facts(language_of(language)).daytimes
    if words is None:
        return ()
    folded = fold(text)
    if not any(map(folded.text.__contains__, words.hints)):
        return ()
    found = _halves(words.morning, words.later).finditer(folded.text)
    return tuple(
        _daytime(text, language, folded.span(*match.span()), later=match["later"] is not None) for match in found
    )


@cache
def _halves(morning: str, later: str) -> re.Pattern[str]:
    return re.compile(f"(?P<morning>{morning})|(?P<later>{later})")


def _daytime(text: str, language: str, span: Span, *, later: bool) -> Daytime:
    numerals = read_numerals(text, language)
    near = [
        number
        for number in (*numerals.mentions, *numerals.spelled)
        if number.span[0] < span[0] and span[0] - number.span[1] <= _WINDOW
    ]
    values = frozenset[int | Fraction]().union(*(part for number in near for part in (number.wholes, *number.parts)))
    hours = frozenset(int(value) % _NOON for value in values if 1 <= value <= 2 * _NOON)
    return Daytime(later=later, hours=hours, span=span)


def clock_times_in(text: str, language: str) -> Iterator[ClockTime]:
    """Yield the times that are said as an hour and a part of one: half past nine, العاشرة إلا ربعا."""
    language = language_of(language)
    words, folded = facts(language).clock, fold(text)
    if words is None or not any(map(folded.text.__contains__, words.hints)):
        return
    for match in chain.from_iterable(pattern.finditer(folded.text) for pattern in _clock_times(language)):
        minutes = next(int(name[1:]) for name, said in match.groupdict().items() if said and name != "hour")
        hour = sum(_hour(word, language) for word in match["hour"].split())
        # A quarter to ten is also nine and 45 minutes.
        hours = {hour % _NOON, (hour - (minutes > _HALF_AN_HOUR)) % _NOON}
        yield ClockTime(hours=frozenset(hours), minutes=minutes, span=folded.span(*match.span()))


def _hour(word: str, language: str) -> int:
    """Return the hour that a word says or helps to say: 10 and 1 of الحادية عشرة; 0 where it says none."""
    if word.isdecimal():
        return int(word)
    meaning = number_words(language).read(word)
    return (meaning.value or 0) if meaning else 0


@cache
def _clock_times(language: str) -> tuple[re.Pattern[str], ...]:
    words = facts(language).clock
    assert words is not None
    before, after = (
        "|".join(f"(?P<m{minutes}>{pattern})" for minutes, pattern in rows.items()) or NEVER
        for rows in (words.before, words.after)
    )
    return re.compile(rf"(?<!\w)(?:{before})(?P<hour>{words.hour})"), re.compile(f"(?P<hour>{words.hour})(?:{after})")


def dates_in(text: str) -> Iterator[tuple[int, int, int, Span]]:
    """Yield the dates in digits as they stand there: first number, second number, year, place."""
    if not _MAYBE.search(text):
        return
    folded = fold(text)
    for match in _DATE.finditer(folded.text):
        yield int(match[1]), int(match[3]), int(match[4]) % 100, folded.span(*match.span())
    for match in _ISO.finditer(folded.text):
        yield int(match[3]), int(match[2]), int(match[1]) % 100, folded.span(*match.span())
