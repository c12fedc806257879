"""How likely the words of each side are, given those of the other: a translation table learned from parallel text.

``chances/<language>-<language>.tsv`` has a row for each stem of the second language of its name: its translations, each
with the chance in percent of the translation given the stem, and of the stem given the translation; 0 stands for less
than 10. ``python -m evaluations.word_chances`` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import fsum, log
from pathlib import Path

from pipeline.languages.locales import language_of
from pipeline.languages.stems import stem_set, stems
from pipeline.model import Pair

FOLDER = Path(__file__).parent / "chances"
LEAST = 0.1
"""The chance of a word that nothing on the other side translates, and the least that the table holds."""
_LOWEST = log(LEAST)

Table = Mapping[str, Mapping[str, float]]
"""For each stem of one language those of the other that it may stand for, with the logarithm of the chance."""


class WordChances:
    """Mean logarithm of each word's chance, given the likeliest word of the other side; the mean of both sides.

    IBM model 1 without sums; numbers are left out. 0 is certain, ln .1 what no word explains.
    """

    name = "word_chances"
    title = "how likely the words of each side translate the other's"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the mean for each pair; None where no table was learned, or a side has no words."""
        return [_mean(pair) for pair in pairs]


def _mean(pair: Pair) -> float | None:
    source, target = (pair.source, pair.source_language), (pair.target, pair.target_language)
    forth, back = _explained(*target, *source), _explained(*source, *target)
    return None if forth is None or back is None else (forth + back) / 2


def _explained(text: str, language: str, other: str, other_language: str) -> float | None:
    """Return the mean logarithm of the chance of a text's words, given another text."""
    words = [stem for stem in stems(text, language) if not stem[0].isdecimal()]
    table = load_table(language_of(language), language_of(other_language))
    if not words or not table:
        return None
    there = stem_set(other, other_language)
    return fsum(_best(table.get(word, {}), there) for word in words) / len(words)


def _best(row: Mapping[str, float], there: frozenset[str]) -> float:
    return max((chance for stem, chance in row.items() if stem in there), default=_LOWEST)


@lru_cache(maxsize=16)
def load_table(language: str, other: str) -> Table:
    """Return, for the stems of one language, their chances given stems of another; empty where nothing was learned."""
    first, second = sorted((language, other))
    path = FOLDER / f"{first}-{second}.tsv"
    if language == other or not path.exists():
        return {}
    table: dict[str, dict[str, float]] = {}
    for stem, *translations in (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()):
        for translation, there, back in (entry.split(" ") for entry in translations):
            own, given, chance = (stem, translation, back) if language == second else (translation, stem, there)
            if chance != "0":
                table.setdefault(own, {})[given] = log(int(chance) / 100)
    return table
