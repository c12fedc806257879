"""Eight ways in which an editor changes an article, as functions from sentences to sentences."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

EVERY = 5
"""One sentence in so many is edited."""
REWRITTEN = 0.7
"""Share of the words that a rewritten sentence gets anew."""
_DIGITS = re.compile(r"\d+")
_CUT = re.compile(r", [^,]{15,90}(?=\.$)")
_SPLIT = re.compile(r",? (?:and|but|while|which|who|after|because) ")
_LEAST_WORDS = 4
_CLAUSES = (
    "according to officials who spoke to reporters",
    "a decision that surprised many observers",
    "after several days of heated debate",
    "despite repeated warnings from aid groups",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """An article after an edit. ``sources`` are its sentences; ``kept`` says which old ones each of some continues.

    One edited unit is one old sentence; ``units`` lists, for each, the places where its translation may stand.
    """

    sources: tuple[str, ...]
    units: tuple[tuple[int, tuple[int, ...]], ...]
    """Old place, and the new places of which one must have its translation."""


Editor = Callable[[Sequence[str], Sequence[str], random.Random], Edited]
"""Takes an article, spare sentences, and the chances."""


def _one_by_one(change: Callable[[str, Sequence[str], random.Random], str | None]) -> Editor:
    """Return an editor that changes sentences where they stand; one that cannot be changed is left."""

    def edit(sources: Sequence[str], spare: Sequence[str], chance: random.Random) -> Edited:
        result = list(sources)
        units = []
        last = -EVERY
        for place, source in enumerate(sources):
            changed = change(source, spare, chance) if place - last >= EVERY else None
            if changed and changed != source:
                last = place
                result[place] = changed
                units.append((place, (place,)))
        return Edited(sources=tuple(result), units=tuple(units))

    return edit


def _number(source: str, _: Sequence[str], chance: random.Random) -> str | None:
    return _DIGITS.sub(lambda match: str(int(match[0]) + chance.randint(1, 9)), source, count=1)


def _clause(source: str, _: Sequence[str], chance: random.Random) -> str | None:
    return f"{source[:-1]}, {chance.choice(_CLAUSES)}." if source.endswith(".") else None


def _cut(source: str, _: Sequence[str], __: random.Random) -> str | None:
    shorter = _CUT.sub("", source)
    return shorter if len(shorter.split()) >= _LEAST_WORDS else None


def _rewrite(source: str, spare: Sequence[str], chance: random.Random) -> str | None:
    words = source.split()
    if len(words) < 2 * _LEAST_WORDS:
        return None
    pool = " ".join(chance.sample(list(spare), 4)).split()
    for place in chance.sample(range(len(words)), round(REWRITTEN * len(words))):
        words[place] = chance.choice(pool)
    return " ".join(words)


def _insert(sources: Sequence[str], spare: Sequence[str], chance: random.Random) -> Edited:
    fresh = iter(chance.sample(list(spare), len(sources) // EVERY + 1))
    result: list[str] = []
    units = []
    for place, source in enumerate(sources):
        if place % EVERY == EVERY - 1:
            result.append(next(fresh))
            units.append((place, (len(result),)))
        result.append(source)
    return Edited(sources=tuple(result), units=tuple(units))


def _swap(sources: Sequence[str], _: Sequence[str], __: random.Random) -> Edited:
    """Swap paragraphs of two sentences."""
    order = list(range(len(sources)))
    units = []
    for start in range(1, len(sources) - 3, 2 * EVERY):
        order[start : start + 4] = [start + 2, start + 3, start, start + 1]
        units += [(old, (order.index(old),)) for old in range(start, start + 4)]
    return Edited(sources=tuple(sources[old] for old in order), units=tuple(units))


def _split(sources: Sequence[str], _: Sequence[str], __: random.Random) -> Edited:
    result: list[str] = []
    units = []
    last = -EVERY
    for place, source in enumerate(sources):
        halves = _halves(source) if place - last >= EVERY else None
        if halves:
            last = place
            units.append((place, (len(result), len(result) + 1)))
            result += halves
        else:
            result.append(source)
    return Edited(sources=tuple(result), units=tuple(units))


def _halves(source: str) -> tuple[str, str] | None:
    """Part a sentence at the conjunction nearest its middle, and begin the second with a capital."""
    places = [match for match in _SPLIT.finditer(source) if source.endswith(".")]
    places = [
        match
        for match in places
        if min(len(source[: match.start()].split()), len(source[match.end() :].split())) >= _LEAST_WORDS
    ]
    if not places:
        return None
    best = min(places, key=lambda match: abs(match.start() - len(source) / 2))
    rest = source[best.end() :]
    return f"{source[: best.start()]}.", f"{rest[0].upper()}{rest[1:]}"


def _join(sources: Sequence[str], _: Sequence[str], __: random.Random) -> Edited:
    result: list[str] = []
    units = []
    skip = False
    for place, source in enumerate(sources):
        if skip:
            skip = False
            continue
        after = sources[place + 1] if place + 1 < len(sources) else ""
        if place % EVERY == 1 and source.endswith(".") and after.endswith("."):
            units += [(place, (len(result),)), (place + 1, (len(result),))]
            result.append(f"{source[:-1]}, and {after[0].lower()}{after[1:]}")
            skip = True
        else:
            result.append(source)
    return Edited(sources=tuple(result), units=tuple(units))


EDITORS: tuple[tuple[str, Editor, float], ...] = (
    ("number changed", _one_by_one(_number), 100.0),
    ("clause added", _one_by_one(_clause), 100.0),
    ("clause cut", _one_by_one(_cut), 100.0),
    ("70 % rewritten", _one_by_one(_rewrite), 100.0),
    ("sentence inserted before", _insert, 100.0),
    ("paragraphs swapped", _swap, 100.0),
    ("sentence split", _split, 80.0),
    ("sentences joined", _join, 80.0),
)
"""Name, edit, and the goal in percent."""
