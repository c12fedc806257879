"""Keep the numbers of a source: the model drops and garbles digits more often than words."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.languages.matching import fold
from pipeline.model import Direction, Finding, Pair, Rule, Severity, Term
from pipeline.quality.checks.numbers import Numbers

_NUMBERS = Numbers()


def lost_numbers(source: str, target: str, direction: Direction) -> tuple[Term, ...]:
    """Return the numbers of a source that a target does not say, as terms whose wording is the number."""
    lost = dict.fromkeys(
        source[slice(*finding.source_span)]
        for finding in _errors(source, target, direction)
        if finding.source_span is not None
    )
    return tuple(
        Term(
            source=number,
            targets=(_in_latin(number),),
            rule=Rule.REQUIRED,
            source_language=direction.source,
            target_language=direction.target,
        )
        for number in lost
    )


def has_wrong_numbers(source: str, target: str, direction: Direction) -> bool:
    """Tell whether a target lost, changed or added a number."""
    return bool(_errors(source, target, direction))


def mend_numbers(source: str, target: str, direction: Direction) -> str:
    """Return a target with its wrong numbers replaced by those of the source that are missing, in their order.

    Where it is not clear which number stands for which, or the result would still be wrong, the target stays as it is.
    """
    found = _errors(source, target, direction)
    missing = [finding.source_span for finding in found if finding.source_span is not None]
    added = [finding.target_span for finding in found if finding.target_span is not None]
    if not missing or len(missing) != len(added):
        return target
    pieces, end = [], 0
    for ours, theirs in zip(sorted(missing), sorted(added), strict=True):
        pieces += [target[end : theirs[0]], _in_latin(source[slice(*ours)])]
        end = theirs[1]
    mended = "".join([*pieces, target[end:]])
    return target if has_wrong_numbers(source, mended, direction) else mended


def _in_latin(number: str) -> str:
    """Return a number in the digits and separators that both languages read: ٤٩٫٩ is 49.9."""
    return fold(number).text


def _errors(source: str, target: str, direction: Direction) -> Sequence[Finding]:
    pair = Pair(source=source, target=target, source_language=direction.source, target_language=direction.target)
    return [finding for finding in _NUMBERS.find(pair) if finding.severity is Severity.ERROR]
