"""Names with their spelling in another script, as news writes them: ``<latin>-<other>-names.tsv``.

A line: the Latin spelling, the other one, and ``place`` or ``word`` where it is one, with tabs between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.languages.matching import fold
from pipeline.languages.names.pair import NamePair

_GAP = re.compile(r"[\s\-]+")
_APOSTROPHES = re.compile("['’‘`ʿʾ]")
_LEAST_LETTERS = 3


class Kind(StrEnum):
    """What a name is, where that is known."""

    NAME = ""
    PLACE = "place"
    WORD = "word"
    """A name that the other script's language has as an ordinary word too: there it is not taken for a name."""


class KnownName(NamedTuple):
    """A line of the lexicon."""

    latin: str
    other: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names of one to four words by their key, both ways; of several spellings the most frequent one."""

    from_latin: Mapping[str, str]
    to_latin: Mapping[str, str]
    words: frozenset[str]
    """Keys of the single words of all names in the other script."""
    places: frozenset[str]
    """Keys of places in the other script."""

    def with_spellings(self, spellings: Mapping[str, str], *, into_latin: bool) -> Lexicon:
        """Return the lexicon with words that are to be spelled otherwise, by their keys."""
        if not spellings:
            return self
        if into_latin:
            return replace(self, to_latin={**self.to_latin, **spellings}, words=self.words.union(spellings))
        return replace(self, from_latin={**self.from_latin, **spellings})


def name_key(name: str) -> str:
    """Return what two ways to type a name have in common: lower case, bare letters, single spaces for hyphens."""
    return _GAP.sub(" ", _APOSTROPHES.sub("", fold(name).text)).strip()


@cache
def load_lexicon(pair: NamePair) -> Lexicon:
    """Read the lexicon of two languages; ``python -m evaluations.names`` writes it, the most frequent pairs first."""
    path = Path(__file__).with_name(f"{pair.latin}-{pair.other}-names.tsv")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return make_lexicon(map(_read_line, lines))


def _read_line(line: str) -> KnownName:
    latin, other, *kind = line.split("\t")
    return KnownName(latin, other, Kind("".join(kind)))


def make_lexicon(names: Iterable[KnownName]) -> Lexicon:
    """Return the lexicon of names, of which the first one with a spelling counts."""
    from_latin: dict[str, str] = {}
    to_latin: dict[str, str] = {}
    places: set[str] = set()
    for latin, other, kind in names:
        from_latin.setdefault(name_key(latin), other)
        if kind is not Kind.WORD:
            to_latin.setdefault(name_key(other), latin)
        if kind is Kind.PLACE:
            places.add(name_key(other))
    words = frozenset(word for name in to_latin for word in name.split() if len(word) >= _LEAST_LETTERS)
    return Lexicon(from_latin, to_latin, words, frozenset(places))
