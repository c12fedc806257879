"""The pages that may be looked at, as what a model learns from: lines, and which of them are the article's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle

from evaluations.boilerplate.pages import Page, read_seen, share_in
from evaluations.boilerplate.scrapes import Blanks, to_text
from pipeline.model import Block, Translate
from pipeline.sources.readers.boilerplate import find_boilerplate
from pipeline.sources.readers.boilerplate_rules import fold
from pipeline.sources.readers.page_features import Features, read_features
from pipeline.sources.readers.page_lines import Line
from pipeline.sources.readers.page_model import lines_of
from pipeline.sources.readers.page_network import STATES
from pipeline.sources.readers.skeleton import split_lines
from pipeline.sources.readers.text import read_lines as read_blocks
from pipeline.sources.segment import split_sentences

_FEWEST = 2
"""Lines that an article has at least."""


@dataclass(frozen=True)
class Sample:
    """A page as blocks, and whether each is the article's."""

    name: str
    language: str
    rows: tuple[tuple[Block, bool], ...]
    group: str = ""

    @cached_property
    def lines(self) -> list[Line]:
        """Its lines, with the rules that drop them."""
        blocks = [block for block, _ in self.rows]
        return list(lines_of(blocks, find_boilerplate(blocks, repeats=True)).values())

    @cached_property
    def own(self) -> list[bool]:
        """Whether each line is the article's."""
        return [own for block, own in self.rows if isinstance(block, Translate)]

    @cached_property
    def sentences(self) -> list[int]:
        """How many sentences each line has."""
        return [
            max(1, sum(any(map(str.isalnum, part)) for part in split_sentences(line.text, self.language)))
            for line in self.lines
        ]

    @cached_property
    def features(self) -> Features:
        """The features of its lines."""
        return read_features(self.lines)

    @cached_property
    def states(self) -> list[int]:
        """The state of each line."""
        return states(self.own, [line.is_sentence for line in self.lines])


def read_samples() -> list[Sample]:
    """Return the text pages that may be looked at."""
    return _samples((page, page.text) for page in read_seen(".txt"))


def read_scrapes() -> list[Sample]:
    """Return the pages in HTML that may be looked at, as text, with blank lines in three ways."""
    return _samples((page, to_text(page.text, blanks)) for page, blanks in zip(read_seen(".html"), cycle(Blanks)))


def _samples(pages: Iterable[tuple[Page, str]]) -> list[Sample]:
    samples = [_sample(page, text) for page, text in pages]
    return [sample for sample in samples if sum(sample.own) >= _FEWEST]


def alone(sample: Sample) -> Sample:
    """Return a page's article without its page."""
    rows = tuple(row for row in sample.rows if row[1] or not isinstance(row[0], Translate))
    return Sample(sample.name, sample.language, rows, sample.group)


def _sample(page: Page, text: str) -> Sample:
    blocks = read_blocks(split_lines(text), 1)
    if page.marks:
        rows = [(block, isinstance(block, Translate) and page.marks[block.line]) for block in blocks]
    else:
        found = [(block, isinstance(block, Translate) and (share_in(block.text, page) or 0) >= 0.5) for block in blocks]
        rows = list(_once(found))
    return Sample(page.name, page.language, tuple(rows), page.group)


def _once(rows: Sequence[tuple[Block, bool]]) -> Iterator[tuple[Block, bool]]:
    """Yield the rows; of a text that stands twice only that with most of the article around it is the article's."""
    keys = [fold(block.text) if isinstance(block, Translate) else "" for block, _ in rows]
    counts = Counter(key for key, (_, own) in zip(keys, rows, strict=True) if own)
    best: dict[str, tuple[float, int]] = {}
    for index, (key, (_, own)) in enumerate(zip(keys, rows, strict=True)):
        if own and counts[key] > 1:
            near = sum(
                1 / abs(other - index)
                for other in range(max(0, index - 8), min(len(rows), index + 9))
                if rows[other][1] and counts[keys[other]] == 1
            )
            best[key] = max(best.get(key, (-1.0, -1)), (near, index))
    for index, (key, (block, own)) in enumerate(zip(keys, rows, strict=True)):
        yield block, own and (counts[key] == 1 or best[key][1] == index)


def states(own: Sequence[bool], prose: Sequence[bool]) -> list[int]:
    """Return the state of each line of a page, by which are the article's and which are sentences."""
    first = next((index for index, is_own in enumerate(own) if is_own), len(own))
    last = max((index for index, is_own in enumerate(own) if is_own), default=-1)
    begin = next((i for i in range(first, last) if own[i] and own[i + 1] and prose[i]), last)
    begin = max(begin, first + 1) if first else begin
    found = []
    for index, is_own in enumerate(own):
        name = (
            "top"
            if index < first
            else "end"
            if index > last
            else ("head" if is_own else "meta")
            if index < begin
            else ("body" if is_own else "aside")
        )
        found.append(STATES.index(name))
    return found
