"""Amounts: the same number must count the same thing, dollars or euros, per cent or none, days or weeks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.amounts import Amount, read_amounts, units_in_digits
from pipeline.languages.numbers.counted import CountedNumber, read_counted
from pipeline.languages.numbers.digits import have_same_digits
from pipeline.languages.places import may_name
from pipeline.languages.units import load_units
from pipeline.model import Finding, Pair, Severity, phrase
from pipeline.quality.checks.numbers import say_changed

_DIGITS = re.compile("[0-9]+")


class AmountsCheck:
    """Compares what the numbers of both texts count."""

    name = "amounts"
    title = "Amounts"
    explanation = (
        "The number is right, but counts something else: another currency, another unit, or per cent where the source "
        "has none. A unit that is converted needs a converted number."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield each number whose unit is another than the source's, else the numbers that were exchanged."""
        languages = language_of(pair.source_language), language_of(pair.target_language)
        if languages[0] == languages[1]:
            return
        same = have_same_digits(pair.source, languages[0], pair.target, languages[1])
        found = []
        if not same or units_in_digits(pair.source, languages[0]) != units_in_digits(pair.target, languages[1]):
            found = list(self._changed(pair))
        yield from found
        if not found and (not same or len(_DIGITS.findall(fold(pair.source).text)) > 1):
            yield from self._exchanged(pair)

    def _changed(self, pair: Pair) -> Iterator[Finding]:
        left = list(read_amounts(pair.source, language_of(pair.source_language)))
        wrong: list[Amount] = []
        for amount in read_amounts(pair.target, language_of(pair.target_language)) if left else ():
            same = next((old for old in left if old.values & amount.values and _may_be(old, amount, pair)), None)
            if same:
                left.remove(same)
            else:
                wrong.append(amount)
        for amount in wrong:
            became = next((old for old in left if old.values & amount.values), None)
            if became:
                left.remove(became)
                unsaid = became.unit.key == amount.unit.key and not amount.unit.countries
                yield Finding(
                    check=self.name,
                    severity=Severity.WARNING if unsaid else Severity.ERROR,
                    said=say_changed(pair.source[slice(*became.span)], pair.target[slice(*amount.span)]),
                    source_span=became.span,
                    target_span=amount.span,
                )

    def _exchanged(self, pair: Pair) -> Iterator[Finding]:
        """Yield two numbers that count in the target what the other one counts in the source."""
        source = _only_ones(read_counted(pair.source, pair.source_language))
        target = _only_ones(read_counted(pair.target, pair.target_language)) if len(source) > 1 else {}
        for one, other in combinations(sorted(source.keys() & target.keys()), 2):
            old, new = (source[one], source[other]), (target[one], target[other])
            if _are_exchanged(old, new):
                (first, second), (third, fourth) = sorted(each.span for each in old), sorted(each.span for each in new)
                said = phrase(
                    "numbers seem to be exchanged: {old} in the source, {new} in the translation; correct them",
                    old=f"{pair.source[slice(*first)]} … {pair.source[slice(*second)]}",
                    new=f"{pair.target[slice(*third)]} … {pair.target[slice(*fourth)]}",
                )
                yield Finding(
                    check=self.name, severity=Severity.WARNING, said=said, source_span=first, target_span=third
                )
                return


def _may_be(old: Amount, new: Amount, pair: Pair) -> bool:
    """Tell whether two amounts count the same thing."""
    (unit, countries), (other, others) = (old.unit.key, old.unit.countries), (new.unit.key, new.unit.countries)
    if unit != other:
        return False
    plain = load_units()[unit].plain
    if not countries or others or not plain:
        return not countries or not others or not countries.isdisjoint(others)
    return plain in countries or any(may_name(code, pair.target, pair.target_language) for code in countries)


def _only_ones(numbers: tuple[CountedNumber, ...]) -> dict[str, CountedNumber]:
    """Return, of what one number alone counts, that number."""
    often = Counter(number.noun for number in numbers)
    return {number.noun: number for number in numbers if often[number.noun] == 1}


def _are_exchanged(old: tuple[CountedNumber, CountedNumber], new: tuple[CountedNumber, CountedNumber]) -> bool:
    """Tell whether two numbers that count two things in one text count the other one's in the other text."""
    (one, other), (here, there) = ((each[0].values, each[1].values) for each in (old, new))
    return bool(one & there and other & here) and not (one & here or other & there)
