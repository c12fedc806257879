"""Tell quickly that two texts have the same numbers, as most pairs do: the same digits, and no number words."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.numbers.digits import SPACES
from pipeline.languages.numbers.words import WordMeaning, readings

_TWO = 2
"""Number words up to two are no numbers that a translation has to repeat."""
_DIGITS = re.compile("[0-9]+")
_TOGETHER = re.compile(rf"[0-9](?:[.,:][0-9]|[{SPACES}][0-9]{{3}}|[kmb](?![^\W\d_]))")
"""Digits whose value depends on what stands beside them: decimals, clocks, thousands, scales."""


def have_same_digits(source: str, source_language: str, target: str, target_language: str) -> bool:
    """Tell whether two texts have the same digits as often, and neither has other numbers. False says nothing."""
    digits = _plain_digits(source, language_of(source_language))
    return digits is not None and digits == _plain_digits(target, language_of(target_language))


@lru_cache(maxsize=64)
def _plain_digits(text: str, language: str) -> tuple[str, ...] | None:
    """Return the digits of a text in the order of their values; None where it has numbers of other kinds."""
    known = readings(language)
    if any(_counts(known.said[word]) for word in known.among(text)):
        return None
    folded = fold(text).text
    found = _DIGITS.findall(folded)
    return None if found and _TOGETHER.search(folded) else tuple(sorted(found))


def _counts(meaning: WordMeaning) -> bool:
    return meaning.scale or bool(meaning.asides) or (meaning.value or 0) > _TWO
