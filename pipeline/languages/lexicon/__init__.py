"""Which stems translate each other, learned from parallel text: enough to see that a word's meaning is there.

``<language>-<language>.tsv`` holds a row for each stem: its language, how often one of its translations stands in a
translation of its sentence, how often by chance in any other sentence, and (for the second language of the name) the
translations. ``python -m evaluations.lexicon`` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

from pipeline.languages.locales import language_of
from pipeline.languages.stemming import stem as stem_of

_FOLDER = Path(__file__).parent
_MOST = 2.0
"""The greatest weight of one word: few pairs are no certain evidence, and one translation may serve several words."""


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """What a lexicon knows of one stem."""

    others: frozenset[str]
    """The stems that translate it."""
    present: float
    """Log-odds that the meaning is missing, given that a translation of the word is there: negative."""
    absent: float
    """The same, given that no translation is there: positive."""


Lexicon = Mapping[str, LexiconRow]
"""The rows of one language's stems."""
UNKNOWN = LexiconRow(frozenset(), 0.2, 0.2)
"""The weights of a word without a row."""
_PAIRS = tuple(tuple(path.stem.split("-")) for path in sorted(_FOLDER.glob("*-*.tsv")))


@lru_cache(maxsize=256)
def partner_of(tag: str) -> str:
    """Return the language towards which the first lexicon of a tag's language goes; empty where it has none."""
    language = language_of(tag)
    pairs = (pair for pair in _PAIRS if language in pair)
    return next((first if second == language else second for first, second in pairs), "")


@lru_cache(maxsize=16)
def load_lexicon(language: str, other: str) -> Lexicon:
    """Return the rows of one language towards another; empty where nothing was learned."""
    language, other = language_of(language), language_of(other)
    first, second = sorted((language, other))
    path = _FOLDER / f"{first}-{second}.tsv"
    if language == other or not path.exists():
        return {}
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    others: dict[str, set[str]] = {}
    for _, stem, _, _, *translations in lines:
        for translation in translations[0].split() if translations else ():
            key, value = (stem, translation) if language == second else (translation, stem)
            others.setdefault(key, set()).add(value)
    return {
        line[1]: _row(others[line[1]], float(line[2]), float(line[3]))
        for line in lines
        if line[0] == language and line[1] in others
    }


def _row(others: set[str], kept: float, chance: float) -> LexiconRow:
    return LexiconRow(frozenset(others), max(log(chance / kept), -_MOST), min(log((1 - chance) / (1 - kept)), _MOST))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of a language that are no names, and their stems."""

    words: frozenset[str]
    stems: frozenset[str]


@lru_cache(maxsize=16)
def load_words(language: str) -> Vocabulary:
    """Return the words of a language that are no names; ``python -m evaluations.vocabulary`` collects them."""
    language = language_of(language)
    path = _FOLDER / f"{language}-words.txt"
    found = path.read_text(encoding="utf-8").split() if path.exists() else []
    return Vocabulary(frozenset(found), frozenset(stem_of(word, language) for word in found))
