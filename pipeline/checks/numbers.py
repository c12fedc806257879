"""Numbers compared by value: 12.5 = ١٢٫٥, 6,000 = ستة آلاف, the 1990s = التسعينيات."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.checks.months import Month, months_in
from pipeline.checks.number_sums import Values
from pipeline.checks.number_words import WORDS, Number
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
    r"\s?(?:%|٪|per ?cent|(?:في|ب)\s?ال?م[ئا]+ة|[ckm]m\b|kg\b|مم|سم|كم|[-\u2010-\u2015:]\s?\d)|(?:st|nd)\b|[a-z](?!\w)"
)
"""What makes one and two numbers that no grammar hides: COVID-2, 2 %, 3-2, Article 1."""
_CODE = re.compile(r"(?:(?<!\bCO)(?<!\b[HNO])(?<=[A-Za-z])|[^\W\d_][-\u2010\u2011])$")
"""What stands before the digits of a code, ACE2 or COVID-2, but not of a gas, CO2."""
_POWER = re.compile(r"(?<![^\W\d_])(?:[ckm]?m|ft|mi|in|[سك]?م|كلم)$")
"""Units whose digit is no number: km2."""
_DATED = (re.compile(r"(?:\d\s?[/.\-\u2010-\u2015]|\bmonth|شهر)\s?$"), re.compile(r"\s?[/.\-\u2010-\u2015]\s?\d"))
"""What stands before or after a number that may be a month: 5/3."""
_ORPHAN = re.compile(
    r"\s(?:(?:st|nd|rd|th|s)(?=\s|[.,;](?:\s|\Z))|[%٪]|(?:at|about|around|until)\s[ap]\.?m\b|-(?=(?:day|week|month|year|hour|minute|degree|met(?:re|er)|mile|foot|acre|page|seat|storey)\b))"
    r"|\b(?:UTC|GMT)[+\-](?!\d)|\(\s?\)|(?<=[(\s])/(?=\d)|(?<=\w)-s\b|(?<=[A-Z])--(?=[a-z])"
    r"|(?<=\d):(?=\s(?:[ap]\.?m\b|صباح|مساء|بالتوقيت|local))"
)
"""What stands around a number, and stands there alone when that is lost: "in the th century", "by %", "mid-s", "()"."""
_TWO: Values = frozenset({2})
_ROMAN = re.compile(r"\b(?:II|I)\b")
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
    language: str
    mentions: tuple[Mention, ...]
    values: Values
    covered: tuple[Span, ...]
    reversed: tuple[tuple[Span, int], ...]
    spelled: tuple[Mention, ...]
    months: tuple[Month, ...]


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
        source = _side(pair.source, pair.source_language, numerals, turned)
        target = _side(pair.target, pair.target_language, numerals[::-1], source.values)
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
                span = match.end() - len(match[0].lstrip()), match.end()
                yield Finding(check=self.name, severity=Severity.WARNING, message=message, target_span=span)

    def _seldom(self, source: _Side, target: _Side) -> Iterator[Finding]:
        """Yield a number that the source writes more often than the target says it."""
        often = Counter(
            mention.wholes
            for mention in source.mentions
            if ":" not in _written(source, mention) and (not _is_small(mention) or _clings(source, mention))
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
    """Tell whether each text says every number of the other, none of them more often than once: most pairs do.

    Where a 1 or 2 stands in digits, their places have to be looked at.
    """
    for one, other in ((source, target), (target, source)):
        if any(map(_is_small, one.mentions)):
            return False
        if not all(mention.said_by(other.values) for mention in (*one.mentions, *one.spelled)):
            return False
    return len({mention.wholes for mention in source.mentions}) == len(source.mentions)


def _side(text: str, language: str, both: tuple[Numerals, Numerals], values: Values) -> _Side:
    """Read one text: ``both`` are its numerals and the other's, ``values`` what its digits may say in reverse."""
    own, other = both
    reversed_ = tuple(_reversed(text, own.values, values)) if own.mentions else ()
    covered = [item.span for item in find_placeholders(text)] if own.mentions else ()
    return _Side(
        text=text,
        language=language_of(language),
        mentions=own.mentions,
        values=own.values.union(_pieces(own, other), (meant for _, meant in reversed_)),
        # Addresses and symbols have a check of their own.
        covered=(*covered, *(span for span, _ in reversed_)),
        reversed=reversed_,
        spelled=own.spelled,
        months=months_in(text, language),
    )


