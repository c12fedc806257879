"""Spell a name of Arabic letters in Latin letters: a small model of letters supplies the vowels.

The model is a chain of units, each some Latin letters with the Arabic letters that write them (Bisani and Ney 2008,
"Joint-sequence models for grapheme-to-phoneme conversion"); ``python -m evaluations.names`` counts them.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

LETTERS = Path(__file__).with_name("en-ar-letters.tsv")
ORDER = 3
"""Units that are looked at together."""
LONGEST = 2
"""Arabic letters of a unit, at most."""
_BEAMS = 10


class Unit(NamedTuple):
    """Latin letters with the Arabic letters that write them, of which there may be none."""

    latin: str
    arabic: str


START, END = Unit("<", "<"), Unit(">", ">")
Chain = tuple[Unit, ...]
_Hypotheses = dict[tuple[Chain, str], float]
"""The last units and the Latin letters of beginnings of a name, with their log-probabilities."""


@dataclass(frozen=True, slots=True)
class _Model:
    """Counts of chains of up to ORDER units; of what follows a chain, how often and how many."""

    counts: Mapping[Chain, int]
    followed: Mapping[Chain, tuple[int, int]]
    by_arabic: Mapping[str, tuple[Unit, ...]]
    known: dict[Chain, float]
    """The log-probabilities that were asked for: the same chains come again and again."""

    def log_probability(self, chain: Chain) -> float:
        """Return the natural logarithm of the probability of a chain's last unit after the others."""
        found = self.known.get(chain)
        if found is None:
            found = self.known[chain] = math.log(self._probability(chain))
        return found

    def _probability(self, chain: Chain) -> float:
        """Mix the orders by how many units follow (Witten and Bell 1991)."""
        if not chain:
            return 1 / len(self.counts)
        shorter = self._probability(chain[1:])
        total, kinds = self.followed.get(chain[:-1], (0, 0))
        return (self.counts.get(chain, 0) + kinds * shorter) / (total + kinds) if total else shorter


@cache
def _load() -> _Model:
    counts: dict[Chain, int] = {}
    followed: dict[Chain, Counter[str]] = defaultdict(Counter)
    by_arabic: dict[str, list[Unit]] = defaultdict(list)
    for line in LETTERS.read_text(encoding="utf-8").splitlines():
        written, count = line.split("\t")
        chain = tuple(Unit(*unit.split(":")) for unit in written.split(" "))
        counts[chain] = int(count)
        followed[chain[:-1]].update(total=int(count), kinds=1)
        if len(chain) == 1 and chain[0] != END:
            by_arabic[chain[0].arabic].append(chain[0])
    return _Model(
        counts,
        {chain: (found["total"], found["kinds"]) for chain, found in followed.items()},
        {arabic: tuple(units) for arabic, units in by_arabic.items()},
        {},
    )


@lru_cache(maxsize=4096)
def spell_in_latin(name: str) -> str:
    """Return a word of a name in small Latin letters as it is most likely spelled; empty where a letter is unknown."""
    model = _load()
    beginnings: list[_Hypotheses] = [{} for _ in range(len(name) + 1)]
    beginnings[0][(START,) * (ORDER - 1), ""] = 0.0
    for place, found in enumerate(beginnings):
        _keep_best(found, _with_vowels(model, _best(found)))
        for (chain, latin), score in _best(found):
            if place == len(name):
                _keep_best(found, [((chain, latin + "."), score + model.log_probability((*chain, END)))])
                continue
            for size in range(1, min(LONGEST, len(name) - place) + 1):
                units = model.by_arabic.get(name[place : place + size], ())
                _keep_best(beginnings[place + size], (_extend(model, chain, latin, score, unit) for unit in units))
    ended = ((score, latin) for (_, latin), score in beginnings[-1].items() if latin.endswith("."))
    return max(ended, default=(0.0, ""))[1].removesuffix(".")


def _best(found: _Hypotheses) -> list[tuple[tuple[Chain, str], float]]:
    return heapq.nlargest(_BEAMS, found.items(), key=lambda item: item[1])


def _with_vowels(
    model: _Model, found: Iterable[tuple[tuple[Chain, str], float]]
) -> Iterator[tuple[tuple[Chain, str], float]]:
    """Yield the beginnings followed by a vowel that Arabic does not write; never two such vowels in a row."""
    for (chain, latin), score in found:
        if chain[-1].arabic:
            for unit in model.by_arabic.get("", ()):
                yield _extend(model, chain, latin, score, unit)


def _extend(model: _Model, chain: Chain, latin: str, score: float, unit: Unit) -> tuple[tuple[Chain, str], float]:
    longer = (*chain, unit)
    return (longer[1:], latin + unit.latin), score + model.log_probability(longer)


def _keep_best(found: _Hypotheses, offered: Iterable[tuple[tuple[Chain, str], float]]) -> None:
    for key, score in offered:
        if score > found.get(key, -math.inf):
            found[key] = score
