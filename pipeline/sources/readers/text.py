"""Plain text: paragraphs between blank lines, lists, and a first short line as the headline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipeline.model import Block, Metadata, Role, Translate
from pipeline.sources.boilerplate.left_out import digests_of, find_recorded, leave_out
from pipeline.sources.boilerplate.rules import CREDIT, find_credit
from pipeline.sources.boilerplate.scraped import find_boilerplate
from pipeline.sources.readers.skeleton import Body, is_blank, is_translatable, skips, split_lines

HEADLINE_LENGTH = 120
# Characters in a line of wrapped text, and how much of the widest line the others fill at least.
_WIDEST = 150
_NARROWEST = 50
_RAGGED = 0.75
_MANY = 4
_SIGNATURE = "--"
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


def read(body: Body) -> tuple[Metadata, list[Block]]:
    """Return a plain text as blocks."""
    lines, record = split_lines(body.text), body.record
    if record is None:
        found = _find_article(lines, body.line, fetched=body.fetched)
    else:
        blocks = read_lines(lines, body.line, lambda credit: digests_of([credit])[0] in record)
        found = leave_out(blocks, find_recorded(blocks, record))
    return Metadata(), _mark_headline(found)


def _find_article(lines: Sequence[str], line: int, *, fetched: bool) -> Sequence[Block]:
    """Return the body as blocks, and where it was scraped with boilerplate dropped, credits behind captions too."""
    plain = read_lines(lines, line)
    if not fetched and not find_boilerplate(plain, fetched=False):
        return plain
    blocks = read_lines(lines, line, lambda _: True)
    tails = {place: CREDIT for place, (left, _) in enumerate(pairwise(blocks), start=1) if _is_cut(left)}
    return leave_out(blocks, find_boilerplate(blocks, fetched=True) | tails)


def _is_cut(block: Block) -> bool:
    """Tell whether a block ends within a line: a caption before its credit."""
    return not block.raw.endswith(("\n", "\r"))


def read_lines(lines: Sequence[str], line: int, cuts: Callable[[str], bool] = lambda _: False) -> list[Block]:
    """Return the body as blocks; ``line`` is its first line's number.

    :param cuts: whether a credit at the end of a caption is a block of its own
    """
    blocks: list[Block] = []
    layout = _layout(lines)
    for blank, run in groupby(lines, is_blank):
        paragraph = list(run)
        if blank:
            blocks += skips(paragraph, line)
            line += len(paragraph)
            continue
        for piece in _pieces(paragraph, layout):
            blocks += _read_paragraph(piece, line, cuts)
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
        signature = _SIGNATURE in {left.strip(), right.strip()}
        if signature or layout.apart or short or (layout.width and _ENDS_SENTENCE.search(left)):
            yield lines[start:index]
            start = index
    yield lines[start:]


def _read_paragraph(lines: Sequence[str], line: int, cuts: Callable[[str], bool]) -> list[Block]:
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
        for block in _read_piece(lines[start:end], line + start, cuts, listed=listing)
    ]


def _read_piece(lines: Sequence[str], line: int, cuts: Callable[[str], bool], *, listed: bool) -> list[Block]:
    """Return a paragraph or list item as a block, or as skeleton if it holds nothing to translate."""
    raw = "".join(lines)
    marker = _MARKER.match(raw) if listed else None
    start = marker.end() if marker else len(raw) - len(raw.lstrip())
    text = raw[start:].rstrip()
    if not is_translatable(text):
        return skips(lines, line)
    role = Role.LIST if marker else Role.BODY
    credit = find_credit(text)
    if credit and cuts(text[credit:]):
        caption = text[:credit].rstrip()
        return [
            Translate(
                raw=raw[: start + credit],
                text=caption,
                role=Role.CAPTION,
                line=line,
                prefix=raw[:start],
                suffix=text[len(caption) : credit],
            ),
            Translate(
                raw=raw[start + credit :],
                text=text[credit:],
                role=Role.CAPTION,
                line=line,
                suffix=raw[start + len(text) :],
            ),
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
