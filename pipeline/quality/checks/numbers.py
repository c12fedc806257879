"""Numbers compared by value: 12.5 = ١٢٫٥, 6,000 = ستة آلاف, the 1990s = التسعينيات."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from pipeline.languages.locales import direction, language_of
from pipeline.languages.numbers.numerals import Mention, Numerals, read_numerals
from pipeline.languages.numbers.sums import Values
from pipeline.languages.numbers.words import WORDS
from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.number_sides import (
    Side,
    clings,
    is_code,
    is_hidden,
    is_in_doubt,
    is_said,
    is_small,
    read_side,
)

_ORPHAN = re.compile(
    r"\s(?:(?:st|nd|rd|th|s)(?=\s|[.,;](?:\s|\Z))|[%٪]|(?:at|about|around|until)\s[ap]\.?m\b|-(?=(?:day|week|month|year|hour|minute|degree|met(?:re|er)|mile|foot|acre|page|seat|storey)\b))"
    r"|\b(?:UTC|GMT)[+\-](?!\d)|\(\s?\)|(?<=[(\s])/(?=\d)|(?<=\w)-s\b|(?<=[A-Z])--(?=[a-z])"
    r"|\bالـ(?=\s[^\W\d])|(?<=\s):(?=\d)"
    r"|(?<=\d):(?=\s(?:[ap]\.?m\b|صباح|مساء|بالتوقيت|local))"
)
"""What stands around a number, and stands there alone when that is lost: "in the th century", "by %", "mid-s", "()"."""
_TELLING = 5
"""From here on a number in words is a count, no idiom; it must be said."""
_VAGUE: Values = frozenset({12, 100, 1000, 10**6, 10**9, 10**12})
"""Dozens, hundreds, thousands: these may also be said as "many"."""
_LIST_NUMBER = re.compile(r"\s*[(\[]?\d{1,3}\s?(?:[.)\]](?!\d)|[-–—](?!\d))")
"""A number that counts paragraphs; editors drop and add those (12. text, 12 - text)."""
_Unsaid = tuple[Mention, Severity]


class Numbers:
    """Compares the numbers of both texts."""

    name = "numbers"
    title = "Numbers"
    explanation = (
        "Every number written in digits must have the same value in the translation, in any digits or in words, and "
        "the translation must not add numbers. 6,000 written as 000 6 is backwards: type the digits in reading order."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield numbers written backwards, then missing ones, then added ones, then those that may be missing."""
        numerals = read_numerals(pair.source, pair.source_language), read_numerals(pair.target, pair.target_language)
        if not numerals[0].values <= numerals[1].values:
            yield from self._orphans(pair)
        if _agree(*numerals):
            return
        # Only right-to-left sources are known to hold numbers backwards (UN documents); they are no finding.
        turned = numerals[1].values if _is_rtl(pair.source_language) else frozenset()
        source = read_side(pair.source, pair.source_language, numerals, turned)
        target = read_side(pair.target, pair.target_language, numerals[::-1], source.values)
        missing, added = list(_unsaid(source, target, pair)), list(_unsaid(target, source, pair))
        yield from self._wrong(source, target, missing, added)
        if not missing or not added:
            yield from self._in_words(source, target, missing=bool(missing), added=bool(added))
        if not missing:
            yield from self._hidden(source, target)
        if not missing and not added and not target.reversed:
            yield from self._seldom(source, target)

    def _wrong(self, source: Side, target: Side, missing: list[_Unsaid], added: list[_Unsaid]) -> Iterator[Finding]:
        for span, meant in target.reversed:
            message = f'"{target.text[slice(*span)]}" is written backwards; write {meant:,}'
            yield Finding(check=self.name, severity=Severity.ERROR, message=message, target_span=span)
        for mention, severity in missing:
            message = f"the number {source.written(mention)} is not in the translation; add it or correct it"
            yield Finding(check=self.name, severity=severity, message=message, source_span=mention.span)
        for mention, severity in added:
            message = f"the number {target.written(mention)} is not in the source; correct it or remove it"
            yield Finding(check=self.name, severity=severity, message=message, target_span=mention.span)

    def _in_words(self, source: Side, target: Side, *, missing: bool, added: bool) -> Iterator[Finding]:
        """Yield a number in words that became another, or one that is lost.

        A small one alone may be idiom (at first, on all fours); one lost and another there is a change.
        """
        lost, new = _unsaid_words(source, target), _unsaid_words(target, source)
        telling = [mention for mention in lost if min(mention.wholes) >= _TELLING and not mention.wholes & _VAGUE]
        changed = (lost or missing) and (new or added) and (lost or new)
        if not changed and not telling:
            return
        first = (lost if changed else telling)[:1]
        old = f'"{source.written(first[0])}"' if first else "a number of the source"
        if changed:
            became = f'"{target.written(new[0])}"' if new else "another"
            message = f"{old} seems to have become {became}; correct it"
        else:
            message = f"the number {old} seems to be missing; add it"
        yield Finding(
            check=self.name,
            severity=Severity.WARNING,
            message=message,
            source_span=first[0].span if first else None,
            target_span=new[0].span if changed and new else None,
        )

    def _orphans(self, pair: Pair) -> Iterator[Finding]:
        for match in _ORPHAN.finditer(pair.target):
            if not _ORPHAN.search(pair.source):
                message = f'a number seems to be missing before "{match[0].strip()}"; add it'
                span = match.end() - len(match[0].lstrip()), match.end()
                yield Finding(check=self.name, severity=Severity.WARNING, message=message, target_span=span)

    def _hidden(self, source: Side, target: Side) -> Iterator[Finding]:
        """Yield a one or two in digits that only the grammar of the target can say."""
        for mention in source.mentions:
            if is_in_doubt(mention, source, target):
                message = f"the number {source.written(mention)} is not in the translation; does its grammar say it?"
                yield Finding(check=self.name, severity=Severity.INFO, message=message, source_span=mention.span)
                return

    def _seldom(self, source: Side, target: Side) -> Iterator[Finding]:
        """Yield a number that the source writes more often than the target says it; of a 1 or 2 it is a remark."""
        often = Counter(mention.wholes for mention in source.mentions)
        for wholes, count in often.items():
            said = sum(bool(wholes & other.wholes) for other in (*target.mentions, *target.spelled)) if count > 1 else 0
            if not 0 < said < count:
                continue
            mentions = [mention for mention in source.mentions if mention.wholes == wholes]
            number = source.written(mentions[0])
            telling = sum(_tells(source, mention) for mention in mentions) > said
            yield Finding(
                check=self.name,
                severity=Severity.WARNING if telling else Severity.INFO,
                message=f"the number {number} stands there {count} times, here {said}; is one lost?",
                source_span=mentions[0].span,
            )


