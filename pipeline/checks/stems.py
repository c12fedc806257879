"""Cut a text into words and words to their stems, so that a word meets its translation in any of its forms.

The stems are rough on purpose: they need to be the same for the forms of one word, not to be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from pipeline.checks.typography import prose
from pipeline.locales import language_of
from pipeline.matching import fold
from pipeline.model import Span

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’](?=[^\W\d_])[^\W\d_]+)?")
_MOST_WORDS = 200_000
"""Words whose stems are remembered; a limit only so that memory has one."""
_ENGLISH_ENDING = re.compile(r"(?:['’]s?|(?<=\w{3})(?:ies|ied|ing|ed|es|s|y|e|ly))$")
_ARABIC_BEGINNING = re.compile(
    r"^(?:[وف]?(?:[بك]?ال(?=\w{2})|لل(?=\w{2})|[بكل](?=\w{3})|س(?=[يتنا]\w{3}))?|[وف](?=\w{3}))"
)
_ARABIC_ENDING = re.compile(r"(?<=\w{3})(?:هما|كما|تين|تان|ها|هم|هن|كم|نا|ات|ون|ين|ان|وا|يه|ته|تي|ه|ي|ت|ا)$")


T = TypeVar("T")
_NONE: frozenset[str] = frozenset()


class Word(NamedTuple):
    """One word or number of a text: its stem and where it stands in the folded text."""

    stem: str
    start: int
    end: int


class Telling(Generic[T]):
    """What some words say; nearly all say nothing. Each word is read once, and texts of silent words cost little."""

    def __init__(self, read: Callable[[str], T | None]) -> None:
        self.said: dict[str, T] = {}
        """What the words that were met say; the silent ones are left out."""
        self._read = read
        self._met: set[str] = set()

    def among(self, words: frozenset[str]) -> frozenset[str]:
        """Return those of some folded words that say something."""
        if not words <= self._met:
            self._meet(words)
        return _NONE if self.said.keys().isdisjoint(words) else words.intersection(self.said)

    def _meet(self, words: frozenset[str]) -> None:
        if len(self._met) > _MOST_WORDS:
            self._met.clear()
            self.said.clear()
        for word in words - self._met:
            found = self._read(word)
            if found is not None:
                self.said[word] = found
        self._met |= words


class _Stems(dict[str, str]):
    """The stems of one language's words, filled as words are met."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, word: str) -> str:
        """Make the stem of a word that was not met before."""
        if len(self) > _MOST_WORDS:
            self.clear()
        self[word] = found = _cut(word, self.language)
        return found


def _cut(word: str, language: str) -> str:
    if language == "en":
        return _ENGLISH_ENDING.sub("", word) or word
    if language == "ar":
        return _ARABIC_ENDING.sub("", _ARABIC_BEGINNING.sub("", word)) or word
    return word


@lru_cache(maxsize=32)
def _stems(language: str) -> _Stems:
    return _Stems(language)


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word."""
    return _stems(language)[word]


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of a text in order; those of addresses, tags and code are none."""
    return tuple(_WORD.findall(fold(prose(text)).text))


@lru_cache(maxsize=64)
def stems(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of a text's words and numbers in order."""
    known = _stems(language_of(language))
    return tuple([known[word] for word in tokens(text)])


@lru_cache(maxsize=64)
def word_set(text: str) -> frozenset[str]:
    """Return the folded words and numbers of a text."""
    return frozenset(tokens(text))


@lru_cache(maxsize=64)
def stem_set(text: str, language: str) -> frozenset[str]:
    """Return the stems of a text's words and numbers."""
    return frozenset(stems(text, language))


def words(text: str, language: str) -> list[Word]:
    """Return the words and numbers of a text in order, with their places."""
    places = (match.span() for match in _WORD.finditer(fold(text).text))
    return [Word(name, *span) for name, span in zip(stems(text, language), places, strict=True)]


def place(text: str, first: int, last: int) -> Span:
    """Return where neighbouring words stand in a text as given, by their numbers."""
    spans = [match.span() for match in _WORD.finditer(fold(prose(text)).text)]
    return fold(text).span(spans[first][0], spans[last][1])
