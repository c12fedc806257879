"""Read what numbers count or stand beside: units, the killed and the injured, from and to, a day of May, an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages.dates import Month, months_in
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.amounts import read_amounts
from pipeline.languages.numbers.numerals import WrittenNumber, read_numerals
from pipeline.languages.numbers.words import Values
from pipeline.languages.sections import NEVER, CountedNouns
from pipeline.model import Span

_REACH = 60
"""Characters before and after a number in which its noun is looked for."""
_MONTH_GAP, _LAST_DAY = 4, 31
"""Characters between a day and its month: 2nd of May."""
_CODE = re.compile(r"[^\W\d_]-$")


@dataclass(frozen=True, slots=True)
class CountedNumber:
    """A number and the key of what it counts; both stand at ``span``."""

    values: Values
    noun: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Noun:
    before: re.Pattern[str]
    after: re.Pattern[str]


@cache
def _nouns(language: str) -> dict[str, _Noun]:
    """Return the patterns of each noun; the empty key has those of any noun, a quick test."""
    nouns = facts(language).counted.nouns
    befores, afters = ([sides[at] for sides in nouns.values() if sides[at]] for at in (0, 1))
    rows = {"": ("|".join(befores), "|".join(afters)), **nouns}
    return {key: _compile(*sides, facts(language).counted) for key, sides in rows.items()}


def _compile(before: str, after: str, known: CountedNouns) -> _Noun:
    return _Noun(
        re.compile(rf"(?<!\w)(?:{before or NEVER})[\s:]+(?:(?:{known.about})\s)*$"),
        re.compile(rf"\s(?:(?!{known.apart})[^\W\d_]+\s){{0,2}}?(?:{after or NEVER})(?!\w)"),
    )


@lru_cache(maxsize=64)
def read_counted(text: str, language: str) -> tuple[CountedNumber, ...]:
    """Return the numbers that count something known, in order."""
    language = language_of(language)
    numerals, months = read_numerals(text, language), months_in(text, language)
    found = [CountedNumber(amount.values, amount.unit.key, amount.span) for amount in read_amounts(text, language)]
    for mention in (*numerals.mentions, *numerals.spelled):
        start, end = mention.span
        for noun, (before, after) in _beside(text[max(0, start - _REACH) : start], text[end : end + _REACH], language):
            found.append(CountedNumber(mention.wholes, noun, (start - before, end + after)))
        found += _days(text, mention, months)
    return tuple(sorted(found, key=lambda each: each.span))


def _beside(head: str, tail: str, language: str) -> Iterator[tuple[str, Span]]:
    """Yield the nouns beside a number between two texts, each with how far it reaches before and after it."""
    before, after = fold(head), fold(tail)
    if _CODE.search(before.text):
        yield "code", (2, 0)
    nouns = _nouns(language)
    has_before, has_after = nouns[""].before.search(before.text), nouns[""].after.match(after.text)
    for key, noun in nouns.items() if has_before or has_after else ():
        first = noun.before.search(before.text) if has_before and key else None
        last = noun.after.match(after.text) if has_after and key else None
        if first or last:
            reach = len(head) - before.span(*first.span())[0] if first else 0
            yield key, (reach, after.span(*last.span())[1] if last else 0)


def _days(text: str, mention: WrittenNumber, months: tuple[Month, ...]) -> Iterator[CountedNumber]:
    start, end = mention.span
    for month in months if max(mention.wholes, default=0) <= _LAST_DAY else ():
        span = min(start, month.span[0]), max(end, month.span[1])
        between = text[min(end, month.span[1]) : max(start, month.span[0])]
        if len(between) <= _MONTH_GAP and "," not in between:
            yield CountedNumber(mention.wholes, f"month {month.number}", span)