def _tells(side: Side, mention: Mention) -> bool:
    """Tell whether a number is said as often as it is written: no clock, and no 1 or 2 that grammar may hide."""
    return ":" not in side.written(mention) and (not is_small(mention) or clings(side, mention))


def _agree(source: Numerals, target: Numerals) -> bool:
    """Tell whether each text says every number of the other, none of them more often than once: most pairs do.

    Where a 1 or 2 stands in digits, their places have to be looked at.
    """
    for one, other in ((source, target), (target, source)):
        if any(map(is_small, one.mentions)):
            return False
        if not all(mention.said_by(other.values) for mention in (*one.mentions, *one.spelled)):
            return False
    return len({mention.wholes for mention in source.mentions}) == len(source.mentions)


def _unsaid(side: Side, other: Side, pair: Pair) -> Iterator[_Unsaid]:
    """Yield the numbers of one text that the other does not say, with how bad that is."""
    for mention in side.mentions:
        small = is_small(mention)
        if is_said(mention, side, other) or (small and is_hidden(mention, side, other)):
            continue
        if any(start < mention.span[1] and mention.span[0] < end for start, end in side.covered):
            continue
        if _counts_paragraph(side, mention):
            yield mention, Severity.WARNING if _LIST_NUMBER.match(other.text) else Severity.INFO
        else:
            yield mention, Severity.WARNING if small or is_code(side, mention) else _severity(pair)


def _counts_paragraph(side: Side, mention: Mention) -> bool:
    first = _LIST_NUMBER.match(side.text)
    return first is not None and mention.span[1] <= first.end()


def _unsaid_words(side: Side, other: Side) -> list[Mention]:
    """Return the numbers in words that the other text does not say in any way."""
    return [mention for mention in side.spelled if not is_small(mention) and not mention.said_by(other.values)]


@lru_cache(maxsize=64)
def _is_rtl(language: str) -> bool:
    return direction(language) == "rtl"


def _severity(pair: Pair) -> Severity:
    """Return error where number words of both languages are known; elsewhere a number may be there in words."""
    known = {language_of(pair.source_language), language_of(pair.target_language)} <= WORDS.keys()
    return Severity.ERROR if known else Severity.WARNING
