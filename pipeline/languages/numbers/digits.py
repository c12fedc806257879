"""Read numbers in digits by value: digit systems, separators, clocks, and scales written onto them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.words import (
    THOUSAND,
    Number,
    NumberToken,
    Values,
    WordMeaning,
    number_words,
    readings,
)
from pipeline.languages.scripts import script_facts
from pipeline.languages.sections import NEVER
from pipeline.languages.units import unit_pattern

_MOST_DIGITS = 30  # longer strings are identifiers; reading them as numbers would only cost time
SPACES = " \u00a0\u2009\u202f"


_CHAIN = rf"(?P<chain>\d+(?:[.,]\d+|[{SPACES}]\d+(?!\d|:\d))*)"
_AMBIGUOUS_SCALES = {"k": THOUSAND, "m": 10**6, "b": 10**9}
"""Right after digits these may be a scale or a unit (5m: metres, millions); both readings hold."""
_UNIT = re.compile(rf"[{''.join(_AMBIGUOUS_SCALES)}](?![^\W\d_])")
_DIGIT = re.compile("[0-9]")
_RUN = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(rf"\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:[.,]\d+)?")
_GROUPS = re.compile(r"\d{1,3}([.,])(?:\d{2,3}\1)*\d{3}")
"""Thousands, and with groups of two lakhs and crores: 12,00,000."""
_TOGETHER = re.compile(rf"[0-9](?::[0-9]|[{SPACES}][0-9]{{3}}|[kmb](?![^\W\d_]))")
"""Digits whose value depends on what stands beside them: clocks, thousands, scales."""
_TWO = 2
"""Number words up to two are no numbers that a translation has to repeat."""
HOUR = 60
NOON = 12


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of a language for numbers in digits."""

    digits: re.Pattern[str]
    afternoon: re.Pattern[str]
    percent: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    data = number_words(language).data
    return _Patterns(
        digits=re.compile(
            rf"(?P<clock>(?<![\d:])\d{{1,2}}(?::\s?|{data.clock})\d{{2}}(?::\d{{2}})?(?![\d:]))|{_CHAIN}"
        ),
        afternoon=re.compile(data.afternoon),
        percent=re.compile(rf"\s?(?:{unit_pattern('percent', language)})"),
    )


