"""Rows of Markdown tables that are left out: a row goes with its markup, and a table keeps its head."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Block, Dropped, Encoding, Skip, Translate
from pipeline.sources.boilerplate.left_out import text_of

_RULE = re.compile(r"[\s>|:]*-[\s>|:-]*")
"""The line below the head of a table: ``| --- | :-: |``."""


def drop_rows(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with rows dropped as a whole where all their texts are; the line below a head goes with it.

    The blocks' ``raw`` still joins to the same text.
    """
    found: list[Block] = []
    dropped = False
    for numbers in _rows(blocks):
        row = [blocks[number] for number in numbers]
        if dropped and _is_rule(row):
            found[-1] = replace(found[-1], raw=found[-1].raw + row[0].raw)
            continue
        dropped = _is_row(row) and any(isinstance(block, Dropped) for block in row) and not any(map(_stays, row))
        found += _join_markup(row) if dropped else row
    return tuple(found)


def find_lost_head(blocks: Sequence[Block], gone: Collection[int]) -> int | None:
    """Return the line of the head of a table that would be left out without the row below it; None where there is none.

    :param gone: the indexes of the blocks that are left out
    """
    rows = list(_rows(blocks))
    for (head, rule), (_, row) in pairwise(pairwise(rows)):
        texts = [number for number in row if text_of(blocks[number])]
        is_table = _is_rule([blocks[number] for number in rule]) and _is_row([blocks[number] for number in row])
        if is_table and any(number in gone for number in head) and not all(number in gone for number in texts):
            return blocks[head[0]].line
    return None


def _rows(blocks: Sequence[Block]) -> Iterator[range]:
    """Yield the indexes of the blocks that stand on one line, line by line."""
    start = 0
    for index, block in enumerate(blocks):
        if block.raw.endswith(("\n", "\r")) or index == len(blocks) - 1:
            yield range(start, index + 1)
            start = index + 1


def _is_row(row: Sequence[Block]) -> bool:
    """Tell whether the blocks of a line are the cells of a row, or an image and its title."""
    html = any(isinstance(block, Translate) and block.encoding is not Encoding.PLAIN for block in row)
    return len(row) > 1 and not html


def _is_rule(row: Sequence[Block]) -> bool:
    return len(row) == 1 and isinstance(row[0], Skip) and _RULE.fullmatch(row[0].raw) is not None


def _stays(block: Block) -> bool:
    return isinstance(block, Translate) and bool(text_of(block))


def _join_markup(row: Sequence[Block]) -> list[Block]:
    """Return the dropped blocks of a line, with the raw text of those between them."""
    joined: list[Block] = []
    before = ""
    for block in row:
        if isinstance(block, Dropped):
            joined.append(replace(block, raw=before + block.raw))
            before = ""
        elif joined:
            joined[-1] = replace(joined[-1], raw=joined[-1].raw + block.raw)
        else:
            before += block.raw
    return joined
