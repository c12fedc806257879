"""Read the numbers of a text by value: digits of any system, separators, scales, words, clocks, decades."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from pipeline.languages.characters import characters
from pipeline.languages.locales import language_of
from pipeline.languages.marks import FILL
from pipeline.languages.matching import FoldedText, fold
from pipeline.languages.numbers.digits import HOUR, NOON, read_digits
from pipeline.languages.numbers.words import (
    THOUSAND,
    Number,
    NumberToken,
    Values,
    add_up,
    number_words,
    phrases,
    readings,
)
from pipeline.languages.stems import tokens as words_of
from pipeline.languages.units import unit_pattern
from pipeline.model import Span

_YEAR_RANGE = re.compile(r"(?<!\d)(\d{2})\d{2}[-/\u2010-\u2015](\d{2})(?!\d)")
_SHARES = {"percent": 100, "year": 100, "minute": 60}
"""Units with the number that makes the larger whole: 100 years are a century, so 50 are half of one."""
_JOINED = re.compile(r"\d[-/\u2010-\u2015]\d")
"""A mark of year ranges: a quick test for texts without one."""
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile("[0-9]")
_ROMAN = frozenset("IVX")
_HALF = Fraction(1, 2)
_MISSING: dict[int, Values] = {minute: frozenset({minute, Fraction(minute, HOUR)}) for minute in (5, 10, 15, 20, 25)}
"""Minutes that people say an hour is short of, with the numbers that say so."""
_SCALES = (THOUSAND, 10**6, 10**9)
_CODE = re.compile(r"[^\W\d_]-$")
_ROMAN_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNumber:
    """A number in a text: any one of ``wholes`` has the same value, and so has one of each of ``parts`` together.

    ``span`` has the scale in it: 1.6 million.
    """

    span: Span
    wholes: Values
    parts: tuple[Values, ...] = ()

    def said_by(self, values: Values) -> bool:
        """Tell whether the values of another text include this number."""
        if self.wholes & values:
            return True
        return bool(self.parts) and all(part & values for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """The numbers of a text: those in digits, and every value in digits or words."""

    mentions: tuple[WrittenNumber, ...]
    values: Values
    spelled: tuple[WrittenNumber, ...] = ()
    """Numbers written in words alone."""


_NOTHING = Numerals(mentions=(), values=frozenset())


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of a language for numbers in words, and for other readings of digits."""

    ignored: re.Pattern[str]
    roman: re.Pattern[str]
    roman_hint: re.Pattern[str]
    century: re.Pattern[str]
    to_the_hour: re.Pattern[str]
    decade_ending: re.Pattern[str]
    decade: re.Pattern[str]
    long_decade: re.Pattern[str]
    shares: tuple[tuple[int, re.Pattern[str]], ...]


@cache
def _patterns(language: str) -> _Patterns:
    data = number_words(language).data
    shares = ((whole, unit_pattern(key, language)) for key, whole in _SHARES.items())
    roman = rf"[IVX]{{2}}|[IVX](?:{data.ordinal})(?![^\W\d_])|[IVX](?<={data.roman_after}.)(?!\w)"
    return _Patterns(
        ignored=re.compile(data.ignored),
        roman=re.compile(rf"\b(?={roman})(X{{0,3}})(IX|IV|V?I{{0,3}})(?:{data.ordinal})?(?![^\W_])"),
        roman_hint=re.compile(roman),
        century=re.compile(data.century),
        to_the_hour=re.compile(data.to_the_hour),
        decade_ending=re.compile(data.decade),
        decade=re.compile(rf"(?<!\d)(?:\d{{2}})?(\d0)(?:{data.decade})"),
        long_decade=re.compile(rf"(?<!\d)(\d{{2}})\d0(?:{data.decade})"),
        shares=tuple((whole, re.compile(rf"[\s\-]?(?:{pattern})(?!\w)")) for whole, pattern in shares),
    )


@lru_cache(maxsize=256)
def read_numerals(text: str, language: str) -> Numerals:
    """Read a text's numbers. A language without number words is read in digits only."""
    language = language_of(language)
    folded, patterns = fold(text), _patterns(language)
    known = readings(language)
    telling = known.among(text)
    named = [word for word in words_of(text) if word in telling] if telling else []
    roman = not _ROMAN.isdisjoint(characters(text)) and patterns.roman_hint.search(text) is not None
    digits = _DIGIT.search(folded.text) is not None
    if not (named or roman or digits):
        return _NOTHING
    plain = folded.text
    if patterns.ignored.search(plain):
        plain = patterns.ignored.sub(lambda match: FILL * len(match[0]), plain)
    asides = {aside for word in telling for aside in known.said[word].asides}
    written = {token.start: token for token in read_digits(plain, language)} if digits else {}
    # A scale that is written onto digits (3万) is no word of its own.
    tokens = [*written.values(), *(token for token in _named(plain, language, named) if token.start not in written)]
    tokens.sort(key=lambda token: token.start)
    spelled: list[WrittenNumber] = []
    for phrase in phrases(tokens, plain, language):
        add_up(phrase, language)
        spelled += _spelled(phrase, folded)
    mentions = tuple(_mention(token, folded, patterns) for token in tokens if token.digits)
    values = {value for token in tokens for value in _values(token)}
    values |= asides | _with_shared_scales(tokens)
    values |= _in_other_digits(folded.text, patterns) if digits else set()
    others = _in_other_forms(text if roman else "", folded.text, values, patterns)
    if patterns.to_the_hour.search(folded.text):
        others |= _short_of_the_hour(values)
        spelled = []  # they say the hour after the one that is meant, and what is missing to it
    values |= others
    return Numerals(mentions=mentions, spelled=tuple(spelled), values=frozenset(values))


