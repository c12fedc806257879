"""The words of a text that are written with a capital, and may be names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from math import ceil

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.marks import prose
from pipeline.model import Span

_INSIDE = re.compile(r"[\w,'’%)][ \u00a0][\"“‘«(\[]?\Z|[a-z]-\Z")
"""What stands before a word that does not begin a sentence."""
_FEW, _SMALL = 3, 0.25
"""A headline has more words with capitals than the first, and a smaller share of long words without than the second."""
_CLOSED = re.compile(r"[.!?][\"”»’)]*\s*\Z")
"""How a sentence ends and a headline does not."""
_SMALL_WORD = re.compile(r"(?<![\w'’])[a-z]{4,}")


@cache
def _name(language: str) -> re.Pattern[str]:
    """Return the pattern of a name; an apostrophe after which no 's, 'll or the like stands is inside it: Sana'a."""
    unshortened = rf"(?!(?:{facts(language).names.shortened})(?![a-z]))"
    return re.compile(
        r"[A-ZÀ-ÖØ-Þ](?<![\w'’@#&./].)"
        rf"(?:[a-zà-öø-ÿĀ-ſ]{{2,}}+(?:['’](?:[A-Z][a-zà-ÿ]++|{unshortened}[a-z]++))?|[a-z]['’]{unshortened}[a-z]{{2,}}+)"
        r"(?![A-Z0-9@/])"
    )


@cache
def _elided(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{facts(language).names.elided})['’](?=[A-ZÀ-ÖØ-Þ])")


@lru_cache(maxsize=64)
def _capitalized(text: str, language: str) -> tuple[Span, ...]:
    """Return the places of the words of a text that are written with a capital; none in a headline in capitals."""
    spans = tuple(match.span() for match in _name(language).finditer(prose(text)))
    headline = len(spans) > _FEW and not _CLOSED.search(text) and _has_capitals_only(text, _SMALL * len(spans))
    return () if headline else spans


def capitalized(text: str, language: str) -> tuple[Span, ...]:
    """Return the places of the words that may be names; none in a language that writes other words with capitals."""
    return _capitalized(text, language_of(language)) if facts(language).names.capitals else ()


def capitalized_inside(text: str, language: str) -> Iterator[Span]:
    """Yield the places of the words with a capital that begin no sentence, or follow a small word (l'Autriche)."""
    language = language_of(language)
    for start, end in _capitalized(_elided(language).sub(lambda match: " " * len(match[0]), text), language):
        if _INSIDE.search(text, max(start - 3, 0), start) or text[start - 1 : start] in {"'", "’"}:
            yield start, end


def _has_capitals_only(text: str, least: float) -> bool:
    """Tell whether a text has fewer long words without a capital than others would have."""
    found = islice(_SMALL_WORD.finditer(text), ceil(least))
    return sum(1 for _ in found) < least
