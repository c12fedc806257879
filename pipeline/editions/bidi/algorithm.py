"""The Unicode Bidirectional Algorithm (UAX #9): in which order the characters of a line are shown.

Rule names (``W4``, ``N0``) are those of the standard. One paragraph on one line; mirroring and shaping are left to
whoever draws it. Embeddings and overrides (U+202A to U+202E) are passed over as if they were not there: an edition must
not hold any, and the proof says so. The libraries that do this are under licences that we cannot pass on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.editions.bidi.implicit import ISOLATES, resolve_sequence

REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})
"""What is taken out of the line (X9)."""
_RESET = ISOLATES | {"WS", "PDI"}
_STRONG = {"L": 0, "R": 1, "AL": 1}
_DEEPEST = 125
"""The standard's limit of nested levels (BD2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is shown: the paragraph's level, each character's (None: not shown), and the order from the left."""

    base: int
    levels: tuple[int | None, ...]
    order: tuple[int, ...]


def lay_out(text: str, base: int | None = None) -> Line:
    """Lay out one line; ``base`` is 0 (left to right), 1 (right to left), or None: by the first strong letter."""
    classes = [unicodedata.bidirectional(char) or "L" for char in text]
    partners = _isolate_partners(classes)
    level = _strong_level(classes, partners, 0, len(classes)) or 0 if base is None else base
    explicit = _explicit_levels(classes, partners, level)
    levels = list(explicit)
    before, after = _neighbours(explicit, level), _neighbours(explicit[::-1], level)[::-1]
    for sequence in _sequences(classes, explicit, partners):
        first, last = sequence[0], sequence[-1]
        own = explicit[first] or 0
        # Behind an isolate that nothing closes comes the end of the paragraph.
        following = level if classes[last] in ISOLATES else after[last]
        edges = ("RL"[max(own, before[first]) % 2 == 0], "RL"[max(own, following) % 2 == 0])
        resolved = resolve_sequence(
            [text[index] for index in sequence], [classes[index] for index in sequence], own, edges
        )
        for index, value in zip(sequence, resolved, strict=True):
            levels[index] = value
    _reset(classes, levels, level)
    return Line(base=level, levels=tuple(levels), order=tuple(_reorder(levels)))


def _isolate_partners(classes: Sequence[str]) -> dict[int, int]:
    """Return which PDI closes which isolate (BD9)."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for index, kind in enumerate(classes):
        if kind in ISOLATES:
            opened.append(index)
        elif kind == "PDI" and opened:
            partners[opened.pop()] = index
    return partners


def _strong_level(classes: Sequence[str], partners: dict[int, int], start: int, end: int) -> int | None:
    """Return the level that the first strong character outside of isolates asks for (P2, P3), if there is one."""
    index = start
    while index < end:
        kind = classes[index]
        if kind in _STRONG:
            return _STRONG[kind]
        index = partners.get(index, end) + 1 if kind in ISOLATES else index + 1
    return None


def _explicit_levels(classes: Sequence[str], partners: dict[int, int], base: int) -> list[int | None]:
    """Return the level that each character has by the isolates around it (X5a to X6a); None if it is taken out."""
    levels: list[int | None] = []
    stack, lost = [base], 0  # isolates deeper than the limit have no level of their own
    for index, kind in enumerate(classes):
        if kind == "PDI" and lost:
            lost -= 1
        elif kind == "PDI" and len(stack) > 1:
            stack.pop()
        levels.append(None if kind in REMOVED else base if kind == "B" else stack[-1])
        if kind in ISOLATES:
            inner = stack[-1] + 1
            inner += inner % 2 != _direction(kind, classes, partners, index)
            if inner <= _DEEPEST and not lost:
                stack.append(inner)
            else:
                lost += 1
    return levels


def _direction(kind: str, classes: Sequence[str], partners: dict[int, int], index: int) -> int:
    """Return the direction that an isolate opens: FSI's is that of its first strong character."""
    if kind == "FSI":
        return _strong_level(classes, partners, index + 1, partners.get(index, len(classes))) or 0
    return int(kind == "RLI")


def _neighbours(levels: Sequence[int | None], base: int) -> list[int]:
    """Return for each character the level of the last one before it that is shown; the paragraph's at the start."""
    before, last = [], base
    for level in levels:
        before.append(last)
        last = last if level is None else level
    return before


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
