"""The words of a text that are written with a capital, and how a text in another script spells the names among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import ceil

from pipeline.languages.language import facts
from pipeline.languages.marks import prose
from pipeline.languages.names.counterparts import LEAST_SOUNDS, NameWord, is_word, look_up, read_arabic
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.transliteration import distance
from pipeline.model import Span

_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ](?<![\w'’@#&./].)[a-zà-öø-ÿĀ-ſ]{2,}+(?:['’][A-Z][a-zà-ÿ]++)?(?![A-Z0-9@/])")
_INSIDE = re.compile(r"[\w,'’%)][ \u00a0][\"“‘«(\[]?\Z|[a-z]-\Z")
"""What stands before a word that does not begin a sentence."""
_ELIDED = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu)['’](?=[A-ZÀ-ÖØ-Þ])")
_SURELY = 0.3
"""Distance up to which the nearest word is surely a name's spelling."""
_FEW, _SMALL = 3, 0.25
"""A headline has more words with capitals than the first, and a smaller share of long words without than the second."""
_SMALL_WORD = re.compile(r"(?<![\w'’])[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Name:
    """A word that is written as a name is, and where it stands."""

    word: NameWord
    span: Span
    inside: bool
    """Whether it stands inside a sentence, where only names have capitals."""


@lru_cache(maxsize=64)
def _capitalized(text: str) -> tuple[re.Match[str], ...]:
    """Return the words of a text that are written with a capital; none in a headline in capitals."""
    matches = tuple(_NAME.finditer(prose(text)))
    return () if len(matches) > _FEW and _has_capitals_only(text, _SMALL * len(matches)) else matches


def capitalized(text: str, language: str) -> tuple[Span, ...]:
    """Return the places of the words that may be names; none in a language that writes other words with capitals."""
    return tuple(match.span() for match in _capitalized(text)) if facts(language).names.capitals else ()


def capitalized_inside(text: str) -> Iterator[Span]:
    """Yield the places of the words with a capital that begin no sentence, or follow a small word (l'Autriche)."""
    for match in _capitalized(_ELIDED.sub(lambda match: " " * len(match[0]), text)):
        if _is_inside(text, match.start()) or text[match.start() - 1 : match.start()] in {"'", "’"}:
            yield match.span()


def _is_inside(text: str, start: int) -> bool:
    return _INSIDE.search(text, max(start - 3, 0), start) is not None


@lru_cache(maxsize=64)
def find_names(text: str, pair: NamePair) -> tuple[Name, ...]:
    """Return the words of a text in Latin letters that may be names."""
    return tuple(
        Name(
            look_up(match[0], pair),
            match.span(),
            _is_inside(text, match.start()),
        )
        for match in _capitalized(text)
    )


def _has_capitals_only(text: str, least: float) -> bool:
    """Tell whether a text has fewer long words without a capital than others would have."""
    found = islice(_SMALL_WORD.finditer(text), ceil(least))
    return sum(1 for _ in found) < least


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one text writes a name of the other: the words without particles, and where the English one stands."""

    english: str
    arabic: str
    """Folded, so that alef forms and vowel signs do not count as another spelling."""
    span: Span


def find_spellings(english: str, arabic: str, pair: NamePair) -> Iterator[Spelling]:
    """Yield the names that the other text surely spells by their sound; leave out names with another Arabic form."""
    names = find_names(english, pair)
    if not names:
        return
    found = read_arabic(arabic)
    for name in names:
        word = name.word
        if word.ordinary or word.exonyms or len(word.skeleton) < LEAST_SOUNDS:
            continue
        forms = [form for form, _ in found.forms if form[:1] != "ا" or form[:2] != "ال"]
        near = min(forms, key=lambda form: (distance(word.text, form), -len(form)), default="")
        if near and distance(word.text, near) <= _SURELY and not is_word(near, pair):
            yield Spelling(word.text, near, name.span)
