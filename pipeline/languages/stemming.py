"""Cut words to their stems, so that a word meets its translation in any of its forms.

The stems are rough on purpose: they need to be the same for the forms of one word, not to be right.
"""

from __future__ import annotations

import re

_ENGLISH_ENDING = re.compile(r"(?:['’]s?|(?<=\w{3})(?:ies|ied|ing|ed|es|s|y|e|ly))$")
_ARABIC_BEGINNING = re.compile(
    r"^(?:[وف]?(?:[بك]?ال(?=\w{2})|لل(?=\w{2})|[بكل](?=\w{3})|س(?=[يتنا]\w{3}))?|[وف](?=\w{3}))"
)
_ARABIC_ENDING = re.compile(r"(?<=\w{3})(?:هما|كما|تين|تان|ها|هم|هن|كم|نا|ات|ون|ين|ان|وا|يه|ته|تي|ه|ي|ت|ا)$")


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word."""
    if language == "en":
        return _ENGLISH_ENDING.sub("", word) or word
    if language == "ar":
        return _ARABIC_ENDING.sub("", _ARABIC_BEGINNING.sub("", word)) or word
    return word
