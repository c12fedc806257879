"""Amounts: the same number must count the same thing, dollars or euros, per cent or none, days or weeks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.digits import have_same_digits
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.numbers.words import Number, Values, number_words
from pipeline.languages.units import load_units, units_after, units_before
from pipeline.model import Finding, Message, Pair, Severity, Span, phrase

_SHORT_SCALES = "bn mn k m"
"""Scales written onto a number in many languages."""
_DIGITS = re.compile("[0-9]+(?:[.,][0-9]+)*")
_SIGN = 4
"""Characters before a number in which the sign of its unit is looked for."""
_REACH = 36
"""Characters beside a number in which its unit is looked for."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit; ``span`` is the number's."""

    values: Values
    unit: str
    span: Span


@cache
def _after(language: str) -> re.Pattern[str]:
    """Return the pattern of a scale and the unit after it."""
    link = number_words(language).data.counted_of
    scales = "|".join(sorted({*number_words(language).scales, *_SHORT_SCALES.split()}, key=len, reverse=True))
    return re.compile(rf"(?:\s?(?:{scales})(?!\w))?[\s\-]?(?:{link})?(?:{units_after(language)})(?!\w)")


@lru_cache(maxsize=64)
def _units_beside(text: str, language: str) -> frozenset[tuple[str, str]]:
    """Return the digits of a text that have a unit beside them, each with the unit; quickly, as they are written."""
    folded, before, after = fold(text).text, units_before(), _after(language_of(language))
    found = set()
    for digits in _DIGITS.finditer(folded):
        start, end = digits.span()
        if unit := before.search(folded, max(0, start - _SIGN), start) or after.match(folded, end):
            found.add((digits[0], unit.lastgroup or ""))
    return frozenset(found)


@lru_cache(maxsize=64)
def read_amounts(text: str, language: str) -> tuple[Amount, ...]:
    """Return the numbers in digits that have a unit beside them."""
    if not _units_beside(text, language):
        return ()
    before, after = units_before(), _after(language_of(language))
    found: list[Amount] = []
    for mention in read_numerals(text, language).mentions:
        start, end = mention.span
        match = before.search(fold(text[max(0, start - _SIGN) : start]).text) or after.match(
            fold(text[end : end + _REACH]).text
        )
        if match:
            found.append(Amount(mention.wholes, match.lastgroup or "", mention.span))
    return tuple(found)


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
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        units = _units_beside(pair.target, pair.target_language)
        if not units or (
            units <= _units_beside(pair.source, pair.source_language)
            and have_same_digits(pair.source, pair.source_language, pair.target, pair.target_language)
        ):
            return
        source = read_amounts(pair.source, pair.source_language)
        target = read_amounts(pair.target, pair.target_language) if source else ()
        known, here = _by_value(source), _by_value(target)
        for amount in target:
            same = _alike(amount, known)
            if same and all(other.unit != amount.unit for other in same) and not _elsewhere(same[0], here):
                yield Finding(
                    check=self.name,
                    severity=Severity.ERROR,
                    said=phrase(
                        "{number} counts {unit} here, {other} in the source; correct it",
                        number=pair.target[slice(*amount.span)],
                        unit=_name(amount),
                        other=_name(same[0]),
                    ),
                    source_span=same[0].span,
                    target_span=amount.span,
                )


def _name(amount: Amount) -> Message:
    return phrase(load_units()[amount.unit].name)


def _by_value(amounts: tuple[Amount, ...]) -> dict[Number, dict[str, Amount]]:
    """Return the first amount of each value and unit."""
    found: dict[Number, dict[str, Amount]] = {}
    for amount in amounts:
        for value in amount.values:
            found.setdefault(value, {}).setdefault(amount.unit, amount)
    return found


def _alike(amount: Amount, known: dict[Number, dict[str, Amount]]) -> list[Amount]:
    """Return the amounts of the same value, the first of each unit, in the order of their places."""
    found = {other.span: other for value in amount.values for other in known.get(value, {}).values()}
    return [found[span] for span in sorted(found)]


def _elsewhere(amount: Amount, target: dict[Number, dict[str, Amount]]) -> bool:
    """Tell whether the target says an amount of the source in another place."""
    return any(amount.unit in target.get(value, {}) for value in amount.values)
