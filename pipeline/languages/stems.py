"""Cut a text into words, and say what is known of each by itself: its stem, what translates that, how it sounds.

Words come again and again in all texts, so each is looked up once for all checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from pipeline.languages.lexicon import UNKNOWN, load_lexicon, partner_of
from pipeline.languages.locales import language_of
from pipeline.languages.marks import prose
from pipeline.languages.matching import fold
from pipeline.languages.names.sounds import sounds
from pipeline.languages.stemming import stem
from pipeline.model import Span

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’](?=[^\W\d_])[^\W\d_]+)?")
_MOST_WORDS = 200_000
"""The most words of a language that are remembered; it only bounds the memory."""

__all__ = [
    "KnownWords",
    "Lexeme",
    "lexemes",
    "place",
    "stem",
    "stem_set",
    "stems",
    "tokens",
    "word_set",
]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """Facts about a word: its stem, its translations (stems), their weight as evidence, its sound."""

    stem: str
    others: frozenset[str]
    """Empty where the lexicon does not know the word."""
    present: float
    absent: float
    sound: str


class _Lexemes(dict[str, Lexeme]):
    """The words of a language against another, filled as texts are read; ``met`` has the words in that order."""

    def __init__(self, language: str, other: str) -> None:
        self.language = language
        self.lexicon = load_lexicon(language, other)
        self.met: list[str] = []

    def __missing__(self, word: str) -> Lexeme:
        """Look a word up that was not met before."""
        name = stem(word, self.language)
        row = self.lexicon.get(name, UNKNOWN)
        self[word] = found = Lexeme(name, row.others, row.present, row.absent, sounds(word))
        self.met.append(word)
        return found

    def forget(self) -> None:
        """Make room for other words."""
        self.clear()
        self.met = []
        lexemes.cache_clear()


@lru_cache(maxsize=32)
def _known(language: str, other: str) -> _Lexemes:
    return _Lexemes(language, other)


@lru_cache(maxsize=64)
def lexemes(text: str, language: str, other: str) -> tuple[Lexeme, ...]:
    """Return what is known of the words of a text against another language, in order."""
    known = _known(language_of(language), language_of(other))
    if len(known) > _MOST_WORDS:
        known.forget()
    return tuple([known[word] for word in tokens(text)])


class KnownWords(Generic[T]):
    """The meanings of some words of a language; most words have none. Each word is read once."""

    def __init__(self, language: str, read: Callable[[str], T | None]) -> None:
        self.said: dict[str, T] = {}
        """What the words that were met say; the silent ones are left out."""
        self._language, self._other = language, partner_of(language)
        self._read = read
        self._names: set[str] = set()
        self._met: list[str] = []
        self._upto = 0

    def among(self, text: str) -> frozenset[str]:
        """Return the folded words of a text that have a meaning here."""
        lexemes(text, self._language, self._other)
        met = _known(self._language, self._other).met
        if met is not self._met or self._upto < len(met):
            self._meet(met)
        return word_set(text) & self._names

    def _meet(self, met: list[str]) -> None:
        if met is not self._met:
            self.said.clear()
            self._names.clear()
            self._met, self._upto = met, 0
        upto = len(met)
        for word in met[self._upto : upto]:
            found = self._read(word)
            if found is not None:
                self.said[word] = found
                self._names.add(word)
        self._upto = upto


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of a text in order; leave out addresses, tags and code."""
    return tuple(_WORD.findall(fold(prose(text)).text))


@lru_cache(maxsize=64)
def stems(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of a text's words and numbers in order."""
    return tuple([word.stem for word in lexemes(text, language, partner_of(language))])


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
