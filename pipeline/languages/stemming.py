"""Cut words to their stems, so that a word meets its translation in any of its forms.

The stems are rough on purpose: they need to be the same for the forms of one word, not to be right.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.languages.language import facts


@cache
def _endings(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rules = facts(language).stemming
    return re.compile(rules.beginning), re.compile(rules.ending)


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word."""
    beginning, ending = _endings(language)
    return ending.sub("", beginning.sub("", word)) or word
