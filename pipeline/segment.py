"""Sentences of a text, units of a document, and the way back from targets to blocks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.detect import unit_language
from pipeline.locales import language_of
from pipeline.model import Role, Translate, Unit
from pipeline.normalize import normalize
from pipeline.readers.skeleton import one_line
from pipeline.segmentation.boundaries import is_boundary, possible_cuts, protected_spans, rules_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.model import Document

_WHOLE = frozenset({Role.HEADLINE, Role.HEADING, Role.CAPTION})


def split_sentences(text: str, language: str) -> tuple[str, ...]:
    """Return a text's sentences, each with the whitespace after it; joined, they are the text."""
    rules = rules_for(language_of(language))
    protected = protected_spans(text)
    cuts = [0]
    for cut in possible_cuts(text, language, rules):
        if _has_words(text, cuts[-1], cut) and is_boundary(text, cuts[-1], cut, rules, protected):
            cuts.append(cut)
    # Marks alone after the last cut belong to the sentence before them.
    if len(cuts) > 1 and not _has_words(text, cuts[-1], len(text)):
        cuts.pop()
    return tuple(text[start:end] for start, end in pairwise([*cuts, len(text)]) if end > start)


def _has_words(text: str, start: int, end: int) -> bool:
    """Tell whether a span holds any letter or digit."""
    return any(text[index].isalnum() for index in range(start, end))


def units_of(document: Document, language: str) -> tuple[Unit, ...]:
    """Return a document's units in order; joined by spaces, those of a block are its normalized text.

    Headlines, headings and captions stay whole. ``language`` is the article's.
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
    return filter(None, (sentence.strip() for sentence in sentences))


def join_targets(document: Document, units: Iterable[Unit], targets: Mapping[int, str]) -> dict[int, str]:
    """Return the text of each block whose units all have a target: ``targets`` by unit, the result by block."""
    texts: dict[int, list[str]] = {}
    missing: set[int] = set()
    for index, unit in enumerate(units):
        texts.setdefault(unit.block, []).append(one_line(targets.get(index, "")))
        if not targets.get(index):
            missing.add(unit.block)
    known = range(len(document.blocks))
    return {block: " ".join(parts) for block, parts in texts.items() if block in known and block not in missing}
