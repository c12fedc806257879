"""Names that Arabic does not spell as they sound: Egypt is مصر. The data stand beside, in ``exonyms.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

_SHORTEST = 3
_TAIL = 4
"""Letters that may follow an entry: endings of peoples and languages."""
_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_EXONYMS = {english: tuple(arabic.split()) for table in _TABLES.values() for english, arabic in table.items()}


@lru_cache(maxsize=8192)
def find_exonyms(word: str) -> tuple[str, ...]:
    """Return how the Arabic names of a plain English word may begin, folded; nothing where it is not known.

    The longest entry that the word begins with counts, unless so much follows that it is another word.
    """
    for end in range(len(word), _SHORTEST - 1, -1):
        found = _EXONYMS.get(word[:end])
        if found and len(word) - end <= (_TAIL if end > _SHORTEST else 1):
            return found
    return ()
