"""Amounts: the same number must count the same thing, dollars or euros, per cent or none, days or weeks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.numbers.sums import Values
from pipeline.model import Finding, Pair, Severity, Span

_DATA = Path(__file__).with_name("units.toml")
_SCALE = (
    r"(?:\s?(?:thousand|million|billion|trillion|bn|mn|[mk](?!\w)|الف|الفا|الاف|مليونا?|ملايين|مليارا?|مليارات|بليون))?"
)
_REACH = 36
"""Characters beside a number in which its unit is looked for."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit; ``span`` is the number's."""

    values: Values
    unit: str
    span: Span


@lru_cache(maxsize=1)
def _units() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """Return the units' names, the pattern of what follows a number, and of what comes before it."""
    table = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    after = "|".join(f"(?P<{unit}>{'|'.join(row['after'])})" for unit, row in table.items())
    before = "|".join(f"(?P<{unit}>{'|'.join(row['before'])})" for unit, row in table.items() if row["before"])
    names = {unit: row["name"] for unit, row in table.items()}
    return names, re.compile(rf"{_SCALE}[\s\-]?(?:{after})(?!\w)"), re.compile(rf"(?:{before})\s?$")


@lru_cache(maxsize=64)
def read_amounts(text: str, language: str) -> tuple[Amount, ...]:
    """Return the numbers in digits that have a unit beside them."""
    _, after, before = _units()
    found: list[Amount] = []
    for mention in read_numerals(text, language).mentions:
        start, end = mention.span
        match = before.search(fold(text[max(0, start - 4) : start]).text) or after.match(
            fold(text[end : end + _REACH]).text
        )
        if match:
            found.append(Amount(mention.wholes, match.lastgroup or "", mention.span))
    return tuple(found)


class Amounts:
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
        source = read_amounts(pair.source, pair.source_language)
        target = read_amounts(pair.target, pair.target_language) if source else ()
        names = _units()[0]
        for amount in target:
            same = [other for other in source if other.values & amount.values]
            if same and all(other.unit != amount.unit for other in same) and not _elsewhere(same[0], amount, target):
                ours, theirs = names[amount.unit], names[same[0].unit]
                yield Finding(
                    check=self.name,
                    severity=Severity.WARNING,
                    message=f"{_text(pair, amount)} counts {ours} here, {theirs} in the source; correct it",
                    source_span=same[0].span,
                    target_span=amount.span,
                )


def _text(pair: Pair, amount: Amount) -> str:
    return pair.target[slice(*amount.span)]


def _elsewhere(amount: Amount, unlike: Amount, target: tuple[Amount, ...]) -> bool:
    """Tell whether the target says an amount of the source in another place."""
    return any(other is not unlike and other.unit == amount.unit and other.values & amount.values for other in target)
