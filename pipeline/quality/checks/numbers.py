"""Numbers compared by value: 12.5 = ١٢٫٥, 6,000 = ستة آلاف, the 1990s = التسعينيات."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from pipeline.languages.locales import language_of
from pipeline.languages.numbers.comparison import (
    VAGUE,
    ComparedText,
    NumberComparison,
    compare_numbers,
    is_in_doubt,
    is_number_anywhere,
    is_small,
    read_text,
    unmatched_words,
)
from pipeline.languages.numbers.digits import have_same_digits
from pipeline.languages.numbers.numerals import WrittenNumber
from pipeline.languages.numbers.words import number_words
from pipeline.model import Finding, Message, Pair, Severity, Span, phrase
from pipeline.translate.placeholders import find_placeholders, without_copied

_ORPHANS = r"(?<!\d)\s[%٪]|\b(?:UTC|GMT)[+\-](?!\d)|\(\s?\)|(?<=[(\s])/(?=\d)|(?<=\s):(?=\d)"
"""What stands around a number in any language, and stands there alone when that is lost: "by %", "()"."""
_TELLING = 5
"""From here on a number in words is a count, no idiom; it must be said."""


class NumbersCheck:
    """Compares the numbers of both texts."""

    name = "numbers"
    title = "Numbers"
    explanation = (
        "Every number written in digits must have the same value in the translation, in any digits or in words, and "
        "the translation must not add numbers. 6,000 written as 000 6 is backwards: type the digits in reading order."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield numbers written backwards, then missing ones, then added ones, then those that may be missing."""
        if have_same_digits(pair.source, pair.source_language, pair.target, pair.target_language):
            return
        source = read_text(pair.source, pair.source_language)
        target = read_text(pair.target, pair.target_language)
        if not source.numerals.values <= target.numerals.values:
            yield from self._orphans(pair)
        yield from self._compared(compare_numbers(source, target, _copied))

    def _compared(self, found: NumberComparison) -> Iterator[Finding]:
        source, target, missing, added = found.source, found.target, found.missing, found.added
        yield from self._wrong(found)
        if not missing or not added:
            yield from self._in_words(source, target, missing=bool(missing), added=bool(added))
        if not missing:
            yield from self._hidden(source, target)
        if not missing and not added and not target.reversed:
            yield from self._seldom(source, target)

    def _wrong(self, found: NumberComparison) -> Iterator[Finding]:
        source, target = found.source, found.target
        for span, meant in target.reversed:
            text = target.text[slice(*span)]
            said = phrase('"{text}" is written backwards; write {number}', text=text, number=format(meant, ","))
            yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=span)
        for mention, severity in found.missing:
            number = source.written(mention)
            said = phrase("the number {number} is not in the translation; add it or correct it", number=number)
            yield Finding(check=self.name, severity=severity, said=said, source_span=mention.span)
        for mention, severity in found.added:
            number = target.written(mention)
            said = phrase("the number {number} is not in the source; correct it or remove it", number=number)
            yield Finding(check=self.name, severity=severity, said=said, target_span=mention.span)

    def _in_words(self, source: ComparedText, target: ComparedText, *, missing: bool, added: bool) -> Iterator[Finding]:
        """Yield a number in words that changed or is lost.

        A small one alone may be idiom (at first, on all fours); one lost and another there is a change, and an error
        where nothing else differs.
        """
        lost, new = unmatched_words(source, target), unmatched_words(target, source)
        telling = [mention for mention in lost if min(mention.wholes) >= _TELLING and not mention.wholes & VAGUE]
        changed = (lost or missing) and (new or added) and (lost or new)
        if not changed and not telling:
            return
        first = (lost if changed else telling)[:1]
        old, became = source.written(first[0]) if first else "", target.written(new[0]) if new else ""
        said = phrase('the number "{text}" seems to be missing; add it', text=old)
        if changed:
            said = _changed(old, became)
        certain = len(lost) == len(new) == 1 and not missing and not added and bool(telling)
        yield Finding(
            check=self.name,
            severity=Severity.ERROR if certain else Severity.WARNING,
            said=said,
            source_span=first[0].span if first else None,
            target_span=new[0].span if changed and new else None,
        )

    def _orphans(self, pair: Pair) -> Iterator[Finding]:
        known = _orphans(language_of(pair.source_language))
        for match in _orphans(language_of(pair.target_language)).finditer(without_copied(pair.target)):
            if not known.search(pair.source):
                said = phrase('a number seems to be missing before "{mark}"; add it', mark=match[0].strip())
                span = match.end() - len(match[0].lstrip()), match.end()
                yield Finding(check=self.name, severity=Severity.WARNING, said=said, target_span=span)

    def _hidden(self, source: ComparedText, target: ComparedText) -> Iterator[Finding]:
        """Yield a one or two in digits that only the grammar of the target can express."""
        for mention in source.mentions:
            if is_in_doubt(mention, source, target):
                number = source.written(mention)
                said = phrase("the number {number} is not in the translation; does its grammar say it?", number=number)
                yield Finding(check=self.name, severity=Severity.INFO, said=said, source_span=mention.span)
                return

    def _seldom(self, source: ComparedText, target: ComparedText) -> Iterator[Finding]:
        """Yield a number that the source writes more often than the target says it; of a 1 or 2 it is a remark."""
        often = Counter(mention.wholes for mention in source.mentions)
        for wholes, count in often.items():
            again = (*target.mentions, *target.spelled) if count > 1 else ()
            times = sum(bool(wholes & other.wholes) for other in again)
            if not 0 < times < count:
                continue
            mentions = [mention for mention in source.mentions if mention.wholes == wholes]
            telling = sum(_tells(source, mention) for mention in mentions) > times
            yield Finding(
                check=self.name,
                severity=Severity.WARNING if telling else Severity.INFO,
                said=phrase(
                    "the number {number} stands there {often} times, here {times}; is one lost?",
                    number=source.written(mentions[0]),
                    often=str(count),
                    times=str(times),
                ),
                source_span=mentions[0].span,
            )


def _changed(old: str, new: str) -> Message:
    if not old:
        return phrase('a number of the source seems to have become "{new}"; correct it', new=new)
    if not new:
        return phrase('"{old}" seems to have become another; correct it', old=old)
    return phrase('"{old}" seems to have become "{new}"; correct it', old=old, new=new)


def _tells(side: ComparedText, mention: WrittenNumber) -> bool:
    """Tell whether a number is said as often as it is written: no clock, and no 1 or 2 that grammar may hide."""
    return ":" not in side.written(mention) and (not is_small(mention) or is_number_anywhere(side, mention))


def _copied(text: str) -> tuple[Span, ...]:
    """Return the places of addresses and symbols, which have a check of their own."""
    return tuple(item.span for item in find_placeholders(text))


@cache
def _orphans(language: str) -> re.Pattern[str]:
    return re.compile(f"{_ORPHANS}|{number_words(language).data.orphans}")
