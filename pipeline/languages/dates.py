"""Months, weekdays and dates in digits, as they stand in a text.

A month is one month whatever the calendar tradition writes it in: يناير, كانون الثاني, جانفي, January.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.sections import NEVER
from pipeline.languages.stems import KnownWords, tokens, word_set
from pipeline.model import Span

_WINDOW = 24
"""Characters beside a doubtful month in which a day or a word of time is looked for."""
_ALL = "*"
"""Every name of a language is doubtful."""
_VOWELS = "[\u0640\u064b-\u0652]*"
_ARABIC_LETTER = re.compile(r"([\u0621-\u063a\u0641-\u064a](?![^\[]*\])|\])")
_CHOICE = re.compile(r"\[(.)[^\]]*\]")
_DATE = re.compile(r"(?<![\d/.\-])(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MAYBE = re.compile(r"\d[/.\-]\d")


@dataclass(frozen=True, slots=True)
class Month:
    """A month named in a text; ``number`` is 1-12."""

    number: int
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


def dates_in(text: str) -> Iterator[tuple[int, int, int, Span]]:
    """Yield the dates in digits as they stand there: first number, second number, year, place."""
    if not _MAYBE.search(text):
        return
    folded = fold(text)
    for match in _DATE.finditer(folded.text):
        yield int(match[1]), int(match[3]), int(match[4]) % 100, folded.span(*match.span())
    for match in _ISO.finditer(folded.text):
        yield int(match[3]), int(match[2]), int(match[1]) % 100, folded.span(*match.span())
