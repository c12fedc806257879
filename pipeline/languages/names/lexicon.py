"""Names with their spelling in another script, as news writes them: ``<latin>-<other>-names.tsv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.languages.matching import fold
from pipeline.languages.names.arabic_spelling import spell_in_arabic
from pipeline.languages.names.pair import NamePair

_GAP = re.compile(r"[\s\-]+")
_LEAST_LETTERS = 3
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names of one to four words by their key, both ways; of several spellings the most frequent one."""

    from_latin: Mapping[str, str]
    to_latin: Mapping[str, str]
    words: frozenset[str]
    """Keys of the single words of all names in the other script."""

    def with_spellings(self, spellings: Mapping[str, str], *, into_latin: bool) -> Lexicon:
        """Return the lexicon with words that are to be spelled otherwise, by their keys."""
        if not spellings:
            return self
        if into_latin:
            return replace(self, to_latin={**self.to_latin, **spellings}, words=self.words.union(spellings))
        own = {key: self._unfolded(key, spelling) for key, spelling in spellings.items()}
        return replace(self, from_latin={**self.from_latin, **own})

    def _unfolded(self, key: str, spelling: str) -> str:
        """Return a spelling with its article and the forms of its letters, where the lexicon or the rules tell them."""
        offers = (self.from_latin.get(key, ""), spell_in_arabic(key))
        same = {spelling, f"{_ARTICLE}{spelling}"}
        return next((offer for offer in offers if fold(offer).text in same), spelling)


def name_key(name: str) -> str:
    """Return what two ways to type a name have in common: lower case, bare letters, single spaces for hyphens."""
    return _GAP.sub(" ", fold(name).text.replace("’", "'")).strip()


@cache
def load_lexicon(pair: NamePair) -> Lexicon:
    """Read the lexicon of two languages; ``python -m evaluations.names`` writes it, the most frequent pairs first."""
    path = Path(__file__).with_name(f"{pair.latin}-{pair.other}-names.tsv")
    from_latin: dict[str, str] = {}
    to_latin: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        latin, other = line.split("\t")
        from_latin.setdefault(name_key(latin), other)
        to_latin.setdefault(name_key(other), latin)
    words = frozenset(word for name in to_latin for word in name.split() if len(word) >= _LEAST_LETTERS)
    return Lexicon(from_latin, to_latin, words)
