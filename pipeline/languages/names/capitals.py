"""The words of a text that are written with a capital, and may be names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from math import ceil

from pipeline.languages.language import facts
from pipeline.languages.marks import prose
from pipeline.model import Span

_UNSHORTENED = r"(?!(?:s|t|d|m|re|ve|ll)(?![a-z]))"
"""An apostrophe after which no 's, 'll or the like stands is inside a name: Sana'a."""
_NAME = re.compile(
    r"[A-ZÀ-ÖØ-Þ](?<![\w'’@#&./].)"
    rf"(?:[a-zà-öø-ÿĀ-ſ]{{2,}}+(?:['’](?:[A-Z][a-zà-ÿ]++|{_UNSHORTENED}[a-z]++))?|[a-z]['’]{_UNSHORTENED}[a-z]{{2,}}+)"
    r"(?![A-Z0-9@/])"
)
_INSIDE = re.compile(r"[\w,'’%)][ \u00a0][\"“‘«(\[]?\Z|[a-z]-\Z")
"""What stands before a word that does not begin a sentence."""
_ELIDED = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu)['’](?=[A-ZÀ-ÖØ-Þ])")
_FEW, _SMALL = 3, 0.25
"""A headline has more words with capitals than the first, and a smaller share of long words without than the second."""
_CLOSED = re.compile(r"[.!?][\"”»’)]*\s*\Z")
"""How a sentence ends and a headline does not."""
_SMALL_WORD = re.compile(r"(?<![\w'’])[a-z]{4,}")


@lru_cache(maxsize=64)
def _capitalized(text: str) -> tuple[Span, ...]:
    """Return the places of the words of a text that are written with a capital; none in a headline in capitals."""
    spans = tuple(match.span() for match in _NAME.finditer(prose(text)))
    headline = len(spans) > _FEW and not _CLOSED.search(text) and _has_capitals_only(text, _SMALL * len(spans))
    return () if headline else spans


def capitalized(text: str, language: str) -> tuple[Span, ...]:
    """Return the places of the words that may be names; none in a language that writes other words with capitals."""
    return _capitalized(text) if facts(language).names.capitals else ()


def capitalized_inside(text: str) -> Iterator[Span]:
    """Yield the places of the words with a capital that begin no sentence, or follow a small word (l'Autriche)."""
    for start, end in _capitalized(_ELIDED.sub(lambda match: " " * len(match[0]), text)):
        if _INSIDE.search(text, max(start - 3, 0), start) or text[start - 1 : start] in {"'", "’"}:
            yield start, end


def _has_capitals_only(text: str, least: float) -> bool:
    """Tell whether a text has fewer long words without a capital than others would have."""
    found = islice(_SMALL_WORD.finditer(text), ceil(least))
    return sum(1 for _ in found) < least
