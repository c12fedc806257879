"""Cut a text into words and their stems. Words come again and again in all texts, so each is looked up once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

from pipeline.languages.locales import language_of
from pipeline.languages.marks import prose
from pipeline.languages.matching import fold
from pipeline.languages.stemming import stem
from pipeline.model import Span

_SIGNS = "".join(char for char in map(chr, range(0x0900, 0x1800)) if unicodedata.category(char) in {"Mn", "Mc"})
"""The vowel signs of India's scripts and their neighbours, without which a word falls apart."""
_LETTERS = rf"[^\W\d_]+(?:[{_SIGNS}]+[^\W\d_]*)*"
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|{_LETTERS}(?:['’_](?=[^\W\d_]){_LETTERS})?")
"""A number or a word; one with an accelerator inside (لأ_سفل) is one word."""
_MOST_WORDS = 200_000
"""The most words of a language that are remembered; it only bounds the memory."""

__all__ = [
    "KnownWords",
    "place",
    "stem",
    "stem_set",
    "stems",
    "tokens",
    "word_set",
]
_NO_WORDS: frozenset[str] = frozenset()

T = TypeVar("T")


class KnownWords(Generic[T]):
    """The meanings of some words of a language; most words have none. Each word is read once."""

    def __init__(self, read: Callable[[str], T | None]) -> None:
        self.said: dict[str, T] = {}
        """What the words that were met say; the silent ones are left out."""
        self._read = read
        self._names: set[str] = set()
        self._met: set[str] = set()

    def among(self, text: str) -> frozenset[str]:
        """Return the folded words of a text that have a meaning here."""
        found = word_set(text)
        if not found <= self._met:
            self._meet(found - self._met)
        return _NO_WORDS if self._names.isdisjoint(found) else found & self._names

    def _meet(self, fresh: frozenset[str]) -> None:
        if len(self._met) > _MOST_WORDS:
            self.said.clear()
            self._names.clear()
            self._met.clear()
        for word in fresh:
            said = self._read(word)
            if said is not None:
                self.said[word] = said
                self._names.add(word)
        self._met |= fresh


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of a text in order; leave out addresses, tags and code."""
    return tuple(_WORD.findall(fold(prose(text)).text))


@lru_cache(maxsize=64)
def stems(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of a text's words and numbers in order."""
    language = language_of(language)
    return tuple([stem(word, language) for word in tokens(text)])


@lru_cache(maxsize=64)
def word_set(text: str) -> frozenset[str]:
    """Return the folded words and numbers of a text."""
    return frozenset(tokens(text))


@lru_cache(maxsize=64)
def stem_set(text: str, language: str) -> frozenset[str]:
    """Return the stems of a text's words and numbers."""
    return frozenset(stems(text, language))


@lru_cache(maxsize=64)
def _spans(text: str) -> tuple[Span, ...]:
    """Return where the words of a text stand in the folded text."""
    return tuple([match.span() for match in _WORD.finditer(fold(prose(text)).text)])


def place(text: str, first: int, last: int) -> Span:
    """Return where neighbouring words stand in a text as given, by their numbers."""
    spans = _spans(text)
    return fold(text).span(spans[first][0], spans[last][1])
