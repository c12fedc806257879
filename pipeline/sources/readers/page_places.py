"""The lines of a scraped page together, and features of where each stands: the main stretch is the likely article."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.sources.readers.page_lines import Line, bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9, 0.999)
_CAPPED = 40
_PENALTIES = (3, 8, 16)
_LISTED = 8
_HEADLINE_WORDS = 4


class Page:
    """The lines of a page together: where most sentences stand, and what they speak of."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.letters = [line.letter for line in lines]
        self.spans = [self._span(penalty) for penalty in _PENALTIES]
        self.first, self.last = self.spans[1]
        self.keys = Counter(line.key for line in lines)
        self.words = Counter(word for line in lines for word in set(line.words))
        self.shapes = [line.shape for line in lines]
        self.arabic = sum(line.is_arabic for line in lines) * 2 > len(lines)
        self.announced = self._find_announced()
        sizes = [len(line.text) if line.is_sentence else 0 for line in lines]
        self.total = sum(sizes) or 1
        self.above = [0]
        for size in sizes:
            self.above.append(self.above[-1] + size)

    def _span(self, penalty: int) -> tuple[int, int]:
        """Return the first and last line of the stretch with most words in sentences; lines of others cost some."""
        best, span, value, start = 0, (0, -1), 0, 0
        for index, line in enumerate(self.lines):
            if value <= 0:
                value, start = 0, index
            value += min(len(line.words), _CAPPED) if line.is_sentence else -penalty
            if value > best:
                best, span = value, (start, index)
        return span

    def _find_announced(self) -> frozenset[int]:
        """Return the lines of lists: the short ones below a colon."""
        found: set[int] = set()
        left = 0
        for index, (before, line) in enumerate(pairwise(self.lines), start=1):
            left = _LISTED if before.text.rstrip()[-1:] in ":：" else left - 1
            if line.shape == "prose":
                left = 0
            if left > 0:
                found.add(index)
        return frozenset(found)

    @cached_property
    def spoken(self) -> Counter[str]:
        """In how many sentences of the main stretch each word stands."""
        main = (line for line in self.lines[self.first : self.last + 1] if line.is_sentence)
        return Counter(word for line in main for word in set(line.words))

    @cached_property
    def headline(self) -> int | None:
        """The likely headline: above the sentences, with most of their words."""
        likely = [
            index
            for index, line in enumerate(self.lines[: self.first + 1])
            if line.letter in "TP" and len(line.words) >= _HEADLINE_WORDS
        ]
        return max(
            likely, key=lambda at: (sum(word in self.spoken for word in self.lines[at].content), at), default=None
        )

    def letter(self, index: int) -> str:
        """Return a line's letter, # beyond the page."""
        return self.letters[index] if 0 <= index < len(self.lines) else "#"

    def is_main(self, index: int) -> bool:
        """Tell whether a line stands in the main stretch."""
        return self.first <= index <= self.last


def place(page: Page, index: int) -> Iterator[str]:
    """Yield where a line stands."""
    line = page.lines[index]
    above = page.above[index]
    share = "0" if not above else bucket(above / page.total, _SHARES)
    yield f"above={share}"
    yield f"above={share}:{line.shape}"
    for penalty, (first, last) in zip(_PENALTIES, page.spans, strict=True):
        where = (
            f"before{bucket(first - index, (1, 2, 3, 5, 9))}"
            if index < first
            else f"after{bucket(index - last, (1, 2, 3, 6))}"
            if index > last
            else "in"
        )
        yield f"main{penalty}={where}{line.kind}"
    if page.keys[line.key] > 1:
        yield f"twice={line.kind}{line.size}"
    if line.is_arabic != page.arabic and line.shape != "number":
        yield "foreign"
    if index in page.announced:
        yield f"listed={line.shape}"
