"""What is left out of an article, and its record: digests of texts, each with the rule that leaves it out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html import unescape

from pipeline.languages.normalize import normalize
from pipeline.model import Block, Dropped, Encoding, Role, Skip, Translate

_LENGTH = 10
"""Hexadecimal digits of a digest. With 40 bits, two of the 1,000 texts of a long page are alike once in two million."""
_TAG = re.compile(r"<[^<>]*>")


def digests_of(texts: Iterable[str]) -> list[str]:
    """Return a digest for each of an article's texts, in order; a text that stands there twice has two of them."""
    seen: Counter[str] = Counter()
    digests = []
    for text in map(normalize, texts):
        seen[text] += 1
        digests.append(sha256(f"{text}\n{seen[text]}".encode()).hexdigest()[:_LENGTH])
    return digests


def text_of(block: Block) -> str:
    """Return what people read in a block, on one line; empty for markup, metadata and attributes, which always stay."""
    if isinstance(block, Dropped):
        return block.text
    if not isinstance(block, Translate) or block.role is Role.META:
        return ""
    if block.encoding is Encoding.HTML:
        return normalize(unescape(_TAG.sub("", block.text)))
    return normalize(block.text) if block.encoding is Encoding.PLAIN else ""


def digest_blocks(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the digest of each block that can be left out, by index."""
    texts = {index: text for index, block in enumerate(blocks) if (text := text_of(block))}
    return dict(zip(texts, digests_of(texts.values()), strict=True))


def record_of(blocks: Sequence[Block]) -> dict[str, str]:
    """Return the record of what is left out of an article: rules by digest."""
    dropped = ((digest, blocks[index]) for index, digest in digest_blocks(blocks).items())
    return {digest: block.rule for digest, block in dropped if isinstance(block, Dropped)}


def find_recorded(blocks: Sequence[Block], record: Mapping[str, str]) -> dict[int, str]:
    """Return the rule of each block that a record leaves out, by index."""
    return {index: record[digest] for index, digest in digest_blocks(blocks).items() if digest in record}


def leave_out(blocks: Sequence[Block], rules: Mapping[int, str]) -> tuple[Block, ...]:
    """Return the blocks with some of them dropped, by index; their ``raw`` still joins to the same text.

    The blank lines after one go with it where blank lines stand before it, or editions would gather them.
    """
    marked: list[Block] = []
    for index, block in enumerate(blocks):
        last = marked[-1] if marked else None
        if index in rules:
            marked.append(Dropped(raw=block.raw, line=block.line, rule=rules[index], text=text_of(block)))
        elif isinstance(last, Dropped) and not block.raw.strip() and _is_apart(marked):
            marked[-1] = Dropped(raw=last.raw + block.raw, line=last.line, rule=last.rule, text=last.text)
        else:
            marked.append(block)
    return tuple(marked)


def _is_apart(marked: Sequence[Block]) -> bool:
    """Tell whether the last block stands at the beginning or after blank lines."""
    before = next((block for block in reversed(marked) if not isinstance(block, Dropped)), None)
    return before is None or (isinstance(before, Skip) and not before.raw.strip())
