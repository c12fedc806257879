"""Sentences of a text, units of a document, and sentences joined again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from pipeline.languages.detection import unit_language
from pipeline.languages.normalize import normalize
from pipeline.languages.segmentation.boundaries import find_cuts
from pipeline.model import Document, Role, Translate, Unit

# Marks, embeddings, overrides and isolates of direction; invisible.
_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WIDE_MARKS = "。！？」』）】》〉"
MOST = 5_000
"""Characters of a unit: more than any sentence of news or law has, and as many as a model can take in."""
_WHOLE = frozenset({Role.HEADLINE, Role.HEADING, Role.CAPTION})


def split_sentences(text: str, language: str) -> tuple[str, ...]:
    """Return a text's sentences, each with the whitespace after it; joined, they are the text."""
    cuts = [0, *_find_cuts(text, language), len(text)]
    return tuple(text[start:end] for start, end in pairwise(cuts) if end > start)


def _find_cuts(text: str, language: str) -> list[int]:
    """Return where the sentences begin, marks of direction looked through: they may stand beside any full stop."""
    marks = [] if text.isascii() else [match.start() for match in _MARKS.finditer(text)]
    if not marks:
        return find_cuts(text, language)
    cuts = find_cuts(_MARKS.sub("", text), language)
    # Where mark n stands, n marks are gone before it. Those right before a cut open the next sentence.
    bare = [mark - count for count, mark in enumerate(marks)]
    return [cut + bisect_left(bare, cut) for cut in cuts]


def units_of(document: Document, language: str) -> tuple[Unit, ...]:
    """Return a document's units in order; joined (``join_sentences``), those of a block are its normalized text.

    Where the text has no space after a sentence, as scraped pages often do, joining adds it. Headlines, headings and
    captions stay whole. ``language`` is the article's.
    """
    return tuple(
        Unit(
            source=source,
            role=block.role,
            block=index,
            line=block.line,
            language=unit_language(source, language),
        )
        for index, block in enumerate(document.blocks)
        if isinstance(block, Translate)
        for source in _sources(block, language)
    )


def _sources(block: Translate, language: str) -> Iterable[str]:
    """Return the normalized sentences of a block."""
    # Normalized first: a mark of direction or a no-break space after a full stop would hide the sentence's end.
    text = normalize(block.text)
    sentences = (text,) if block.role in _WHOLE else split_sentences(text, language)
    if len(text) > MOST:
        sentences = tuple(chain.from_iterable(map(_cut, sentences)))
    return filter(None, (sentence.strip() for sentence in sentences))


def _cut(sentence: str) -> Iterator[str]:
    """Yield a sentence in parts that a unit can hold, cut at spaces if there are some."""
    start = 0
    while len(sentence) - start > MOST:
        space = sentence.rfind(" ", start + MOST // 2, start + MOST)
        end = space if space >= 0 else start + MOST
        yield sentence[start:end]
        start = end
    yield sentence[start:]


def describe_cut(document: Document, language: str) -> str:
    """Say which sentences are so long that they are cut into several units; empty if none is."""
    lines = [
        str(block.line)
        for block in document.blocks
        if isinstance(block, Translate)
        and len(block.text) > MOST
        and (block.role in _WHOLE or any(len(sentence) > MOST for sentence in split_sentences(block.text, language)))
    ]
    if not lines:
        return ""
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"{document.path}:{lines[0]}{more}: a sentence of more than {MOST:,} characters, so it is cut"


def join_sentences(sentences: Iterable[str]) -> str:
    """Return sentences as one text: a space between them, but none after a full-width mark."""
    text = ""
    for sentence in sentences:
        text += space_after(text) + sentence
    return text


def space_after(text: str) -> str:
    """Return what separates a text from the sentence after it."""
    return " " if text and text[-1] not in _WIDE_MARKS else ""
