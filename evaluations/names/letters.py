"""Count which Latin letters are written with which Arabic letters, and in what order: the model of spelling names."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.languages.names.latin_spelling import END, LONGEST, ORDER, START, Chain, Unit

ROUNDS = 4
"""Rounds of expectation and maximization; more change little."""
RARE = 0.3
"""Expected count below which a unit is given up between rounds, so that few units remain."""
LEAST = {1: 2, 2: 2, 3: 3}
"""The least count of a chain that is kept, by its length: a pair of our own counts three."""
_LONGEST_LATIN = 3
_LATIN = re.compile(
    "[aeiou]{1,3}|[aeou][hyw]|iy|uw|y|([^aeiou])\\1|[^aeiou]|[sckgptdzn][hjgzc]|tch|sch|ck|qu|gu|[tdcg]z"
)
"""Latin letters of a unit: vowels, or the letters of one consonant."""
_WEAK = frozenset("aeiouyhw")
_Step = tuple[tuple[int, int], tuple[int, int], Unit]


def count_chains(pairs: Mapping[tuple[str, str], int]) -> dict[Chain, int]:
    """Return how often chains of units occur in pairs of plain Latin and Arabic words, each with its weight."""
    chances = _estimate(pairs)
    counts: Counter[Chain] = Counter()
    for (latin, arabic), weight in pairs.items():
        units = _align(latin, arabic, chances)
        if units:
            chain = (*[START] * (ORDER - 1), *units, END)
            for end in range(ORDER, len(chain) + 1):
                counts.update({chain[end - size : end]: weight for size in range(1, ORDER + 1)})
    return {chain: count for chain, count in counts.items() if count >= LEAST[len(chain)]}


def write_chains(counts: Mapping[Chain, int], path: Path) -> None:
    """Write the chains with their counts, the shortest and most frequent first."""
    order = sorted(counts.items(), key=lambda item: (len(item[0]), -item[1], item[0]))
    lines = (f"{' '.join(':'.join(unit) for unit in chain)}\t{count}\n" for chain, count in order)
    path.write_text("".join(lines), encoding="utf-8")


def _steps(latin: str, arabic: str) -> Iterator[_Step]:
    """Yield the units that may stand at each place of a pair; a consonant is always written."""
    for here in range(len(latin)):
        for end in range(here + 1, min(here + _LONGEST_LATIN, len(latin)) + 1):
            letters = latin[here:end]
            if _LATIN.fullmatch(letters):
                least = 0 if letters[0] in _WEAK else 1
                for there in range(len(arabic) + 1):
                    for last in range(there + least, min(there + LONGEST, len(arabic)) + 1):
                        yield (here, there), (end, last), Unit(letters, arabic[there:last])


def _estimate(pairs: Mapping[tuple[str, str], int]) -> dict[Unit, float]:
    chances: dict[Unit, float] | None = None
    for number in range(ROUNDS):
        counts: defaultdict[Unit, float] = defaultdict(float)
        for (latin, arabic), weight in pairs.items():
            _expect(latin, arabic, weight, chances, counts)
        least = RARE if number < ROUNDS - 1 else 1.0
        kept = {unit: count for unit, count in counts.items() if count >= least}
        chances = {unit: count / math.fsum(kept.values()) for unit, count in kept.items()}
    return chances or {}


def _chance(unit: Unit, chances: Mapping[Unit, float] | None) -> float:
    """Return the probability of a unit; before the first round, short units are the likelier ones."""
    return 0.1 ** (sum(map(len, unit)) - 1) if chances is None else chances.get(unit, 0.0)


def _expect(
    latin: str, arabic: str, weight: int, chances: Mapping[Unit, float] | None, counts: defaultdict[Unit, float]
) -> None:
    """Add the expected counts of a pair's units, by the forward-backward algorithm."""
    steps = [
        (start, end, unit, chance) for start, end, unit in _steps(latin, arabic) if (chance := _chance(unit, chances))
    ]
    whole = len(latin), len(arabic)
    forward: defaultdict[tuple[int, int], float] = defaultdict(float, {(0, 0): 1.0})
    for start, end, _, chance in steps:
        forward[end] += forward[start] * chance
    if not forward[whole]:
        return
    backward: defaultdict[tuple[int, int], float] = defaultdict(float, {whole: 1.0})
    for start, end, _, chance in reversed(steps):
        backward[start] += backward[end] * chance
    for start, end, unit, chance in steps:
        counts[unit] += weight * forward[start] * chance * backward[end] / forward[whole]


def _align(latin: str, arabic: str, chances: Mapping[Unit, float]) -> tuple[Unit, ...]:
    """Return the likeliest units of a pair; none where they cannot make it."""
    best: dict[tuple[int, int], tuple[float, tuple[Unit, ...]]] = {(0, 0): (0.0, ())}
    for start, end, unit in _steps(latin, arabic):
        if start in best and unit in chances:
            score, units = best[start]
            longer = score + math.log(chances[unit])
            if end not in best or longer > best[end][0]:
                best[end] = longer, (*units, unit)
    return best.get((len(latin), len(arabic)), (0.0, ()))[1]
