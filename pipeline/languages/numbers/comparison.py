"""Compare the numbers of two texts: find those in one text only; grammar may express a one or a two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages.dates import Month, months_in
from pipeline.languages.locales import direction, language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.digits import SPACES
from pipeline.languages.numbers.numerals import Numerals, WrittenNumber, read_numerals
from pipeline.languages.numbers.words import Number, Values, number_words
from pipeline.languages.polarity import read_polarity
from pipeline.model import Severity, Span

_SMALL: Values = frozenset({0, 1, 2})
"""One and two may vanish into grammar (singular, dual) or come out of it, and zero into other words (today)."""
_TWO: Values = frozenset({2})
_ZERO: Values = frozenset({0})
_CLINGS_BEFORE = r"[^\W\d_][-\u2010-\u2015]?|\d\s?[-\u2010-\u2015:]\s?"
_CLINGS_AFTER = r"\s?(?:%|٪|[ckm]m\b|kg\b|[-\u2010-\u2015:]\s?\d)|[a-z](?!\w)"
"""What keeps one and two as numbers in every language: COVID-2, 2 %, 3-2."""
_CODE = re.compile(r"(?:(?<!\bCO)(?<!\b[HNO])(?<=[A-Za-z])|[^\W\d_][-\u2010\u2011])$")
"""What stands before the digits of a code, ACE2 or COVID-2, but not of a gas, CO2."""
_POWER = re.compile(r"(?<![^\W\d_])(?:[ckm]?m|ft|mi|in|[سك]?م|كلم)$")
"""Units whose digit is no number: km2."""
_DATED_BEFORE = r"\d\s?[/.\-\u2010-\u2015]"
_DATED_AFTER = re.compile(r"\s?[/.\-\u2010-\u2015]\s?\d")
"""What stands before or after a number that may be a month: 5/3."""
_ROMAN = re.compile(r"\b(?:II|I)\b")
_LIST_NUMBER = re.compile(r"\s*[(\[]?\d{1,3}\s?(?:[.)\]](?!\d)|[-–—](?!\d))")
"""A number that counts paragraphs; editors drop and add those (12. text, 12 - text)."""
_BACKWARDS = re.compile(
    rf"(?<![\d.,])(?<!\d[{SPACES}])\d{{3}}(?:[{SPACES},]\d{{3}}){{0,6}}[{SPACES},]\d{{1,3}}(?![\d]|[.,{SPACES}]\d)"
)
_MONTH_GAP = 4
"""Characters between a day and its month: "1 May", "2nd of May"."""
UnmatchedNumber = tuple[WrittenNumber, Severity]


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What a language's data say of its ones and twos, compiled."""

    known: bool
    """Whether its number words are known."""
    before: re.Pattern[str]
    after: re.Pattern[str]
    month_before: re.Pattern[str]
    dual: re.Pattern[str] | None


