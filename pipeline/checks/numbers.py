"""Numbers compared by value: 12.5 = ١٢٫٥, 6,000 = ستة آلاف, the 1990s = التسعينيات."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.checks.months import months_in
from pipeline.checks.number_sums import Values
from pipeline.checks.number_words import WORDS
from pipeline.checks.numerals import Mention, Numerals, backwards, read_numerals
from pipeline.checks.placeholders import find_placeholders
from pipeline.locales import direction, language_of
from pipeline.model import Finding, Pair, Severity, Span

_SMALL: Values = frozenset({1, 2})
"""One and two may vanish into Arabic grammar (singular, dual) or come out of it."""
_CLINGS_BEFORE = re.compile(
    r"(?:[^\W\d_][-\u2010-\u2015]?|\d\s?[-\u2010-\u2015:]\s?|"
    r"(?:\b(?:[Ff]igure|[Tt]able|[Aa]rticle|[Cc]hapter|[Tt]ype|[Pp]hase|[Ss]ection|[Ll]evel|[Gg]roup|[Cc]hannel|No\.)|شكل|جدول|مادة|فصل|نوع|مرحلة|قسم|مستوى|قناة|رقم)\s)$"
)
_CLINGS_AFTER = re.compile(
    r"\s?(?:%|٪|per ?cent|(?:في|ب)\s?ال?م[ئا]+ة|[ckm]m\b|kg\b|مم|سم|كم|[-\u2010-\u2015:]\s?\d)|(?:st|nd)\b"
)
"""What makes one and two numbers that no grammar hides: COVID-2, 2 %, 3-2, Article 1."""
_ORPHAN = re.compile(
    r"\s(?:(?:st|nd|rd|th|s)(?=\s|[.,;](?:\s|\Z))|[%٪]|(?:at|about|around|until)\s[ap]\.?m\b)|\b(?:UTC|GMT)[+\-](?!\d)"
)
"""What stands behind a number, and stands there alone when that is lost: "in the th century", "by %"."""
_TELLING = 5
"""From here on a number in words is a count, no idiom; it must be said."""
_VAGUE: Values = frozenset({12, 100, 1000, 10**6, 10**9, 10**12})
"""Dozens, hundreds, thousands: these may also be said as "many"."""
_MONTH_GAP = 4
"""Characters between a day and its month: "1 May", "2nd of May"."""
_LIST_NUMBER = re.compile(r"\s*[(\[]?\d{1,3}\s?(?:[.)\]](?!\d)|[-–—](?!\d))")
"""A number that counts paragraphs; editors drop and add those (12. text, 12 - text)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of the two texts: its numbers, what they say, and where digits are not to be compared."""

    text: str
    mentions: tuple[Mention, ...]
    values: Values
    covered: tuple[Span, ...]
    reversed: tuple[tuple[Span, int], ...]
    spelled: tuple[Mention, ...]
    months: tuple[Span, ...]


class Numbers:
    """Compares the numbers of both texts."""

    name = "numbers"
    title = "Numbers"
    explanation = (
        "Every number written in digits must have the same value in the translation, in any digits or in words, and "
        "the translation must not add numbers. 6,000 written as 000 6 is backwards: type the digits in reading order."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield numbers written backwards, then missing ones, then added ones."""
        numerals = read_numerals(pair.source, pair.source_language), read_numerals(pair.target, pair.target_language)
        yield from self._orphans(pair)
        if _agree(*numerals):
            return
        # Only right-to-left sources are known to hold numbers backwards (UN documents); they are no finding.
        turned = numerals[1].values if _is_rtl(pair.source_language) else frozenset()
        source = _side(pair.source, pair.source_language, numerals[0], turned)
        target = _side(pair.target, pair.target_language, numerals[1], source.values)
        for span, meant in target.reversed:
            message = f'"{pair.target[slice(*span)]}" is written backwards; write {meant:,}'
            yield Finding(check=self.name, severity=Severity.ERROR, message=message, target_span=span)
        missing, added = list(_unsaid(source, target, pair)), list(_unsaid(target, source, pair))
        for mention, severity in missing:
            message = f"the number {_written(source, mention)} is not in the translation; add it or correct it"
            yield Finding(check=self.name, severity=severity, message=message, source_span=mention.span)
        if not missing and len(added) == 1 and _counts_paragraph(target, added[0][0]):
            added = [(added[0][0], Severity.INFO)]
        for mention, severity in added:
            message = f"the number {_written(target, mention)} is not in the source; correct it or remove it"
            yield Finding(check=self.name, severity=severity, message=message, target_span=mention.span)
        if not missing or not added:
            yield from self._in_words(source, target, missing=bool(missing), added=bool(added))
        if not missing and not added and not target.reversed:
            yield from self._seldom(source, target)

    def _in_words(self, source: _Side, target: _Side, *, missing: bool, added: bool) -> Iterator[Finding]:
        """Yield a number in words that became another, or one that is lost.

        A small one alone may be idiom (at first, on all fours); one lost and another there is a change.
        """
        lost, new = _unsaid_words(source, target), _unsaid_words(target, source)
        telling = [mention for mention in lost if min(mention.wholes) >= _TELLING and not mention.wholes & _VAGUE]
        changed = (lost or missing) and (new or added) and (lost or new)
        if not changed and not telling:
            return
        first = (lost if changed else telling)[:1]
        old = f'"{_written(source, first[0])}"' if first else "a number of the source"
        if changed:
            became = f'"{_written(target, new[0])}"' if new else "another"
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
                span = match.start() + 1, match.end()
                yield Finding(check=self.name, severity=Severity.WARNING, message=message, target_span=span)

    def _seldom(self, source: _Side, target: _Side) -> Iterator[Finding]:
        """Yield a number that the source writes more often than the target says it."""
        often = Counter(
            mention.wholes
            for mention in source.mentions
            if not mention.parts and (not _is_small(mention) or _clings(source, mention))
        )
        for wholes, count in often.items():
            if count < 2:  # noqa: PLR2004 - more than once
                continue
            said = sum(bool(wholes & other.wholes) for other in (*target.mentions, *target.spelled))
            if 0 < said < count:
                first = next(mention for mention in source.mentions if mention.wholes == wholes)
                message = f"the number {_written(source, first)} stands there {count} times, here {said}; is one lost?"
                yield Finding(check=self.name, severity=Severity.WARNING, message=message, source_span=first.span)


