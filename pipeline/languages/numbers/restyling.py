"""Whether two wordings say the same numbers, in digits or in words."""

from __future__ import annotations

import re
import unicodedata

from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.numbers.words import THOUSAND, Values

_SIGN = re.compile(r"[%٪‰]|(?<!\w)-(?=\d)")
_VAGUE: Values = frozenset({100, THOUSAND, 10**6, 10**9})
"""What hundreds, thousands, millions and billions are read as: alone, such a word may be no exact number."""


def same_numbers(one: str, other: str, language: str) -> bool:
    """Say whether two wordings have numbers, and the same ones in the same order: 14 and fourteen, 1500 and 1,500.

    Where that is not sure (a half stands beside, a currency or per cent sign is on one side only), they are not the
    same.
    """
    ours, theirs = _read(one, language), _read(other, language)
    if not ours or len(ours) != len(theirs) or _signs(one) != _signs(other):
        return False
    return all(map(_same, ours, theirs)) and _beside(one, language) == _beside(other, language)


def _read(text: str, language: str) -> list[Values]:
    """Return the values of each number of a text in order; none for one in words whose value is not sure."""
    numerals = read_numerals(text, language)
    found = [(number.span, number.wholes) for number in numerals.mentions]
    for number in numerals.spelled:
        sure = len(number.wholes) == 1 and not number.wholes <= _VAGUE
        found.append((number.span, number.wholes if sure else frozenset()))
    return [wholes for _, wholes in sorted(found, key=lambda each: each[0])]


def _same(one: Values, other: Values) -> bool:
    """Compare the values of one number; those in digits may have others beside, as 14 % is 0.14, too."""
    fewer, more = sorted((one, other), key=len)
    return bool(fewer) and (fewer == more or (len(fewer) == 1 and fewer <= more))


def _signs(text: str) -> list[str]:
    """Return the signs that belong to numbers: currencies, per cent, minus."""
    return sorted([*_SIGN.findall(text), *(each for each in text if unicodedata.category(each).startswith("S"))])


def _beside(text: str, language: str) -> Values:
    """Return the values that a text has besides its numbers: halves."""
    numerals = read_numerals(text, language)
    for start, end in sorted((number.span for number in (*numerals.mentions, *numerals.spelled)), reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return read_numerals(text, language).values
