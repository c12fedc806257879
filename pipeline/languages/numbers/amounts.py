"""Read the numbers of a text that have a unit beside them: $5 million, 12 per cent, 30 Saudi riyals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages.matching import FoldedText, fold
from pipeline.languages.numbers.comparison import is_small
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.numbers.words import Values, number_words
from pipeline.languages.places import countries_meant
from pipeline.languages.units import load_units, units_after, units_before
from pipeline.model import Span

_SHORT_SCALES = "bn mn k m"
"""Scales written onto a number in many languages."""
_DIGITS = re.compile("[0-9]+(?:[.,][0-9]+)*")
_BEFORE, _AFTER = 6, 60
"""Characters before and after a number in which its unit is looked for."""


@dataclass(frozen=True, slots=True)
class UnitBeside:
    """A unit beside a number, and the characters that it takes before and after it.

    ``countries`` have that money, where the text says whose it is.
    """

    key: str
    countries: frozenset[str]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, which are at ``span``."""

    values: Values
    unit: UnitBeside
    span: Span


@cache
def _scale(language: str) -> re.Pattern[str]:
    """Return the pattern of a scale after a number, which may have none."""
    scales = sorted({*number_words(language).scales, *_SHORT_SCALES.split()}, key=len, reverse=True)
    return re.compile(rf"(?:\s?(?:{'|'.join(scales)})(?!\w))?")


@cache
def _after(language: str) -> re.Pattern[str]:
    """Return the pattern of a scale and the unit after it."""
    link = number_words(language).data.counted_of
    return re.compile(rf"{_scale(language).pattern}[\s\-]?(?:{link})?{units_after(language)}")


def _unit_beside(before: FoldedText, after: FoldedText, language: str) -> UnitBeside | None:
    """Return the unit beside a number between two texts."""
    units = load_units()
    if sign := units_before().search(before.text):
        key, start = sign.lastgroup or "", before.span(*sign.span())[0]
        scale = _scale(language).match(after.text)
        end = after.span(*scale.span())[1] if scale else 0
        return UnitBeside(key, units[key].countries_of(sign[key]), len(before.original) - start, end)
    found = _after(language).match(after.text)
    if not found:
        return None
    key = next(key for key in units if found[key])
    end, countries = found.end(key), units[key].countries_of(found[key])
    if found["said"]:
        countries = countries_meant(found["said"].strip(" -"), language)
        if not countries:
            return None  # "40 to euro" is no amount
    elif found["next"] and (told := countries_meant(found["next"], language, after=True)):
        end, countries = found.end(), told
    return UnitBeside(key, countries, 0, after.span(0, end)[1])


@lru_cache(maxsize=64)
def units_in_digits(text: str, language: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Return the digits of a text that have a unit beside them, each with the unit; quickly, as they are written."""
    folded, found = fold(text).text, []
    for digits in _DIGITS.finditer(folded):
        start, end = digits.span()
        unit = _unit_beside(fold(folded[max(0, start - _BEFORE) : start]), fold(folded[end : end + _AFTER]), language)
        if unit:
            found.append((digits[0], unit.key, unit.countries))
    return tuple(sorted(found))


@lru_cache(maxsize=64)
def read_amounts(text: str, language: str) -> tuple[Amount, ...]:
    """Return the numbers that have a unit beside them; of those in words, no one and no two."""
    numerals, found = read_numerals(text, language), []
    for mention in (*numerals.mentions, *(number for number in numerals.spelled if not is_small(number))):
        start, end = mention.span
        unit = _unit_beside(fold(text[max(0, start - _BEFORE) : start]), fold(text[end : end + _AFTER]), language)
        if unit:
            found.append(Amount(mention.wholes, unit, (start - unit.before, end + unit.after)))
    return tuple(sorted(found, key=lambda amount: amount.span))
