"""Features of the blank lines of a page: which lines they hold together, and what the first of those is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.sources.readers.page_lines import bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.sources.readers.page_places import Page

_NONE, _MOST = 0.02, 0.6
_EDGE = 9


def blocks(page: Page) -> Iterator[list[str]]:
    """Yield, for each line, the blank lines around it and what they hold together."""
    lines = page.lines
    share = sum(line.gap > 0 for line in lines[1:]) / max(1, len(lines) - 1)
    density = "none" if share < _NONE else "some" if share < _MOST else "all"
    parts = _parts(page)
    words = [sum(len(lines[at].words) for at in part if lines[at].letter == "P") for part in parts]
    total = sum(len(line.words) for line in lines if line.is_sentence) or 1
    biggest = max(range(len(parts)), key=words.__getitem__, default=0)
    for number, part in enumerate(parts):
        for index in part:
            found = list(_gaps(page, index, density))
            if density == "some":
                found += _part(page, part, index, words[number] / total)
                found.append(f"part-beside={(number > biggest) - (number < biggest)}{page.letters[index]}")
            yield found


def _parts(page: Page) -> list[list[int]]:
    """Return the lines between blank lines."""
    parts: list[list[int]] = []
    for index, line in enumerate(page.lines):
        if line.gap or not parts:
            parts.append([])
        parts[-1].append(index)
    return parts


def _gaps(page: Page, index: int, density: str) -> Iterator[str]:
    """Yield the blank lines above and below a line."""
    letter = page.letters[index]
    above = page.lines[index].gap
    below = page.lines[index + 1].gap if index + 1 < len(page.lines) else _EDGE
    apart = f"{min(above, 1)}{min(below, 1)}{density}"
    yield f"gaps={density}"
    yield f"gap={above}{density}{letter}"
    yield f"gap-below={below}{density}{letter}"
    yield f"apart={apart}{letter}"
    yield f"apart={apart}:{page.letter(index - 1)}{letter}{page.letter(index + 1)}"


def _part(page: Page, part: Sequence[int], index: int, share: float) -> Iterator[str]:
    """Yield what the lines between two blank lines are, for one of them."""
    letter, first = page.letters[index], page.lines[part[0]]
    size, prose = len(part), sum(page.letters[at] == "P" for at in part)
    at = index - part[0]
    yield f"part-size={bucket(size, (1, 2, 3, 5, 8))}{letter}"
    yield f"part-prose={bucket(prose, (0, 1, 2, 4, 8))}{letter}"
    yield f"part-share={bucket(share, (0, 0.05, 0.1, 0.2, 0.4, 0.7))}{letter}"
    yield f"part-known={bucket(sum(page.letters[other] == 'R' for other in part), (0, 1, 2, 4))}{letter}"
    yield f"part-at={min(at, 3)}{letter}"
    yield f"part-first={first.letter}{letter}{min(at, 1)}"
    yield f"part={bucket(size, (1, 2, 3, 5, 8))}:{bucket(prose, (0, 1, 2, 4, 8))}"
    if at:
        if first.letter != "P":
            yield from (f"part-word={word}" for word in set(first.words))
        if first.rule:
            yield f"part-rule={first.rule}{letter}"
