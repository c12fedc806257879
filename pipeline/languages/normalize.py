"""One spelling for texts that look the same: what goes into a msgid."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "["
    "\u00ad"  # soft hyphen
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi marks, embeddings, overrides, isolates
    "\u200b\u2060\ufeff"  # zero-width space, word joiner, byte order mark
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are not whitespace; PO tools refuse them
    "]"
)
_SPACES = re.compile(r"\s+")
# A joiner shapes the letters on both its sides; at the edge of a word it does nothing.
_LOOSE_JOINERS = re.compile("(?<![^\\s\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?![^\\s\u200c\u200d])")


@lru_cache(maxsize=256)  # every rule that looks at a block asks again
def normalize(text: str) -> str:
    """Return a text in NFC, on one line, with single spaces and without invisible controls."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = _LOOSE_JOINERS.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", visible).strip())
