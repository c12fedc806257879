"""Numbers compared by value: 12.5 = ١٢٫٥, 6,000 = ستة آلاف, the 1990s = التسعينيات."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.comparison import (
    VAGUE,
    ComparedText,
    NumberComparison,
    UnmatchedNumber,
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
_DIGITS = re.compile("[0-9]+(?:[.,][0-9]+)*")
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
        yield from self._backwards(found.target)
        missing, added = list(found.missing), list(found.added)
        old, new = (missing, added) if missing and added else (missing + _lost(found), added + _new(found))
        changed = tuple(_pair_up(found, old, new))
        for pair in changed:
            yield self._changed(found, *pair)
        paired = {mention for pair in changed for mention, _ in pair}
        yield from self._in_one_text(found, paired)
        if not changed:
            yield from self._in_words(found, old, new)
        if not missing:
            yield from self._hidden(found.source, found.target)
        if not missing and not added and not found.target.reversed:
            yield from self._seldom(found.source, found.target)

    def _backwards(self, target: ComparedText) -> Iterator[Finding]:
        for span, meant in target.reversed:
            text = target.text[slice(*span)]
            said = phrase('"{text}" is written backwards; write {number}', text=text, number=format(meant, ","))
            yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=span)

    def _changed(self, found: NumberComparison, old: UnmatchedNumber, new: UnmatchedNumber) -> Finding:
        (was, grave), (now, graver) = old, new
        return Finding(
            check=self.name,
            severity=min(grave, graver, key=list(Severity).index),
            said=say_changed(found.source.written(was), found.target.written(now)),
            source_span=was.span,
            target_span=now.span,
        )

    def _in_one_text(self, found: NumberComparison, paired: Collection[WrittenNumber]) -> Iterator[Finding]:
        for mention, severity in found.missing:
            if mention not in paired:
                number = found.source.written(mention)
                said = phrase("the number {number} is not in the translation; add it or correct it", number=number)
                yield Finding(check=self.name, severity=severity, said=said, source_span=mention.span)
        for mention, severity in found.added:
            if mention not in paired:
                number = found.target.written(mention)
                said = phrase("the number {number} is not in the source; correct it or remove it", number=number)
                yield Finding(check=self.name, severity=severity, said=said, target_span=mention.span)

    def _in_words(
        self, found: NumberComparison, old: Sequence[UnmatchedNumber], new: Sequence[UnmatchedNumber]
    ) -> Iterator[Finding]:
        """Yield numbers in words of which not as many are lost as are new, or one that is lost.

        A small one alone may be idiom (at first, on all fours).
        """
        lost = [each for each in old if each not in found.missing]
        if old and new and (lost or len(new) > len(found.added)):
            said = say_changed(_listed(found.source, old), _listed(found.target, new))
            yield Finding(
                check=self.name,
                severity=Severity.WARNING,
                said=said,
                source_span=old[0][0].span,
                target_span=new[0][0].span,
            )
        elif telling := [mention for mention, severity in lost if severity is Severity.ERROR]:
            text = found.source.written(telling[0])
            said = phrase('the number "{text}" seems to be missing; add it', text=text)
            yield Finding(check=self.name, severity=Severity.WARNING, said=said, source_span=telling[0].span)

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


def say_changed(old: str, new: str) -> Message:
    """Say what stands in each of the texts."""
    return phrase('the source says "{old}", the translation "{new}"; correct it', old=old, new=new)


def _lost(found: NumberComparison) -> list[UnmatchedNumber]:
    """Return the numbers in words that the target lacks; one that is no idiom is an error where another is there."""
    return [
        (
            mention,
            Severity.ERROR if min(mention.wholes) >= _TELLING and not mention.wholes & VAGUE else Severity.WARNING,
        )
        for mention in unmatched_words(found.source, found.target)
    ]


def _new(found: NumberComparison) -> list[UnmatchedNumber]:
    return [(mention, Severity.WARNING) for mention in unmatched_words(found.target, found.source)]


def _pair_up(
    found: NumberComparison, old: Sequence[UnmatchedNumber], new: Sequence[UnmatchedNumber]
) -> Iterator[tuple[UnmatchedNumber, UnmatchedNumber]]:
    """Yield numbers that became others: those with the same digits (1.6 billion), the rest in order if as many."""
    old, new = list(old), list(new)
    for each in tuple(old):
        digits = _digits(found.source, each)
        same = next((other for other in new if digits and digits == _digits(found.target, other)), None)
        if same:
            old.remove(each)
            new.remove(same)
            yield each, same
    if len(old) == len(new):
        yield from zip(old, new, strict=True)


def _digits(side: ComparedText, number: UnmatchedNumber) -> str:
    """Return the digits of a number without its scale."""
    found = _DIGITS.search(fold(side.written(number[0])).text)
    return found[0].replace(",", ".") if found else ""


def _listed(side: ComparedText, numbers: Iterable[UnmatchedNumber]) -> str:
    return ", ".join(side.written(mention) for mention, _ in numbers)


def _tells(side: ComparedText, mention: WrittenNumber) -> bool:
    """Tell whether a number is said as often as it is written: no clock, and no 1 or 2 that grammar may hide."""
    return ":" not in side.written(mention) and (not is_small(mention) or is_number_anywhere(side, mention))


def _copied(text: str) -> tuple[Span, ...]:
    """Return the places of addresses and symbols, which have a check of their own."""
    return tuple(item.span for item in find_placeholders(text))


@cache
def _orphans(language: str) -> re.Pattern[str]:
    return re.compile(f"{_ORPHANS}|{number_words(language).data.orphans}")
