"""Tell which edits of a text are so much likelier than the text that its translation must say something else.

The margins are package data, one for each kind of edit, made by ``python -m evaluations.contrast --fit``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.numbers.words import Values
from pipeline.model import Likelihood, Misreading, Pair, Rival

MOST_SHOWN = 2
"""Findings of a unit: the edits of one error are often several."""


class Margins(msgspec.Struct, frozen=True, kw_only=True):
    """The strength (see `strength`) that makes an edit a finding, by kind; a kind that is not named never is one.

    ``signature`` names the model and the lexicon that the margins were fitted with. Of ``good`` right translations that
    they were fitted to, ``alarms`` have a finding.
    """

    signature: str
    date: str
    good: int
    alarms: int
    margins: dict[str, float]


@cache
def load_margins() -> Margins:
    """Return the margins that the package ships."""
    return msgspec.json.decode(files(__package__).joinpath("contrast.json").read_bytes(), type=Margins)


def find_misreadings(pair: Pair, likelihood: Likelihood) -> tuple[Misreading, ...]:
    """Return what a pair reads as, the surest first; of edits that overlap only the surest."""
    margins = load_margins().margins
    sure = [rival for rival in likelihood.rivals if strength(rival) > margins.get(rival.kind, float("inf"))]
    found: list[Rival] = []
    for rival in sorted(sure, key=lambda rival: margins[rival.kind] - strength(rival)):
        if not any(_overlap(rival, other) for other in found) and not _is_third_number(pair, rival):
            found.append(rival)
    return tuple(
        Misreading(in_target=not rival.in_source, span=(rival.start, rival.end), text=rival.replacement)
        for rival in found[:MOST_SHOWN]
    )


def strength(rival: Rival) -> float:
    """Return how strongly the model prefers an edit to the text, both ways together, in nats."""
    return rival.forth + rival.back


def _overlap(one: Rival, other: Rival) -> bool:
    return one.in_source == other.in_source and one.start < other.end and other.start < one.end


def _is_third_number(pair: Pair, rival: Rival) -> bool:
    """Tell whether an edit says a number that is in neither text: it says that one is wrong, but not which."""
    source, target = (pair.source, pair.source_language), (pair.target, pair.target_language)
    (text, language), other = (source, target) if rival.in_source else (target, source)
    new = _numbers(rival.replacement, language) - _numbers(text[rival.start : rival.end], language)
    return bool(new) and not new & _numbers(*other)


def _numbers(text: str, language: str) -> Values:
    return read_numerals(text, language).values
