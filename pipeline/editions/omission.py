"""What an edition leaves out goes as a whole: no marker, no cell and no doubled blank line stays behind."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.model import Block, Document, Dropped, Translate
from pipeline.sources.readers.skeleton import FENCES, is_blank

_WORD = re.compile(r"\w")


def drop_omitted(document: Document, empty: frozenset[int]) -> Document:
    """Drop the blocks of which nothing is left, so that one blank line stays between those around them.

    Parts of a line (a cell, the text of an image) stay, and are empty; where nothing else is shown between two blank
    lines, as in a table, all goes.

    :param empty: the numbers of blocks whose text is left out
    """
    if not empty:
        return document
    gone = {index for index in empty if _is_whole(document.blocks[index])}
    for group in _groups(document.blocks):
        kept = [index for index in group if index not in gone]
        if not empty.isdisjoint(kept) and not any(_shows(document.blocks[index], index in empty) for index in kept):
            gone.update(kept)
    return replace(document, blocks=tuple(_drop(document.blocks, gone)))


def _is_whole(block: Block) -> bool:
    """Tell whether a block takes its lines alone; of an image, the other part is still an image."""
    if not isinstance(block, Translate) or not block.raw.endswith(("\n", "\r")):
        return False
    return not block.prefix.endswith("![") and not block.prefix.startswith("](")


def _shows(block: Block, empty: bool) -> bool:  # noqa: FBT001 - whether its text is left out
    """Tell whether anything of a block is still to be seen, such as the picture around an empty text."""
    if isinstance(block, Translate):
        return not empty or bool(_WORD.search(block.prefix + block.suffix))
    return bool(_WORD.search(block.raw))


def _groups(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Yield the blocks between blank lines, by their numbers."""
    for blank, group in groupby(range(len(blocks)), key=lambda index: is_blank(blocks[index].raw)):
        if not blank:
            yield list(group)


def _drop(blocks: Sequence[Block], gone: Container[int]) -> Iterator[Block]:
    """Yield the blocks, those that are gone as dropped, and so the blank lines that would stand doubled then."""
    separated, dropping = True, False
    for index, block in enumerate(blocks):
        blank = is_blank(block.raw)
        if index in gone or (blank and separated and dropping):
            dropping = True
            yield Dropped(raw=block.raw, line=block.line, rule="omitted")
        else:
            yield block
            separated, dropping = blank or block.raw.rstrip() in FENCES, False