def _pieces(own: Numerals, other: Numerals) -> Iterator[Number]:
    """Yield the pieces of digits that say nothing as a whole: a list (3,4), a date (12.5.2011)."""
    for mention in own.mentions:
        if mention.parts and not mention.wholes & other.values:
            for part in mention.parts:
                yield from part


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
        if _is_said(mention, side, other) or (small and _is_hidden(mention, side, other)):
            continue
        if any(start < mention.span[1] and mention.span[0] < end for start, end in side.covered):
            continue
        mild = small or _counts_paragraph(side, mention) or _is_code(side, mention)
        yield mention, Severity.WARNING if mild else _severity(pair)


def _is_said(mention: Mention, side: _Side, other: _Side) -> bool:
    """Tell whether the other text says a number; 1 and 2 of codes and dates only where they are no other word."""
    if _is_small(mention) and (near := _month_near(side, mention)):
        return _says_day(mention, near, other)
    if mention.said_by(other.values):
        return not (_is_small(mention) and _is_code(side, mention)) or _says_code(mention, other)
    # 5 March may be written 5/3.
    return _may_be_month(side, mention) and any(month.number in mention.wholes for month in other.months)


def _says_day(mention: Mention, near: Month, other: _Side) -> bool:
    if any(mention.wholes & said.wholes for said in other.mentions):
        return True
    if all(month.number != near.number for month in other.months):
        return True
    return any(mention.wholes & said.wholes and _month_near(other, said) for said in other.spelled)


def _says_code(mention: Mention, other: _Side) -> bool:
    return any(mention.said_by(said.wholes) for said in other.mentions) or bool(_ROMAN.search(other.text))


def _may_be_month(side: _Side, mention: Mention) -> bool:
    before, after = _DATED
    start, end = mention.span
    return bool(before.search(side.text, max(0, start - 8), start) or after.match(side.text, end))


def _is_hidden(mention: Mention, side: _Side, other: _Side) -> bool:
    """Tell whether grammar may hide a one or two; English cannot hide an Arabic 2, for it has no dual."""
    explicit = mention.wholes & _TWO and side.language == "ar" and other.language == "en"
    if explicit or _clings(side, mention):
        return bool(_POWER.search(side.text, max(0, mention.span[0] - 3), mention.span[0]))
    return True


def _is_code(side: _Side, mention: Mention) -> bool:
    return bool(_CODE.search(side.text, max(0, mention.span[0] - 3), mention.span[0]))


def _counts_paragraph(side: _Side, mention: Mention) -> bool:
    first = _LIST_NUMBER.match(side.text)
    return first is not None and mention.span[1] <= first.end()


def _unsaid_words(side: _Side, other: _Side) -> list[Mention]:
    """Return the numbers in words that the other text does not say in any way."""
    return [mention for mention in side.spelled if not _is_small(mention) and not mention.said_by(other.values)]


def _is_small(mention: Mention) -> bool:
    return bool(mention.wholes & _SMALL) and max(mention.wholes) <= max(_SMALL)


def _clings(side: _Side, mention: Mention) -> bool:
    """Tell whether a one or two is a number that grammar does not hide."""
    start, end = mention.span
    if _month_near(side, mention):
        return True
    return bool(_CLINGS_BEFORE.search(side.text, max(0, start - 12), start) or _CLINGS_AFTER.match(side.text, end))


def _month_near(side: _Side, mention: Mention) -> Month | None:
    """Return the month whose day a number may be."""
    start, end = mention.span
    for month in side.months:
        first, last = month.span
        if 0 <= first - end <= _MONTH_GAP or 0 <= start - last <= _MONTH_GAP:
            return month
    return None


@lru_cache(maxsize=64)
def _is_rtl(language: str) -> bool:
    return direction(language) == "rtl"


def _severity(pair: Pair) -> Severity:
    """Return error where number words of both languages are known; elsewhere a number may be there in words."""
    known = {language_of(pair.source_language), language_of(pair.target_language)} <= WORDS.keys()
    return Severity.ERROR if known else Severity.WARNING


def _written(side: _Side, mention: Mention) -> str:
    return side.text[slice(*mention.span)]
