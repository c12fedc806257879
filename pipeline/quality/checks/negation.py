"""Negations lost or added: each "not" of one text wants a negation near the same words of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from pipeline.languages.lexicon import load_lexicon
from pipeline.languages.polarity import NegationMark, Polarity, negated_stems, read_polarity
from pipeline.languages.stems import place
from pipeline.model import Finding, Pair, Severity

_SCOPE = 4
"""Words after a negation that tell where its translation is to be sought."""
_NEAR = (5, 3)
"""Words before and after a scope word's translation among which a negation may stand."""
_LONG = 60
"""From so many words on, a text has several sentences: a word found in the other says less."""
_SLACK = 3
"""Words by which two places may differ and still be the same."""
_MOST = 60
"""Negations of a text that are compared, each with each: no sentence has so many, only a list or an attack."""
_APART = 0.2
"""What it costs when the words negated are found, but elsewhere."""
_CERTAIN = -1.5
"""Log-odds of a scope word whose translation is no coincidence."""
_FROM_PLAIN = {
    "plain": 0,
    "nor": 1,
    "soft": 2,
    "phrase": 2,
    "half": 2,
    "only": 2,
    "mild": 2,
    "bound": 3,
    "least": 3,
    "carrier": 4,
    "double": 4,
    "idiom": 4,
    "hint": 6,
}
"""How far each kind of mark is from a plain negation: the farther from each other, the less two answer each other."""
_STEP = 0.05
"""What one step of that costs."""
_PARTNERS = {
    "only": {"half"},
    "bound": {"bound", "least", "plain"},
    "least": {"bound", "least"},
    "double": {"double", "plain"},
}
"""The kinds that answer a few others only."""
_ANY = frozenset(_FROM_PLAIN)
_LIMIT, _SURE = 0.4, 0.15
"""The most that an answer may cost, and what it has to cost less than, not to leave a doubt."""
_NONE = 1.0
"""What it costs to have no answer."""
_SURELY = frozenset({"plain", "nor", "phrase", "bound", "double"})
_WANTING = _SURELY | {"soft", "mild", "half", "least"}
_SCOPED = frozenset({"plain", "nor", "half"})
_LOST = "has no counterpart; does the translation say the opposite?"
_ADDED = "negates what the source does not; does it say the opposite?"


@dataclass(frozen=True, slots=True)
class UnmatchedNegation:
    """A negation of one text that the other seems not to have."""

    mark: NegationMark
    added: bool
    """Whether it stands in the target."""
    severity: Severity


