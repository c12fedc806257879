"""What stands around the texts, for all readers: lines, blank runs, and writing targets back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.model import Block, Document, Dropped, Encoding, Skip, Translate

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_BREAKS = re.compile("(?<!\\s)\\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\\s*")
# An address or a template's shortcode alone in its block is an embed.
_EMBED = re.compile(r"<?https?://\S+|\{\{.*\}\}|\{%.*%\}", re.DOTALL)

FENCES = ("---", "...")
"""The lines that may end front matter; the first begins it, too."""
_YAML_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What JSON leaves in a text and YAML does not: controls, the line ends it would fold, the mark it may swallow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A file's text below its front matter; ``line`` is the number of its first, ``path`` stands in messages.

    ``record`` is what is left out, rules by digest; None where that is to be found out. ``fetched`` tells whether
    ``add`` brought the article in.
    """

    text: str
    path: str
    line: int = 1
    record: Mapping[str, str] | None = None
    fetched: bool = False


def split_lines(text: str) -> list[str]:
    """Return a text's lines with their ends; only CRLF, CR and LF end a line, as in Markdown and YAML."""
    return _LINE.findall(text)


def count_front_matter(document: Document) -> int:
    """Count the blocks of a document's front matter, fences included."""
    blocks = document.blocks
    if not blocks or blocks[0].raw.rstrip() != "---":
        return 0
    ends = (at for at, block in enumerate(blocks) if at and isinstance(block, Skip) and block.raw.rstrip() in FENCES)
    return next(ends, -1) + 1


def is_blank(line: str) -> bool:
    """Tell whether a line holds only whitespace."""
    return not line.strip()


def skips(lines: Sequence[str], line: int) -> list[Block]:
    """Return lines as skeleton, blank runs apart from the others; ``line`` is the first one's number."""
    blocks: list[Block] = []
    for _, run in groupby(lines, is_blank):
        raw = list(run)
        blocks.append(Skip(raw="".join(raw), line=line))
        line += len(raw)
    return blocks


def join_skeleton(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks; join neighbours that are skeleton to one, and leave out those without text."""
    for is_skeleton, group in groupby(blocks, lambda block: isinstance(block, Skip)):
        run = list(group)
        if not is_skeleton:
            yield from run
        elif raw := "".join(block.raw for block in run):
            yield Skip(raw=raw, line=run[0].line)


def is_translatable(text: str) -> bool:
    """Tell whether a text holds anything to translate: letters or digits, and not only an address or shortcode."""
    return any(char.isalnum() for char in text) and not _EMBED.fullmatch(text.strip())


def has_letters(text: str) -> bool:
    """Tell whether a text holds words, and not only numbers and signs."""
    return any(map(str.isalpha, text))


def one_line(text: str) -> str:
    """Return a text with its line breaks as spaces; a break inside a target would break the skeleton."""
    # No break is printable, and to look for one with the spaces around it is slow.
    return (text if text.isprintable() else _LINE_BREAKS.sub(" ", text)).strip()


def quote_yaml(text: str) -> str:
    """Return a text as a double-quoted YAML scalar on one line."""
    return _YAML_UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def write_edition(
    document: Document, targets: Mapping[int, str], guard: Callable[[Translate, str], str] | None = None
) -> str:
    """Return a document's text with targets in place; ``guard`` makes a target safe for the format, but for YAML."""
    parts: list[str] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Dropped):
            continue
        if isinstance(block, Translate) and index in targets:
            parts += [block.prefix, _encode(block, targets[index], guard), block.suffix]
        else:
            parts.append(block.raw)
    return "".join(parts)


def _encode(block: Translate, target: str, guard: Callable[[Translate, str], str] | None) -> str:
    """Return a target as its skeleton needs it."""
    if block.encoding is Encoding.YAML:
        return quote_yaml(target)
    plain = one_line(target)
    return guard(block, plain) if guard else plain
