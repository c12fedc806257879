"""One of two texts as its numbers are compared: what it says, and which ones and twos its grammar may say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.languages.locales import language_of
from pipeline.languages.months import Month, months_in
from pipeline.languages.numbers.numerals import Mention, Numerals, backwards
from pipeline.languages.numbers.sums import Values
from pipeline.languages.numbers.words import Number
from pipeline.model import Span
from pipeline.translate.placeholders import find_placeholders

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
_TWO: Values = frozenset({2})
_ROMAN = re.compile(r"\b(?:II|I)\b")
_DUAL = re.compile(r"[\u0621-\u064a]{3}(?:ان|ين)[\u064b-\u0652]*(?![\u0621-\u064a])")
"""How Arabic words end of which there are two; some others do too."""
_MONTH_GAP = 4
"""Characters between a day and its month: "1 May", "2nd of May"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two texts: its numbers, what they say, and where digits are not to be compared."""

    text: str
    language: str
    mentions: tuple[Mention, ...]
    values: Values
    covered: tuple[Span, ...]
    reversed: tuple[tuple[Span, int], ...]
    spelled: tuple[Mention, ...]
    months: tuple[Month, ...]

    def written(self, mention: Mention) -> str:
        """Return a number as it is written here."""
        return self.text[slice(*mention.span)]


def read_side(text: str, language: str, both: tuple[Numerals, Numerals], values: Values) -> Side:
    """Read one text: ``both`` are its numerals and the other's, ``values`` what its digits may say in reverse."""
    own, other = both
    reversed_ = tuple(_reversed(text, own.values, values)) if own.mentions else ()
    covered = [item.span for item in find_placeholders(text)] if own.mentions else ()
    return Side(
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


def is_said(mention: Mention, side: Side, other: Side) -> bool:
    """Tell whether the other text says a number; 1 and 2 of codes and dates only where they are no other word."""
    if is_small(mention) and (near := _month_near(side, mention)):
        return _says_day(mention, near, other)
    if mention.said_by(other.values):
        return not (is_small(mention) and is_code(side, mention)) or _says_code(mention, other)
    # 5 March may be written 5/3.
    return _may_be_month(side, mention) and any(month.number in mention.wholes for month in other.months)


def _says_day(mention: Mention, near: Month, other: Side) -> bool:
    if any(mention.wholes & said.wholes for said in other.mentions):
        return True
    if all(month.number != near.number for month in other.months):
        return True
    return any(mention.wholes & said.wholes and _month_near(other, said) for said in other.spelled)


def _says_code(mention: Mention, other: Side) -> bool:
    return any(mention.said_by(said.wholes) for said in other.mentions) or bool(_ROMAN.search(other.text))


def _may_be_month(side: Side, mention: Mention) -> bool:
    before, after = _DATED
    start, end = mention.span
    return bool(before.search(side.text, max(0, start - 8), start) or after.match(side.text, end))


def is_hidden(mention: Mention, side: Side, other: Side) -> bool:
    """Tell whether grammar may hide a one or two; English cannot hide an Arabic 2, for it has no dual."""
    explicit = mention.wholes & _TWO and side.language == "ar" and other.language == "en"
    if explicit or clings(side, mention):
        return bool(_POWER.search(side.text, max(0, mention.span[0] - 3), mention.span[0]))
    return True


def is_in_doubt(mention: Mention, side: Side, other: Side) -> bool:
    """Tell whether nothing but grammar can say a one or two, and no Arabic word there has the ending of a dual."""
    if not is_small(mention) or is_said(mention, side, other) or not is_hidden(mention, side, other):
        return False
    if _POWER.search(side.text, max(0, mention.span[0] - 3), mention.span[0]):
        return False
    return not (mention.wholes & _TWO and other.language == "ar" and _DUAL.search(other.text))


def is_code(side: Side, mention: Mention) -> bool:
    """Tell whether a number is part of a code: ACE2, COVID-2."""
    return bool(_CODE.search(side.text, max(0, mention.span[0] - 3), mention.span[0]))


def is_small(mention: Mention) -> bool:
    """Tell whether a number is one or two."""
    return bool(mention.wholes & _SMALL) and max(mention.wholes) <= max(_SMALL)


def clings(side: Side, mention: Mention) -> bool:
    """Tell whether a one or two is a number that grammar does not hide."""
    start, end = mention.span
    if _month_near(side, mention):
        return True
    return bool(_CLINGS_BEFORE.search(side.text, max(0, start - 12), start) or _CLINGS_AFTER.match(side.text, end))


def _month_near(side: Side, mention: Mention) -> Month | None:
    """Return the month whose day a number may be."""
    start, end = mention.span
    for month in side.months:
        first, last = month.span
        if 0 <= first - end <= _MONTH_GAP or 0 <= start - last <= _MONTH_GAP:
            return month
    return None
