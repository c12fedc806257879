"""The proof of a line: whether numbers, brackets and ends of sentences stand right where a reader sees them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.editions.bidi.algorithm import lay_out
from pipeline.editions.bidi.implicit import CLOSING

# What is read from left to right in any text: digits with what joins them. A range of two numbers may run either way.
_NUMBER = re.compile(r"(?<![\w.,/-])[+−-]?\d+(?:[.,:/٫٬]\d+)*(?![\w/]|[.,:-]\d)|(?<![\w-])\d+(?:-\d+){2,}(?![\w-])")
_ENDS = ".!?؟…؛:"
_ISOLATES = "\u2066\u2067\u2068\u2069"
_BEHIND_ENDS = '"”»’)]' + _ISOLATES
_CONTROLS = re.compile("[\u202a-\u202e]")
_CLOSERS = frozenset(CLOSING.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is shown wrongly: what (``number``, ``bracket``, ``end``, ``control``), its text, and where."""

    kind: str
    text: str
    start: int


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
    control = _CONTROLS.search(text)
    return (
        *((Flaw(kind="control", text=text, start=control.start()),) if control else ()),
        *_numbers(text, seen),
        *_brackets(text, seen),
        *(flaw for stretch in stretches for flaw in _stretch(text, seen, stretch)),
    )


def _numbers(text: str, seen: dict[int, int]) -> Iterator[Flaw]:
    """Yield the numbers whose characters do not stand side by side from left to right."""
    for match in _NUMBER.finditer(text):
        first = seen.get(match.start(), 0)
        if any(seen.get(index) != first + step for step, index in enumerate(range(*match.span()))):
            yield Flaw(kind="number", text=match[0], start=match.start())


@dataclass(slots=True)
class _Bracket:
    """An opened bracket, and which places the text behind it takes on the line: the first, the last, how many."""

    start: int
    closer: str
    first: int = -1
    last: int = -1
    count: int = 0

    def take(self, first: int, last: int, count: int) -> None:
        """Add places to those of the text inside."""
        self.first = first if self.first < 0 else min(self.first, first)
        self.last = max(self.last, last)
        self.count += count


def _brackets(text: str, seen: dict[int, int]) -> Iterator[Flaw]:
    """Yield the pairs of brackets that do not stand around what is between them, and around nothing else."""
    opened: list[_Bracket] = []
    closers: Counter[str] = Counter()
    for index, char in enumerate(text):
        if char in _CLOSERS and closers[char]:
            while opened:
                bracket = opened.pop()
                closers[bracket.closer] -= 1
                if bracket.closer == char:
                    if not _stands_around(bracket, seen[bracket.start], seen[index]):
                        yield Flaw(kind="bracket", text=text[bracket.start : index + 1], start=bracket.start)
                    _pass_on(opened, bracket, seen[bracket.start], seen[index])
                    break
                _pass_on(opened, bracket, seen[bracket.start])
        elif char in CLOSING:
            opened.append(_Bracket(index, CLOSING[char]))
            closers[CLOSING[char]] += 1
        elif opened and index in seen:
            opened[-1].take(seen[index], seen[index], 1)


def _pass_on(opened: list[_Bracket], inner: _Bracket, *places: int) -> None:
    """Add a bracket, at one or two places, and what is in it to the one around it."""
    if opened:
        for place in places:
            opened[-1].take(place, place, 1)
        if inner.count:
            opened[-1].take(inner.first, inner.last, inner.count)


def _stands_around(bracket: _Bracket, start: int, end: int) -> bool:
    left, right = sorted((start, end))
    inside = not bracket.count or (left < bracket.first and bracket.last < right)
    return inside and right - left == bracket.count + 1


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
        yield Flaw(kind="end", text=sentence, start=stretch.start)


def _last_mark(sentence: str) -> int | None:
    """Return where the last visible punctuation of a sentence is, if it ends with some."""
    ends = sentence.rstrip(_BEHIND_ENDS)
    return len(sentence.rstrip(_ISOLATES)) - 1 if ends and ends[-1] in _ENDS else None


def _invisible(sentence: str, last: int) -> int:
    """Count the isolating characters after a mark: they have places, but no width."""
    return len(sentence) - last - 1
