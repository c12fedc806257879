"""The Unicode Bidirectional Algorithm (UAX #9): in which order the characters of a line are shown.

Rule names (``W4``, ``N0``) are those of the standard. One paragraph on one line; mirroring and shaping are left to
whoever draws it. The libraries that do this are under licences that we cannot pass on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.editions.bidi.explicit import ISOLATES, REMOVED, explicit_levels, isolate_partners, strong_level
from pipeline.editions.bidi.implicit import resolve_sequence

_RESET = ISOLATES | {"WS", "PDI"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is shown: the paragraph's level, each character's (None: not shown), and the order from the left."""

    base: int
    levels: tuple[int | None, ...]
    order: tuple[int, ...]


def lay_out(text: str, base: int | None = None) -> Line:
    """Lay out one line; ``base`` is 0 (left to right), 1 (right to left), or None: by the first strong letter."""
    classes = [unicodedata.bidirectional(char) or "L" for char in text]
    partners = isolate_partners(classes)
    level = strong_level(classes, partners, 0, len(classes)) or 0 if base is None else base
    explicit, kinds = explicit_levels(classes, partners, level)
    levels = list(explicit)
    for sequence in _sequences(classes, explicit, partners):
        first, last = sequence[0], sequence[-1]
        own = explicit[first] or 0
        before = _neighbour(explicit, first, -1, level)
        # Behind an isolate that nothing closes comes the end of the paragraph.
        after = level if classes[last] in ISOLATES else _neighbour(explicit, last, 1, level)
        edges = ("RL"[max(own, before) % 2 == 0], "RL"[max(own, after) % 2 == 0])
        resolved = resolve_sequence(
            [text[index] for index in sequence], [kinds[index] for index in sequence], own, edges
        )
        for index, value in zip(sequence, resolved, strict=True):
            levels[index] = value
    _reset(classes, levels, level)
    return Line(base=level, levels=tuple(levels), order=tuple(_reorder(levels)))


def _neighbour(levels: Sequence[int | None], index: int, step: int, base: int) -> int:
    """Return the level of the next character that is shown; the paragraph's at its ends."""
    index += step
    while 0 <= index < len(levels):
        level = levels[index]
        if level is not None:
            return level
        index += step
    return base


def _sequences(classes: Sequence[str], levels: Sequence[int | None], partners: dict[int, int]) -> Iterator[list[int]]:
    """Yield the isolating run sequences (X10): runs of a level, those around an isolate as one."""
    runs: list[list[int]] = []
    for index, level in enumerate(levels):
        if level is None:
            continue
        if runs and levels[runs[-1][-1]] == level:
            runs[-1].append(index)
        else:
            runs.append([index])
    starting = {run[0]: run for run in runs}
    closers = set(partners.values())
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in closers:
            continue
        sequence = list(run)
        while classes[sequence[-1]] in ISOLATES and sequence[-1] in partners:
            sequence += starting[partners[sequence[-1]]]
        yield sequence


def _reset(classes: Sequence[str], levels: list[int | None], base: int) -> None:
    """Give separators, and white space before them and at the end, the paragraph's level (L1)."""
    trailing = True
    for index in range(len(classes) - 1, -1, -1):
        kind = classes[index]
        if kind in REMOVED:
            continue
        trailing = kind in {"S", "B"} or (trailing and kind in _RESET)
        if trailing:
            levels[index] = base


def _reorder(levels: Sequence[int | None]) -> list[int]:
    """Return the characters from left to right: runs reversed from the highest level down (L2)."""
    order = [index for index, level in enumerate(levels) if level is not None]
    highest = max((levels[index] or 0 for index in order), default=0)
    for limit in range(highest, 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and (levels[order[end]] or 0) >= limit:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order
