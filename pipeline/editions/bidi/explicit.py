"""Embeddings, overrides and isolates: the rules X1 to X8 of UAX #9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

ISOLATES = frozenset({"LRI", "RLI", "FSI"})
REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})
"""What is taken out of the line (X9)."""
_EMBEDDINGS: dict[str, tuple[int, str]] = {"LRE": (0, ""), "RLE": (1, ""), "LRO": (0, "L"), "RLO": (1, "R")}
_DEEPEST = 125
_STRONG = {"L": 0, "R": 1, "AL": 1}


@dataclass(slots=True)
class _Status:
    level: int
    override: str
    isolate: bool


@dataclass(slots=True)
class _Stack:
    """The directional status stack, with what did not fit on it."""

    entries: list[_Status]
    lost_isolates: int = 0
    lost_embeddings: int = 0
    isolates: int = field(default=0)

    def push(self, direction: int, override: str, *, isolate: bool) -> None:
        """Open an embedding or an isolate one level up (X2 to X5c)."""
        last = self.entries[-1].level
        level = last + 1 if (last + 1) % 2 == direction else last + 2
        if level <= _DEEPEST and not self.lost_isolates and not self.lost_embeddings:
            self.entries.append(_Status(level, override, isolate))
            self.isolates += isolate
        elif isolate:
            self.lost_isolates += 1
        elif not self.lost_isolates:
            self.lost_embeddings += 1

    def close_isolate(self) -> None:
        """Close the last isolate, with the embeddings left open in it (X6a)."""
        if self.lost_isolates:
            self.lost_isolates -= 1
        elif self.isolates:
            self.lost_embeddings = 0
            while not self.entries[-1].isolate:
                self.entries.pop()
            self.entries.pop()
            self.isolates -= 1

    def close_embedding(self) -> None:
        """Close the last embedding, but none outside the isolate (X7)."""
        if self.lost_isolates:
            return
        if self.lost_embeddings:
            self.lost_embeddings -= 1
        elif len(self.entries) > 1 and not self.entries[-1].isolate:
            self.entries.pop()


def isolate_partners(classes: Sequence[str]) -> dict[int, int]:
    """Return which PDI closes which isolate (BD9)."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for index, kind in enumerate(classes):
        if kind in ISOLATES:
            opened.append(index)
        elif kind == "PDI" and opened:
            partners[opened.pop()] = index
    return partners


def strong_level(classes: Sequence[str], partners: dict[int, int], start: int, end: int) -> int | None:
    """Return the level that the first strong character outside of isolates asks for (P2, P3), if there is one."""
    index = start
    while index < end:
        kind = classes[index]
        if kind in _STRONG:
            return _STRONG[kind]
        index = partners.get(index, end) + 1 if kind in ISOLATES else index + 1
    return None


def explicit_levels(classes: Sequence[str], partners: dict[int, int], base: int) -> tuple[list[int | None], list[str]]:
    """Return each character's level, None for those that are taken out, and its class under the overrides."""
    stack = _Stack([_Status(base, "", isolate=False)])
    levels: list[int | None] = []
    kinds = list(classes)
    for index, kind in enumerate(classes):
        if kind in _EMBEDDINGS:
            stack.push(*_EMBEDDINGS[kind], isolate=False)
        elif kind == "PDF":
            stack.close_embedding()
        elif kind == "PDI":
            stack.close_isolate()
        status = stack.entries[-1]
        levels.append(None if kind in REMOVED else base if kind == "B" else status.level)
        if status.override and kind not in REMOVED and kind != "B":
            kinds[index] = status.override
        if kind in ISOLATES:
            stack.push(_direction(kind, classes, partners, index), "", isolate=True)
    return levels, kinds


def _direction(kind: str, classes: Sequence[str], partners: dict[int, int], index: int) -> int:
    """Return the direction that an isolate opens: FSI's is that of its first strong character."""
    if kind == "FSI":
        return strong_level(classes, partners, index + 1, partners.get(index, len(classes))) or 0
    return int(kind == "RLI")
