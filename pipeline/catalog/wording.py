"""Whether two texts say the same in the same words, and differ in spacing, punctuation or case only."""

from __future__ import annotations

import re

EDGES = ".,;:!?،؛؟…\"“”„«»‹›'‘’()[]"
"""Punctuation that may stand around a word."""
_VOWEL_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")  # and the tatweel: Arabic is written with or without them
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
# A number keeps its separators and its sign, and a word its hyphens: 1.5 is not 15, and to re-sign is not to resign.
# What is neither, nor plain punctuation, counts too: a question mark, a percent sign, a star that makes text bold.
_TOKEN = re.compile(
    r"""
    (?:(?<![\w])[-−+])?\d(?:[\d.,٫٬:/\-–]*\d)?
    | [^\W_]+(?:['\-][^\W_]+)*
    | [^\s\w.,;:،؛"“”„«»‹›'()\[\]\-–—…·•] | _
    """,
    re.VERBOSE,
)


def fold_words(text: str) -> list[str]:
    """Return the words of a text in small letters, without the punctuation around them; a mere mark is empty."""
    return [word.strip(EDGES).casefold() for word in text.split()]


def same_wording(one: str, other: str) -> bool:
    """Say whether two texts differ in nothing but spacing, punctuation and case."""
    ours, theirs = _tokens(one), _tokens(other)
    if [token.casefold() for token in ours] != [token.casefold() for token in theirs]:
        return False
    if one.isupper() or other.isupper():  # a headline in capitals
        return True
    return not any(_is_acronym(mine) != _is_acronym(yours) for mine, yours in zip(ours, theirs, strict=True))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_VOWEL_SIGNS.sub("", text.translate(_QUOTES)))


def _is_acronym(word: str) -> bool:
    """Tell US from us."""
    return len(word) > 1 and word.isupper()