def read_digits(text: str, language: str) -> Iterator[NumberToken]:
    """Yield the numbers in digits, and the scales written onto them, in order."""
    for match in _matches(_patterns(language).digits, text):
        if match.lastgroup == "clock":
            yield _clock(match)
        else:
            yield from _chain(match, language)
        if unit := _UNIT.match(text, match.end()):
            value = _AMBIGUOUS_SCALES[unit[0]]
            yield NumberToken(start=unit.start(), end=unit.end(), value=value, scale=True, ambiguous=True)
        elif joined := _joined_scales(language).match(text, match.end()):
            value = number_words(language).scales[joined[0]]
            yield NumberToken(start=joined.start(), end=joined.end(), value=value, scale=True)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what a pattern that begins with a digit finds, sooner than finditer, which tries it at every letter."""
    place = _DIGIT.search(text)
    while place and (match := pattern.match(text, place.start())):
        yield match
        place = _DIGIT.search(text, match.end())


@cache
def _joined_scales(language: str) -> re.Pattern[str]:
    """Return the pattern of scales that are written onto digits and into what is counted: 3万人."""
    known = facts(language)
    scales = sorted(number_words(language).scales, key=len, reverse=True)
    return re.compile("|".join(scales) if scales and script_facts(known.script).joined else NEVER)


def _clock(match: re.Match[str]) -> NumberToken:
    """Read a clock (9:30), which may show 12 hours or 24, or a time that was measured (1:02:11)."""
    hour, minute, *second = map(int, re.findall(r"\d+", match["clock"]))
    written = 100 * hour + minute
    parts: tuple[Values, ...]
    if second:
        written = 100 * written + second[0]
        numbers = [number for number in (hour, minute, *second) if number]
        # Grammar may say one hour and two minutes; a single number that is left may be said of something else.
        large = [number for number in numbers if number > _TWO]
        parts = tuple(frozenset({number}) for number in (large if len(large) > 1 else numbers))
    else:
        hours: Values = frozenset(value for value in (hour, hour + NOON, hour - NOON) if value >= 0)
        parts = (hours, frozenset({minute, Fraction(minute, HOUR)})) if minute else (hours,)
    return NumberToken(start=match.start(), end=match.end(), value=hour, wholes=frozenset({written}), parts=parts)


def _chain(match: re.Match[str], language: str) -> Iterator[NumberToken]:
    """Yield the numbers of a string of digits, separators and spaces: one if the spaces group thousands."""
    text = match["chain"]
    runs = list(_RUN.finditer(text))
    if len(runs) > 1 and _GROUPED.fullmatch(text):
        joined = re.sub(f"[{SPACES}]", "", text)
        wholes = _readings(joined, language)
        parts = tuple(_readings(run[0], language) for run in runs)
        yield NumberToken(start=match.start(), end=match.end(), value=max(wholes), wholes=wholes, parts=parts)
        return
    afternoon, percent = _patterns(language).afternoon, _patterns(language).percent
    for run in runs:
        start = match.start() + run.start()
        wholes = _readings(run[0], language)
        if run[0].isdecimal() and 0 < int(run[0][:3]) <= NOON and afternoon.match(match.string, start + len(run[0])):
            wholes |= {int(run[0]) + NOON}
        yield NumberToken(
            start=start,
            end=start + len(run[0]),
            value=_preferred(run[0], wholes, language),
            wholes=wholes,
            parts=() if percent.match(match.string, start + len(run[0])) else _parts(run[0]),
        )


@lru_cache(maxsize=16_384)
def _parts(run: str) -> tuple[Values, ...]:
    """Return the pieces of a run that may be a clock (9.30), a date (12.5.2011) or a list (3,4) instead."""
    if run.isdecimal():
        return ()
    pieces = re.split("[.,]", run)
    thousands = all(len(piece) == 3 for piece in pieces[1:])  # noqa: PLR2004 - thousands
    return () if thousands else tuple(frozenset({_number(piece)}) for piece in pieces)


def _number(digits: str) -> int:
    return int(digits[:_MOST_DIGITS])


def _decimal(whole: str, part: str) -> Fraction:
    return Fraction(f"{whole[:_MOST_DIGITS]}.{part[:_MOST_DIGITS]}")


@cache
def _separators(language: str) -> tuple[str, str]:
    """Return the marks that may group thousands, and those that may begin decimals; both where nothing is known."""
    data = number_words(language).data
    return (data.grouping, data.decimal) if data.grouping or data.decimal else (".,", ".,")


@lru_cache(maxsize=16_384)
def _readings(run: str, language: str) -> Values:
    """Return the values that digits with points and commas can have: 6,000 is one, 6.000 may be two."""
    if run.isdecimal():
        return frozenset({_number(run)})
    pieces = re.split("[.,]", run)
    separators = re.findall("[.,]", run)
    grouping, decimal = _separators(language)
    thousands = _GROUPS.fullmatch(run) is not None
    found: set[Number] = set()
    # 1.234.567 groups whatever the mark, and nobody writes three decimals that say nothing.
    if thousands and (separators[0] in grouping or len(pieces) > 2 or pieces[1] == "000"):  # noqa: PLR2004
        found.add(_number("".join(pieces)))
    if separators[-1] in decimal or not thousands:
        found.add(_decimal("".join(pieces[:-1]), pieces[-1]))
    # A mark of another language: 1.234 in Russian, which has neither use for a point.
    return frozenset(found or {_number("".join(pieces)), _decimal("".join(pieces[:-1]), pieces[-1])})


def _preferred(run: str, wholes: Values, language: str) -> Number:
    """Return the reading that a following scale multiplies: the decimal one (2.300 million)."""
    return min(wholes) if any(mark in run for mark in _separators(language)[1]) else max(wholes)


def have_same_digits(source: str, source_language: str, target: str, target_language: str) -> bool:
    """Tell whether two texts have the same digits as often, and neither has other numbers. False says nothing."""
    languages = language_of(source_language), language_of(target_language)
    digits = _plain_digits(source, languages[0])
    if digits is None or digits != _plain_digits(target, languages[1]):
        return False
    return all(run.isdecimal() or _readings(run, languages[0]) & _readings(run, languages[1]) for run in digits)


@lru_cache(maxsize=64)
def _plain_digits(text: str, language: str) -> tuple[str, ...] | None:
    """Return the digits of a text with their points and commas, sorted; None where it has numbers of other kinds."""
    known = readings(language)
    if any(_counts(known.said[word]) for word in known.among(text)):
        return None
    folded = fold(text).text
    found = _RUN.findall(folded)
    return None if found and _TOGETHER.search(folded) else tuple(sorted(found))


def _counts(meaning: WordMeaning) -> bool:
    return meaning.scale or bool(meaning.asides) or (meaning.value or 0) > _TWO
