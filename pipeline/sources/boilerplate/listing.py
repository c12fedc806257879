"""What is left out of an article, by the lines of its file, as people read and write them: ``12, 14-16``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from pipeline.errors import ConfigError
from pipeline.model import Article, Block, Document, Dropped
from pipeline.sources.boilerplate.left_out import text_of

_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


def describe_left_out(article: Article) -> str:
    """Say in one line what is left out of an article, by rule, and how to take it back; empty where nothing is."""
    dropped = [block for block in article.document.blocks if isinstance(block, Dropped) and block.text]
    if not dropped:
        return ""
    rules = dict.fromkeys(block.rule for block in dropped)
    by_rule = (
        f"{rule} {format_lines(line for b in dropped if b.rule == rule for line in lines_of(article.document, b))}"
        for rule in rules
    )
    return (
        f"{article.document.path}: left out, by line: {'; '.join(by_rule)}"
        f" (newsloc include {article.slug} LINES takes lines back)"
    )


def lines_of(document: Document, block: Block) -> range:
    """Return the numbers of the lines that a text stands on; of HTML, that on which it begins."""
    if document.format not in {"text", "markdown"} or not text_of(block):
        return range(block.line, block.line + 1)
    return range(block.line, block.line + 1 + block.raw.strip().count("\n"))


def format_lines(lines: Iterable[int]) -> str:
    """Return numbers of lines in order, those in a row as one: ``12, 14-16``."""
    numbers = sorted(set(lines))
    rows = (list(row) for _, row in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]))
    ends = ((row[0][1], row[-1][1]) for row in rows)
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ends)


def parse_lines(text: str) -> frozenset[int]:
    """Return the lines that a person names: ``12`` or ``12-15,20``.

    :raises ConfigError: if it is something else
    """
    lines: set[int] = set()
    for part in text.replace(" ", "").split(","):
        match = _RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not 0 < first <= last <= first + 100_000:
            raise ConfigError(f'"{text}" names no lines; write numbers and ranges, such as 12 or 12-15,20')
        lines.update(range(first, last + 1))
    return frozenset(lines)
