"""Plain text: paragraphs between blank lines, lists, and a first short line as the headline."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from pipeline.model import Document, Dropped, Role, Translate
from pipeline.sources.readers.boilerplate import drop_boilerplate
from pipeline.sources.readers.boilerplate_rules import CREDIT, find_credit
from pipeline.sources.readers.front_matter import TRANSLATED, read_front_matter
from pipeline.sources.readers.page_end import SIGNATURE
from pipeline.sources.readers.skeleton import is_blank, is_translatable, skips, split_lines, write_edition

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pipeline.model import Block

HEADLINE_LENGTH = 120
# Characters in a line of wrapped text, and how much of the widest line the others fill at least.
_WIDEST = 150
_NARROWEST = 50
_RAGGED = 0.75
_MANY = 4
_BULLET = re.compile(r"\s*[•▪‣◦]\s*")
# A wrapped line may begin with a dash or a number by chance; only a list's first line decides.
_MARKER = re.compile(r"\s*(?:[•▪‣◦]\s*|[-*]\s+|\d{1,2}[.)]\s+)")
_ENDS_SENTENCE = re.compile(r"[.!?؟…:؛;,،][\"'”’»)\]]*\s*$")
_ANNOUNCES = re.compile(r"[:：]\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How a text is laid out: ``apart`` if each line is a block, ``width`` if it is a page whose texts are wrapped."""

    width: int
    apart: bool


@dataclass(frozen=True, slots=True)
class TextReader:
    """The reader of .txt files."""

    name: str = "text"
    suffixes: tuple[str, ...] = (".txt",)

    def parse(self, text: str, path: str, front_matter: Collection[str] = TRANSLATED) -> Document:
        """Return a text file as blocks."""
        front = read_front_matter(text, path, front_matter)
        body = drop_boilerplate(read_lines(split_lines(text)[front.lines :], front.lines + 1), lines=True)
        blocks = (*front.blocks, *_mark_headline(body))
        return Document(path=path, format=self.name, metadata=front.metadata, blocks=blocks)

    def render(self, document: Document, targets: Mapping[int, str]) -> str:
        """Return an edition as text."""
        return write_edition(document, targets)


def read_text_body(text: str, line: int) -> tuple[Block, ...]:
    """Return a plain text without front matter and headline as blocks; ``line`` is its first line's number."""
    return drop_boilerplate(read_lines(split_lines(text), line), lines=True)


def read_lines(lines: Sequence[str], line: int) -> list[Block]:
    """Return the body as blocks; ``line`` is its first line's number."""
    blocks: list[Block] = []
    layout = _layout(lines)
    for blank, run in groupby(lines, is_blank):
        paragraph = list(run)
        if blank:
            blocks += skips(paragraph, line)
            line += len(paragraph)
            continue
        for piece in _pieces(paragraph, layout):
            blocks += _read_paragraph(piece, line)
            line += len(piece)
    return blocks


def _layout(lines: Sequence[str]) -> _Layout:
    """Return how a text is laid out: nobody wraps lines so long, and pages have many short ones."""
    widest = max((len(line.strip()) for line in lines), default=0)
    inner = [
        _fits(left, right, widest) for left, right in pairwise(lines) if not is_blank(left) and not is_blank(right)
    ]
    page = widest > _NARROWEST and len(inner) >= _MANY and sum(inner) >= len(inner) / 2
    # The full lines of wrapped text end anywhere, those of a page where a sentence does.
    full = [line for line in lines if len(line.strip()) >= _RAGGED * widest]
    wrapped = sum(not _ENDS_SENTENCE.search(line) for line in full) > len(full) / 2
    return _Layout(width=widest if page else 0, apart=widest > _WIDEST or (page and not wrapped))


def _fits(line: str, following: str, width: int) -> bool:
    """Tell whether a line would have had room for the next one's first word."""
    return len(line.strip()) + 1 + len(following.split(maxsplit=1)[0]) <= _RAGGED * width


def _pieces(lines: Sequence[str], layout: _Layout) -> Iterator[Sequence[str]]:
    """Yield the lines of a run that belong together: a wrapped paragraph, and short lines around it alone."""
    widest = layout.width or max(len(line.strip()) for line in lines)
    start = 0
    for index, (left, right) in enumerate(pairwise(lines), start=1):
        short = widest > _NARROWEST and _fits(left, right, widest) and not right.lstrip()[0].islower()
        signature = SIGNATURE in {left.strip(), right.strip()}
        if signature or layout.apart or short or (layout.width and _ENDS_SENTENCE.search(left)):
            yield lines[start:index]
            start = index
    yield lines[start:]


def _read_paragraph(lines: Sequence[str], line: int) -> list[Block]:
    """Return one paragraph, or each item of a list in it."""
    starts = [0]
    listing = bool(_MARKER.match(lines[0]))
    for index in range(1, len(lines)):
        listing = listing or bool(_ANNOUNCES.search(lines[index - 1]))
        if (_MARKER if listing else _BULLET).match(lines[index]):
            listing = True
            starts.append(index)
    ends = [*starts[1:], len(lines)]
    return [
        block
        for start, end in zip(starts, ends, strict=True)
        for block in _read_piece(lines[start:end], line + start, listed=listing)
    ]


def _read_piece(lines: Sequence[str], line: int, *, listed: bool) -> list[Block]:
    """Return a paragraph or list item as a block, or as skeleton if it holds nothing to translate."""
    raw = "".join(lines)
    marker = _MARKER.match(raw) if listed else None
    start = marker.end() if marker else len(raw) - len(raw.lstrip())
    text = raw[start:].rstrip()
    if not is_translatable(text):
        return skips(lines, line)
    role = Role.LIST if marker else Role.BODY
    credit = find_credit(text)
    if credit:
        rest = raw[start + credit :]
        return [
            Translate(
                raw=raw[: start + credit],
                text=text[:credit].rstrip(),
                role=Role.CAPTION,
                line=line,
                prefix=raw[:start],
                suffix=text[len(text[:credit].rstrip()) : credit],
            ),
            Dropped(raw=rest, line=line, rule=CREDIT),
        ]
    return [Translate(raw=raw, text=text, role=role, line=line, prefix=raw[:start], suffix=raw[start + len(text) :])]


def _mark_headline(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the first one as the headline, if it looks like one."""
    marked = list(blocks)
    for index, block in enumerate(blocks):
        if isinstance(block, Translate):
            if block.role is Role.BODY and _is_headline(block.text):
                marked[index] = replace(block, role=Role.HEADLINE)
            break
    return marked


def _is_headline(text: str) -> bool:
    """Tell whether a first paragraph is one short line that ends no sentence."""
    return len(text) <= HEADLINE_LENGTH and len(split_lines(text)) == 1 and not _ENDS_SENTENCE.search(text)
