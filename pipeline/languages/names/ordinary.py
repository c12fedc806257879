"""Words of a language that are no names, though a sentence may write them with a capital."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.languages.locales import language_of
from pipeline.languages.stems import stem


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of a language that are no names, and their stems."""

    words: frozenset[str]
    stems: frozenset[str]


@cache
def load_words(language: str) -> Vocabulary:
    """Return the words of a language that are no names; ``python -m evaluations.vocabulary`` collects them."""
    language = language_of(language)
    path = Path(__file__).with_name(f"{language}-words.txt")
    found = path.read_text(encoding="utf-8").split() if path.exists() else []
    return Vocabulary(frozenset(found), frozenset(stem(word, language) for word in found))
