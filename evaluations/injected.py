"""The six kinds of errors that are put into good translations, and which findings tell of each."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from evaluations.spoiling import (
    Rule,
    change_number,
    drop_number,
    flip_negation,
    leave_untranslated,
    loop,
    lose_quotes,
)
from pipeline.model import Pair

_TURNS = 4
"""How often a pair is asked for a place, where a set has few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of error: how it is made, and which findings tell of it."""

    name: str
    make: Rule
    checks: frozenset[str]
    goal: float


KINDS = (
    Kind(
        name="number changed",
        make=change_number,
        checks=frozenset({"numbers", "dates", "amounts", "months"}),
        goal=0.95,
    ),
    Kind(
        name="number dropped",
        make=drop_number,
        checks=frozenset({"numbers", "dates", "amounts", "months"}),
        goal=0.95,
    ),
    Kind(name="negation flipped", make=flip_negation, checks=frozenset({"negation"}), goal=0.95),
    Kind(
        name="quote lost",
        make=lose_quotes,
        checks=frozenset({"quotes"}),
        goal=0.95,
    ),
    Kind(
        name="left in the source language",
        make=leave_untranslated,
        checks=frozenset({"untranslated", "script"}),
        goal=0.95,
    ),
    Kind(
        name="looped",
        make=loop,
        checks=frozenset({"repetition"}),
        goal=0.95,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """A good pair, and the same with an error in its target."""

    clean: Pair
    spoilt: str


def inject(kind: Kind, pairs: tuple[Pair, ...], least: int, limit: int) -> list[Injected]:
    """Return up to ``limit`` pairs with an error of one kind, spread over the set; the same in every run.

    Pairs with several places for an error are asked again where fewer than ``least`` are found.
    """
    order = list(range(len(pairs)))
    Random(f"{kind.name} {len(pairs)}").shuffle(order)
    made: dict[tuple[int, str], Injected] = {}
    for turn in range(_TURNS):
        for index in order:
            random, pair = Random(f"{kind.name} {index}" + (f" {turn}" if turn else "")), pairs[index]
            spoilt = kind.make(pair, random)
            if spoilt and spoilt != pair.target:
                made[index, spoilt] = Injected(clean=pair, spoilt=spoilt)
            if len(made) == (limit if turn == 0 else least):
                return list(made.values())
        if len(made) >= least:
            break
    return list(made.values())