@cache
def _grammar(language: str) -> _Grammar:
    data = number_words(language).data
    return _Grammar(
        known=bool(data.words),
        before=re.compile(rf"(?:{_CLINGS_BEFORE}|{data.clings_before})$"),
        after=re.compile(f"{_CLINGS_AFTER}|{data.clings_after}"),
        month_before=re.compile(rf"(?:{_DATED_BEFORE}|{data.month_before})\s?$"),
        dual=re.compile(data.dual) if data.dual else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedText:
    """One of the two texts: its numbers, their values, and the places where digits are not compared."""

    text: str
    grammar: _Grammar
    mentions: tuple[WrittenNumber, ...]
    values: Values
    covered: tuple[Span, ...]
    reversed: tuple[tuple[Span, int], ...]
    """Digits that are right only when read in reverse, with the number meant."""
    spelled: tuple[WrittenNumber, ...]
    months: tuple[Month, ...]
    negates: bool
    """Whether it has a negation, which may say a zero: no casualties."""

    def written(self, mention: WrittenNumber) -> str:
        """Return a number as it is written here."""
        return self.text[slice(*mention.span)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberComparison:
    """Two texts whose numbers may differ: the numbers in digits that are missing or added, with a severity."""

    source: ComparedText
    target: ComparedText
    missing: tuple[UnmatchedNumber, ...]
    added: tuple[UnmatchedNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberText:
    """A text, its language, and its numbers."""

    text: str
    language: str
    numerals: Numerals


def read_text(text: str, language: str) -> NumberText:
    """Read the numbers of a text."""
    return NumberText(text=text, language=language, numerals=read_numerals(text, language))


def compare_numbers(
    source: NumberText, target: NumberText, copied: Callable[[str], Iterable[Span]]
) -> NumberComparison:
    """Return where the numbers of two texts may differ.

    :param copied: returns the places of a text whose digits are copied with what they stand in: addresses, symbols
    """
    both = source.numerals, target.numerals
    # Only right-to-left sources are known to hold numbers backwards (UN documents); they are no finding.
    turned = both[1].values if _is_rtl(source.language) else frozenset()
    own = _read_side(source, both[1], turned, copied)
    other = _read_side(target, both[0], own.values if _is_rtl(target.language) else frozenset(), copied)
    # Where number words are not known, a number that is missing may be said in words, unless another one stands there.
    known = own.grammar.known and other.grammar.known
    certain = known or (any(_unmatched(own, other)) and any(_unmatched(other, own)))
    error = Severity.ERROR if certain else Severity.WARNING
    missing, added = tuple(_unmatched(own, other, error)), tuple(_unmatched(other, own, error))
    return NumberComparison(source=own, target=other, missing=missing, added=added)


@lru_cache(maxsize=64)
def _is_rtl(language: str) -> bool:
    return direction(language) == "rtl"


def _read_side(
    text: NumberText, other: Numerals, values: Values, copied: Callable[[str], Iterable[Span]]
) -> ComparedText:
    """Read one text against the other's numerals: ``values`` are what its digits may say in reverse."""
    own = text.numerals
    reversed_ = tuple(_reversed(text.text, own.values, values)) if own.mentions else ()
    return ComparedText(
        text=text.text,
        grammar=_grammar(language_of(text.language)),
        mentions=own.mentions,
        values=own.values.union(_pieces(own, other), (meant for _, meant in reversed_)),
        covered=(*(copied(text.text) if own.mentions else ()), *(span for span, _ in reversed_)),
        reversed=reversed_,
        spelled=own.spelled,
        months=months_in(text.text, text.language),
        negates=_negates(text.text, text.language),
    )


def _negates(text: str, language: str) -> bool:
    polarity = read_polarity(text, language)
    return polarity is not None and any(mark.is_negation for mark in polarity.marks)


def _pieces(own: Numerals, other: Numerals) -> Iterator[Number]:
    """Yield the parts of digits that make no number together: a list (3,4), a date (12.5.2011)."""
    for mention in own.mentions:
        if mention.parts and not mention.wholes & other.values:
            for part in mention.parts:
                yield from part


def _reversed(text: str, own: Values, other: Values) -> Iterator[tuple[Span, int]]:
    """Yield groups of digits that are right only when read in reverse, with the value meant."""
    for span, meant, stands in _backwards(text) if other else ():
        # A list of numbers that the other text has as well (500, 22) is no mistake.
        if meant in other and meant not in own and stands not in other:
            yield span, meant


def _backwards(text: str) -> Iterator[tuple[Span, int, int]]:
    """Yield groups of digits that stand in reverse order, as ``000 6`` for 6,000, with both values.

    Whether 500 22 means 22,500 depends on the source. The values are the number in the right order, then the
    number as it stands there (zero if its groups make no number).
    """
    folded = fold(text)
    for match in _BACKWARDS.finditer(folded.text):
        groups = re.findall(r"\d+", match[0])
        meant = "".join(reversed(groups))
        stands = "".join(groups) if len(groups[-1]) == len(groups[0]) and groups[0] != "000" else "0"
        yield folded.span(*match.span()), int(meant), int(stands)


def _unmatched(side: ComparedText, other: ComparedText, error: Severity = Severity.ERROR) -> Iterator[UnmatchedNumber]:
    """Yield the numbers that only one text has, with a severity."""
    for mention in side.mentions:
        small = is_small(mention)
        if _is_said(mention, side, other) or (small and _is_hidden(mention, side, other)):
            continue
        if _is_covered(side, mention):
            continue
        if _counts_paragraph(side, mention):
            yield mention, Severity.WARNING if _LIST_NUMBER.match(other.text) else Severity.INFO
        else:
            yield mention, Severity.WARNING if small or _is_code(side, mention) else error


def _is_covered(side: ComparedText, mention: WrittenNumber) -> bool:
    return any(start < mention.span[1] and mention.span[0] < end for start, end in side.covered)


def _counts_paragraph(side: ComparedText, mention: WrittenNumber) -> bool:
    first = _LIST_NUMBER.match(side.text)
    return first is not None and mention.span[1] <= first.end()


VAGUE: Values = frozenset({12, 100, 1000, 10**6, 10**9, 10**12})
"""Dozens, hundreds, thousands: these may also be said as "many"."""


def unmatched_words(side: ComparedText, other: ComparedText) -> list[WrittenNumber]:
    """Return the numbers in words that the other text lacks in every form; none where its words are not known."""
    if not other.grammar.known:
        return []
    return [mention for mention in side.spelled if not is_small(mention) and not mention.said_by(other.values)]


def _is_said(mention: WrittenNumber, side: ComparedText, other: ComparedText) -> bool:
    """Tell whether the other text has a number; a 1 or 2 of a code or date must stand there as a number."""
    if is_small(mention) and (near := _month_near(side, mention)):
        return _says_day(mention, near, other)
    if mention.wholes == _ZERO:
        return 0 in other.values or other.negates
    if mention.said_by(other.values):
        return not (is_small(mention) and _is_code(side, mention)) or _says_code(mention, other)
    # July may be written 7月, and 5 March 5/3.
    if any(month.span[0] <= mention.span[0] and mention.span[1] <= month.span[1] for month in side.months):
        return any(month.number in mention.wholes for month in other.months)
    return _may_be_month(side, mention) and any(month.number in mention.wholes for month in other.months)


def _says_day(mention: WrittenNumber, near: Month, other: ComparedText) -> bool:
    if any(mention.wholes & said.wholes for said in other.mentions):
        return True
    if all(month.number != near.number for month in other.months):
        return True
    return any(mention.wholes & said.wholes and _month_near(other, said) for said in other.spelled)


def _says_code(mention: WrittenNumber, other: ComparedText) -> bool:
    return any(mention.said_by(said.wholes) for said in other.mentions) or bool(_ROMAN.search(other.text))


def _may_be_month(side: ComparedText, mention: WrittenNumber) -> bool:
    start, end = mention.span
    before = side.grammar.month_before.search(side.text, max(0, start - 8), start)
    return bool(before or _DATED_AFTER.match(side.text, end))


def _is_hidden(mention: WrittenNumber, side: ComparedText, other: ComparedText) -> bool:
    """Tell whether grammar may hide a one or two; a language without a dual cannot hide a 2."""
    explicit = mention.wholes & _TWO and other.grammar.known and other.grammar.dual is None
    return _has_power(side, mention) if explicit or is_number_anywhere(side, mention) else True


def _has_power(side: ComparedText, mention: WrittenNumber) -> bool:
    return bool(_POWER.search(side.text, max(0, mention.span[0] - 3), mention.span[0]))


def is_in_doubt(mention: WrittenNumber, side: ComparedText, other: ComparedText) -> bool:
    """Tell whether only grammar can express a one or two, and no word of the other text has a dual ending."""
    if not is_small(mention) or _is_covered(side, mention):
        return False
    if _is_said(mention, side, other) or not _is_hidden(mention, side, other):
        return False
    dual = other.grammar.dual
    return not (_has_power(side, mention) or (mention.wholes & _TWO and dual and dual.search(other.text)))


def _is_code(side: ComparedText, mention: WrittenNumber) -> bool:
    """Tell whether a number is part of a code: ACE2, COVID-2."""
    return bool(_CODE.search(side.text, max(0, mention.span[0] - 3), mention.span[0]))


def is_small(mention: WrittenNumber) -> bool:
    """Tell whether a number is one or two."""
    return bool(mention.wholes & _SMALL) and max(mention.wholes) <= max(_SMALL)


def is_number_anywhere(side: ComparedText, mention: WrittenNumber) -> bool:
    """Tell whether a one or two stays a number in every language (Article 1)."""
    start, end = mention.span
    if _month_near(side, mention):
        return True
    before = side.grammar.before.search(side.text, max(0, start - 12), start)
    return bool(before or side.grammar.after.match(side.text, end))


def _month_near(side: ComparedText, mention: WrittenNumber) -> Month | None:
    """Return the month whose day a number may be."""
    start, end = mention.span
    for month in side.months:
        first, last = month.span
        if 0 <= first - end <= _MONTH_GAP or 0 <= start - last <= _MONTH_GAP:
            return month
    return None
