"""What of a text is not prose and has marks of its own: addresses, tags, code, placeholders."""

from __future__ import annotations

import re
from functools import lru_cache

_HINT = re.compile(r"[@<`.:\]%](?:(?<=[@<`%])|(?<=:)//|(?<=\])\(|(?<=www\.)|(?<=\.)[a-z]{2,4}(?![\w.]))")
"""A mark that everything but prose contains: a quick test for texts of prose alone."""
_NO_PROSE = re.compile(
    r"`[^`\n]+`|(?<=\]\()[^()\s]+(?=\))|</?[A-Za-z][^<>\n]*>|(?:https?://|www\.)[^\s<>«»“”\"،؛؟]*[^\s<>«»“”\"،؛؟.,;:!?)\]]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])(?:[A-Za-z0-9-]+\.)+[a-z]{2,4}(?:/[^\s<>«»“”\"،؛؟]*[^\s<>«»“”\"،؛؟.,;:!?)\]])?(?![\w.])"
    r"|(?<!\d)%(?:\(\w+\))?\d*[sdi]"
)
FILL = "\ufffc"
"""Stands for each character that is not prose: neither a letter, nor a space, nor a mark."""


@lru_cache(maxsize=64)
def prose(text: str) -> str:
    """Return a text of the same length in which addresses, tags, code and placeholders are filled."""
    if _HINT.search(text):
        return _NO_PROSE.sub(lambda match: FILL * len(match[0]), text)
    return text
