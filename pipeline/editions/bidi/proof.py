"""The proof of a line: whether numbers, brackets and ends of sentences stand right where a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.editions.bidi.algorithm import lay_out
from pipeline.editions.bidi.implicit import CLOSING

# What is read from left to right in any text: digits with what joins them. A range of two numbers may run either way.
_NUMBER = re.compile(r"(?<![\w.,/-])[+−-]?\d+(?:[.,:/٫٬]\d+)*(?![\w/]|[.,:-]\d)|(?<![\w-])\d+(?:-\d+){2,}(?![\w-])")
_ENDS = re.compile(r"[.!?؟…؛:]+[\"”»’)\]\u2066-\u2069]*$")
_CONTROLS = re.compile("[\u202a-\u202e]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is shown wrongly: what (``number``, ``bracket``, ``end``, ``control``), and the text it is in."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A sentence in a line, as a reader should find it: in one piece, its end at the end of its direction."""

    start: int
    end: int
    direction: str


def prove(text: str, direction: str, stretches: Sequence[Stretch] = ()) -> tuple[Flaw, ...]:
    """Return what is shown wrongly in a paragraph of a direction; nothing, if all is well."""
    line = lay_out(text, int(direction == "rtl"))
    seen = {index: place for place, index in enumerate(line.order)}
    flaws = [
        *(Flaw(kind="control", text=text) for _ in [*_CONTROLS.finditer(text)][:1]),
        *_numbers(text, seen),
        *_brackets(text, seen),
        *(flaw for stretch in stretches for flaw in _stretch(text, seen, stretch)),
    ]
    return tuple(dict.fromkeys(flaws))


def _numbers(text: str, seen: dict[int, int]) -> Iterator[Flaw]:
    """Yield the numbers whose characters do not stand side by side from left to right."""
    for match in _NUMBER.finditer(text):
        first = seen.get(match.start(), 0)
        if any(seen.get(index) != first + step for step, index in enumerate(range(*match.span()))):
            yield Flaw(kind="number", text=match[0])


def _brackets(text: str, seen: dict[int, int]) -> Iterator[Flaw]:
    """Yield the pairs of brackets that do not stand around what is between them."""
    closers = set(CLOSING.values())
    opened: list[int] = []
    for index, char in enumerate(text):
        if char in CLOSING:
            opened.append(index)
        elif char in closers:
            while opened and CLOSING[text[opened[-1]]] != char:
                opened.pop()
            if opened:
                start = opened.pop()
                if not _around(seen, start, index):
                    yield Flaw(kind="bracket", text=text[start : index + 1])


def _around(seen: dict[int, int], start: int, end: int) -> bool:
    """Tell whether a pair of brackets stands around its content, and around nothing else."""
    inside = [seen[index] for index in range(start + 1, end) if index in seen]
    left, right = sorted((seen[start], seen[end]))
    return all(left < place < right for place in inside) and right - left == len(inside) + 1


def _stretch(text: str, seen: dict[int, int], stretch: Stretch) -> Iterator[Flaw]:
    """Yield a sentence that is torn apart, or whose last mark is not at its end."""
    places = [seen[index] for index in range(stretch.start, stretch.end) if index in seen]
    if not places:
        return
    sentence = text[stretch.start : stretch.end]
    last = _last_mark(sentence)
    edge = min(places) if stretch.direction == "rtl" else max(places)
    torn = max(places) - min(places) + 1 != len(places)
    if torn or (last is not None and abs(seen.get(stretch.start + last, edge) - edge) > _invisible(sentence, last)):
        yield Flaw(kind="end", text=sentence)


def _last_mark(sentence: str) -> int | None:
    """Return where the last visible punctuation of a sentence is, if it ends with some."""
    match = _ENDS.search(sentence)
    if match is None:
        return None
    visible = [index for index in range(match.start(), len(sentence)) if not "\u2066" <= sentence[index] <= "\u2069"]
    return visible[-1]


def _invisible(sentence: str, last: int) -> int:
    """Count the isolating characters after a mark: they have places, but no width."""
    return len(sentence) - last - 1