def _spelled(phrase: list[NumberToken], folded: FoldedText) -> Iterator[WrittenNumber]:
    """Yield a number written in words alone."""
    if not any(token.digits for token in phrase):
        wholes = frozenset(value for token in phrase for value in token.sums)
        yield WrittenNumber(span=folded.span(phrase[0].start, phrase[-1].end), wholes=wholes)


def _named(text: str, language: str, named: list[str]) -> Iterator[NumberToken]:
    """Yield the parts of numbers in words, in order; ``named`` are the number words of the text, in order."""
    known, place = readings(language).said, 0
    connectors = number_words(language).connectors
    for word in named:
        start = _find_word(word, text, place)
        if start < 0:
            continue
        place, reading = start + len(word), known[word]
        if reading.value is not None:
            added, alone = word[0] in connectors, reading.alone
            yield NumberToken(
                start=start, end=place, value=reading.value, scale=reading.scale, added=added, alone=alone
            )


def _find_word(word: str, text: str, start: int) -> int:
    """Return where a word next stands by itself, not inside another; -1 if nowhere."""
    start = text.find(word, start)
    while start >= 0 and (_LETTER.match(text, start - 1, start) or _LETTER.match(text, start + len(word))):
        start = text.find(word, start + 1)
    return start


def _mention(token: NumberToken, folded: FoldedText, patterns: _Patterns) -> WrittenNumber:
    span = folded.span(token.start, token.until or token.end)
    if token.scaled is None:
        # A clock's value is its hour alone, which says too little to stand for the clock.
        sums = token.sums if token.value in token.wholes else frozenset()
        beside = _as_year(token, folded.text, patterns) | _as_share(token, folded.text, patterns)
        return WrittenNumber(span=span, wholes=token.wholes | sums | beside, parts=token.parts)
    # Of "COVID-2 million cases" the 2 may belong to either word.
    alone = token.wholes if _CODE.search(folded.text, max(0, token.start - 2), token.start) else frozenset()
    return WrittenNumber(span=span, wholes=alone.union((token.scaled, *token.sums)))


def _as_share(token: NumberToken, text: str, patterns: _Patterns) -> Values:
    """Return a number of minutes, years or per cent as a share of an hour, a century or the whole."""
    for whole, counted in patterns.shares:
        if counted.match(text, token.end):
            return frozenset({Fraction(token.value) / whole})
    return frozenset()


def _as_year(token: NumberToken, text: str, patterns: _Patterns) -> Values:
    """Return the other ways to write a decade (1990s: 90) or the second year of a range (1995-96: 1996)."""
    if patterns.decade_ending.match(text, token.end):
        return frozenset({token.value % 100, 1900 + token.value % 100})
    first = _YEAR_RANGE.match(text, max(token.start - 5, 0))
    if first and first.end() == token.end:
        return frozenset({int(first[1] + first[2])})
    return frozenset()


def _values(token: NumberToken) -> Iterator[Number]:
    """Yield the values of a whole number, without the values of its words and digits alone."""
    if token.digits or token.value in token.sums:
        yield token.value
    yield from token.wholes
    yield from token.sums
    if token.wholes and token.value not in token.wholes:  # a clock
        for part in token.parts:
            yield from part
    if token.scaled is not None:
        yield token.scaled


def _with_shared_scales(tokens: Iterable[NumberToken]) -> set[Number]:
    """Return the values of plain numbers that share a scale in another place: "5 to 6 million"."""
    tokens = list(tokens)
    scales = {token.value for token in tokens if token.scale}
    if not scales:
        return set()
    plain = {token.value for token in tokens if not token.scale and token.scaled is None}
    return {value * scale for value in plain for scale in scales if value < THOUSAND}


def _in_other_digits(text: str, patterns: _Patterns) -> set[Number]:
    """Return other values of digits: the years of a range, decades."""
    found: set[Number] = set()
    if _JOINED.search(text):
        found = {int(match[1] + match[2]) for match in _YEAR_RANGE.finditer(text)}
    for match in patterns.decade.finditer(text) if "0" in text else ():
        found |= {int(match[1]), 1900 + int(match[1])}
    if "0" in text:
        found |= {int(match[1]) + 1 for match in patterns.long_decade.finditer(text)}
    return found


def _short_of_the_hour(values: set[Number]) -> set[Number]:
    """Return what a clock shows where words say what is missing to an hour: ثلاثة إلا ربعا is 2 or 14, and 45."""
    hours = {hour for value in values if 1 <= value <= NOON for hour in (value - 1, value + NOON - 1)}
    minutes = {minute for minute, said in _MISSING.items() if said & values}
    return hours | {part for minute in minutes for part in (HOUR - minute, 1 - Fraction(minute, HOUR))}


def _in_other_forms(original: str, text: str, values: set[Number], patterns: _Patterns) -> set[Number]:
    """Return values in other forms: Roman numerals, halves, centuries."""
    found: set[Number] = set()
    for match in patterns.roman.finditer(original):
        found.add(10 * len(match[1]) + _ROMAN_UNITS.index(match[2]))
    if _HALF in values:
        # "an hour and a half"; the one and the two are there in the noun's own number
        found |= {value + _HALF for value in (*values, 1, 2)}
        # ثلاثة ملايين ونصف مليون, un milliard et demi
        found |= {value + scale // 2 for value in values for scale in _SCALES if value >= scale and value % scale == 0}
        found |= {scale // 2 for scale in _SCALES if scale in values}  # half a million
    if patterns.century.search(text):
        found |= {(value - 1) * 100 for value in values if 1 < value < 22}  # noqa: PLR2004 - 19th: the 1800s
    return found