def _agree(source: Numerals, target: Numerals) -> bool:
    """Tell whether each text says every number of the other, none of them more often than once: most pairs do."""
    for one, other in ((source, target), (target, source)):
        if not all(mention.said_by(other.values) for mention in (*one.mentions, *one.spelled)):
            return False
    return len({mention.wholes for mention in source.mentions}) == len(source.mentions)


def _side(text: str, language: str, numerals: Numerals, other: Values) -> _Side:
    reversed_ = tuple(_reversed(text, numerals.values, other)) if numerals.mentions else ()
    months = months_in(text, language)
    covered = [item.span for item in find_placeholders(text)] if numerals.mentions else ()
    return _Side(
        text=text,
        mentions=numerals.mentions,
        # 5 March may be written 5/3.
        values=numerals.values.union((month.number for month in months), (meant for _, meant in reversed_)),
        # Addresses and symbols have a check of their own.
        covered=(*covered, *(span for span, _ in reversed_)),
        reversed=reversed_,
        spelled=numerals.spelled,
        months=tuple(month.span for month in months),
    )


def _reversed(text: str, own: Values, other: Values) -> Iterator[tuple[Span, int]]:
    """Yield groups of digits that are right only when read in reverse, with the value meant."""
    for span, meant, stands in backwards(text) if other else ():
        # A list of numbers that the other text has as well (500, 22) is no mistake.
        if meant in other and meant not in own and stands not in other:
            yield span, meant


def _unsaid(side: _Side, other: _Side, pair: Pair) -> Iterator[tuple[Mention, Severity]]:
    """Yield the numbers of one text that the other does not say, with how bad that is."""
    for mention in side.mentions:
        small = _is_small(mention)
        if mention.said_by(other.values) or (small and not _clings(side, mention)):
            continue
        if any(start < mention.span[1] and mention.span[0] < end for start, end in side.covered):
            continue
        yield mention, Severity.WARNING if small or _counts_paragraph(side, mention) else _severity(pair)


def _counts_paragraph(side: _Side, mention: Mention) -> bool:
    first = _LIST_NUMBER.match(side.text)
    return first is not None and mention.span[1] <= first.end()


def _unsaid_words(side: _Side, other: _Side) -> list[Mention]:
    """Return the numbers in words that the other text does not say in any way."""
    return [mention for mention in side.spelled if not _is_small(mention) and not mention.said_by(other.values)]


def _is_small(mention: Mention) -> bool:
    return mention.wholes <= _SMALL


def _clings(side: _Side, mention: Mention) -> bool:
    """Tell whether a one or two is a number that grammar does not hide."""
    start, end = mention.span
    if any(0 <= month[0] - end <= _MONTH_GAP or 0 <= start - month[1] <= _MONTH_GAP for month in side.months):
        return True
    return bool(_CLINGS_BEFORE.search(side.text, max(0, start - 12), start) or _CLINGS_AFTER.match(side.text, end))


@lru_cache(maxsize=64)
def _is_rtl(language: str) -> bool:
    return direction(language) == "rtl"


def _severity(pair: Pair) -> Severity:
    """Return error where number words of both languages are known; elsewhere a number may be there in words."""
    known = {language_of(pair.source_language), language_of(pair.target_language)} <= WORDS.keys()
    return Severity.ERROR if known else Severity.WARNING


def _written(side: _Side, mention: Mention) -> str:
    return side.text[slice(*mention.span)]