class NegationCheck:
    """Compares the negations of both texts."""

    name = "negation"
    title = "Negation"
    explanation = (
        "The translation seems to lose a negation of the source (not, never, without; لا، لم، لن، ليس، غير), or to "
        "add one: does it say the opposite? If it says the same in other words (remained silent for did not speak), "
        "all is well; where such words stand near, and where a phrase is often put without a negation, the finding is "
        "no more than a remark."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield the negations that are lost, then those that are added."""
        source = read_polarity(pair.source, pair.source_language)
        target = read_polarity(pair.target, pair.target_language)
        if source is None or target is None or source.language == target.language:
            return
        if not source.marks and not target.marks:
            return
        for found in compare(source, target):
            text = pair.target if found.added else pair.source
            span = place(text, found.mark.first, found.mark.last)
            yield Finding(
                check=self.name,
                severity=found.severity,
                message=f'"{text[slice(*span)]}" {_ADDED if found.added else _LOST}',
                source_span=None if found.added else span,
                target_span=span if found.added else None,
            )


def compare(source: Polarity, target: Polarity) -> list[UnmatchedNegation]:
    """Return the negations that only one text has, those of the source first.

    If several are missing, the text probably uses other words: a warning only if a single plain "not" is missing.
    """
    if not any(mark.kind in _WANTING for mark in (*source.marks, *target.marks)):
        return []
    if max(len(source.marks), len(target.marks)) > _MOST:
        return []
    sides = (_Side(source, target), _Side(target, source))
    found = [
        UnmatchedNegation(mark, side.own is target, severity)
        for side, costs in zip(sides, _answers(sides), strict=True)
        for mark, cost in zip(side.own.marks, costs, strict=True)
        if (severity := _severity(mark, cost, side))
    ]
    warned = [item.mark.kind for item in found if item.severity is Severity.WARNING]
    if len(found) == 1 or warned == ["plain"]:
        return found
    return [replace(item, severity=Severity.INFO) for item in found]


class _Side:
    """One text against the other: where the other says what each mark is about."""

    def __init__(self, own: Polarity, other: Polarity) -> None:
        self.own, self.other = own, other
        self.places = {mark: tuple(_places(mark, own, other)) for mark in own.marks if mark.kind in _WANTING}

    def near(self, mark: NegationMark, other: NegationMark) -> bool | None:
        """Tell whether a mark stands by the translation of what this one is about; None where that is not found."""
        places = self.places.get(mark)
        if not places:
            return None
        before, after = _NEAR
        return any(found - before <= other.last and other.first <= found + after for found in places)


def _answers(sides: tuple[_Side, _Side]) -> tuple[list[float], list[float]]:
    """Return the cost of the counterpart of each mark of each text; the closest marks are paired first."""
    source, target = (side.own.marks for side in sides)
    costs = sorted(
        (cost, here, there)
        for here, one in enumerate(source)
        for there, other in enumerate(target)
        if (cost := _cost(one, other, sides)) <= _LIMIT
    )
    lost, added = [_NONE] * len(source), [_NONE] * len(target)
    for cost, here, there in costs:
        if lost[here] == added[there] == _NONE:
            lost[here] = added[there] = cost
    return lost, added


def _cost(one: NegationMark, other: NegationMark, sides: tuple[_Side, _Side]) -> float:
    """Return how far apart two marks are: 0 is certainly the same negation, 1 the other end of the text.

    Where each text has one of its kind, its place says nothing: At least 95 per cent, 95 في المئة على الأقل.
    """
    if other.kind not in _PARTNERS.get(one.kind, _ANY) or one.kind not in _PARTNERS.get(other.kind, _ANY):
        return inf
    source, target = sides[0].own, sides[1].own
    steps = _STEP * abs(_FROM_PLAIN[one.kind] - _FROM_PLAIN[other.kind])
    if _is_only(one, source) and _is_only(other, target) and steps <= _STEP:
        return steps
    gap = abs(one.first - other.first * len(source.words) / len(target.words))
    distance = max(gap - _SLACK, 0) / len(source.words)
    verdicts = (sides[0].near(one, other), sides[1].near(other, one))
    if True in verdicts:
        distance /= 4
    elif False in verdicts:
        distance += _APART
    return distance + steps


def _is_only(mark: NegationMark, side: Polarity) -> bool:
    """Tell whether a mark is the only one of its kind in a text."""
    return sum(other.kind == mark.kind for other in side.marks) == 1


def _severity(mark: NegationMark, cost: float, side: _Side) -> Severity | None:
    """Return the severity for a mark whose best counterpart has this cost."""
    if mark.kind not in _WANTING or cost < _SURE:
        return None
    if cost == _NONE and (mark.kind in _SURELY or (mark.kind == "soft" and _is_turned(mark, side))):
        return Severity.WARNING
    return Severity.INFO


def _is_turned(mark: NegationMark, side: _Side) -> bool:
    """Tell whether the other text has a word negated by its prefix without the negation: legal for unlawful."""
    lexicon = load_lexicon(side.own.language, side.other.language)
    rows = (lexicon[name] for name in negated_stems(mark, side.own) if name in lexicon)
    return len(side.own.words) <= _LONG and any(not row.others.isdisjoint(side.other.stems) for row in rows)


def _places(mark: NegationMark, side: Polarity, other: Polarity) -> Iterator[int]:
    """Yield where the other text translates what the negation is about."""
    lexicon = load_lexicon(side.language, other.language)
    scope = negated_stems(mark, side) if mark.kind == "soft" else ()
    after = side.stems[mark.last + 1 : mark.last + 1 + (_SCOPE if mark.kind in _SCOPED else 1)]
    for name in scope or after:
        row = lexicon.get(name)
        if row is None or row.present > _CERTAIN:
            continue
        yield from (index for index, found in enumerate(other.stems) if found in row.others)
