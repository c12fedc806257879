"""Amounts: the same number must count the same thing, dollars or euros, per cent or none, days or weeks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages.locales import language_of
from pipeline.languages.matching import FoldedText, fold
from pipeline.languages.numbers.comparison import is_small
from pipeline.languages.numbers.digits import have_same_digits
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.numbers.words import Values, number_words
from pipeline.languages.places import countries_meant, may_name
from pipeline.languages.units import load_units, units_after, units_before
from pipeline.model import Finding, Pair, Severity, Span
from pipeline.quality.checks.numbers import say_changed

_SHORT_SCALES = "bn mn k m"
"""Scales written onto a number in many languages."""
_DIGITS = re.compile("[0-9]+(?:[.,][0-9]+)*")
_BEFORE, _AFTER = 6, 60
"""Characters before and after a number in which its unit is looked for."""


@dataclass(frozen=True, slots=True)
class _Unit:
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
    unit: _Unit
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


def _unit_beside(before: FoldedText, after: FoldedText, language: str) -> _Unit | None:
    """Return the unit beside a number between two texts."""
    units = load_units()
    if sign := units_before().search(before.text):
        key, start = sign.lastgroup or "", before.span(*sign.span())[0]
        scale = _scale(language).match(after.text)
        end = after.span(*scale.span())[1] if scale else 0
        return _Unit(key, units[key].countries_of(sign[key]), len(before.original) - start, end)
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
    return _Unit(key, countries, 0, after.span(0, end)[1])


@lru_cache(maxsize=64)
def _units_in_digits(text: str, language: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
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


class AmountsCheck:
    """Compares what the numbers of both texts count."""

    name = "amounts"
    title = "Amounts"
    explanation = (
        "The number is right, but counts something else: another currency, another unit, or per cent where the source "
        "has none. A unit that is converted needs a converted number."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield each number of the target whose unit is another than the source's for the same number."""
        languages = language_of(pair.source_language), language_of(pair.target_language)
        if languages[0] == languages[1]:
            return
        if have_same_digits(pair.source, languages[0], pair.target, languages[1]) and _units_in_digits(
            pair.source, languages[0]
        ) == _units_in_digits(pair.target, languages[1]):
            return
        left = list(read_amounts(pair.source, languages[0]))
        wrong: list[Amount] = []
        for amount in read_amounts(pair.target, languages[1]) if left else ():
            same = next((old for old in left if old.values & amount.values and _may_be(old, amount, pair)), None)
            if same:
                left.remove(same)
            else:
                wrong.append(amount)
        for amount in wrong:
            became = next((old for old in left if old.values & amount.values), None)
            if became:
                left.remove(became)
                yield self._changed(pair, became, amount)

    def _changed(self, pair: Pair, old: Amount, new: Amount) -> Finding:
        unsaid = old.unit.key == new.unit.key and not new.unit.countries
        return Finding(
            check=self.name,
            severity=Severity.WARNING if unsaid else Severity.ERROR,
            said=say_changed(pair.source[slice(*old.span)], pair.target[slice(*new.span)]),
            source_span=old.span,
            target_span=new.span,
        )


def _may_be(old: Amount, new: Amount, pair: Pair) -> bool:
    """Tell whether two amounts count the same thing."""
    (unit, countries), (other, others) = (old.unit.key, old.unit.countries), (new.unit.key, new.unit.countries)
    if unit != other:
        return False
    plain = load_units()[unit].plain
    if not countries or others or not plain:
        return not countries or not others or not countries.isdisjoint(others)
    return plain in countries or any(may_name(code, pair.target, pair.target_language) for code in countries)
