"""Reduce words of any script to a rough sound, so that names and loan words match across scripts."""

from __future__ import annotations

import re
from functools import lru_cache

_SOUNDS = {
    # Letters that are heard alike in both scripts; vowels and what may be silent (h, w, y, ع, ء) are left out.
    **dict.fromkeys("bpبپ", "b"),
    **dict.fromkeys("fvفڤ", "f"),
    **dict.fromkeys("tdتدطض", "t"),
    **dict.fromkeys("szcxسزصثذظش", "s"),
    **dict.fromkeys("kgqjكقغجگخ", "k"),
    **dict.fromkeys("lل", "l"),
    **dict.fromkeys("mم", "m"),
    **dict.fromkeys("nن", "n"),
    **dict.fromkeys("rر", "r"),
}
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """Return the consonants of a folded word in classes that Latin and Arabic letters share."""
    return _DOUBLED.sub(r"\1", "".join(_SOUNDS.get(char, "") for char in word))
