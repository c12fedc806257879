"""How languages write marks, as data, and what of a text is not prose and has marks of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.languages.locales import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Typography:
    """The marks of one language. ``own`` maps a mark of other languages to its own form of it."""

    own: Mapping[str, str] = field(default_factory=dict)
    letters: str = "a-zA-Z\u00c0-\u024f"
    """Its letters, as the inside of a pattern's brackets."""
    space_before: str = ""
    """Marks before which it writes a space."""
    capitals: bool = True
    """Whether a sentence begins with a capital."""


_LATIN_MARKS = {"،": ",", "؛": ";", "؟": "?"}
TYPOGRAPHY: Mapping[str, Typography] = {
    "ar": Typography(
        own={latin: own for own, latin in _LATIN_MARKS.items()},
        letters="\u0621-\u063a\u0641-\u065f\u0671-\u06d3",
        capitals=False,
    ),
    "fr": Typography(own=_LATIN_MARKS, space_before=";:!?»"),
}
_OTHERS = Typography(own=_LATIN_MARKS)
_ARABIC_SCRIPT = frozenset({"fa", "ur", "ps", "ckb", "ug", "sd"})
_UNKNOWN_MARKS = Typography(letters="\u0621-\u06d3", capitals=False)
"""Other languages in Arabic letters have the Arabic marks; what else they do is not known here."""

_HINT = re.compile(r"[@<`.:\]](?:(?<=[@<`])|(?<=:)//|(?<=\])\(|(?<=www\.)|(?<=\.)[a-z]{2,4}(?![\w.]))")
"""What all that is no prose has, to be quick about texts that have none."""
_NO_PROSE = re.compile(
    r"`[^`\n]+`|(?<=\]\()[^()\s]+(?=\))|</?[A-Za-z][^<>\n]*>|(?:https?://|www\.)[^\s<>«»“”\"،؛؟]*[^\s<>«»“”\"،؛؟.,;:!?)\]]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])(?:[A-Za-z0-9-]+\.)+[a-z]{2,4}(?:/[^\s<>«»“”\"،؛؟]*[^\s<>«»“”\"،؛؟.,;:!?)\]])?(?![\w.])"
)
FILL = "\ufffc"
"""Stands for each character that is not prose: neither a letter, nor a space, nor a mark."""


@lru_cache(maxsize=64)
def typography(tag: str) -> Typography:
    """Return the marks of a tag's language."""
    language = language_of(tag)
    return TYPOGRAPHY.get(language) or (_UNKNOWN_MARKS if language in _ARABIC_SCRIPT else _OTHERS)


@lru_cache(maxsize=64)
def prose(text: str) -> str:
    """Return a text of the same length in which addresses, tags and code are filled."""
    if _HINT.search(text):
        return _NO_PROSE.sub(lambda match: FILL * len(match[0]), text)
    return text
