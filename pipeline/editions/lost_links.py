"""Links of Markdown whose address stands elsewhere (``[text]``, with ``[text]: address`` below): which are lost.

A check of a sentence and its translation cannot know the definitions; an edition does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.editions.edition import Origin

if TYPE_CHECKING:
    from pipeline.editions.edition import Edition, EditionUnit

_DEFINED = "]:"
_REFERENCE = re.compile(r"(?<![\\!])\[(?P<text>[^\[\]]*+)\](?:\[(?P<label>[^\[\]]*+)\]|(?![\[(:]))")


def find_lost_links(edition: Edition) -> Iterator[tuple[EditionUnit, str]]:
    """Yield the label of each link that a translation has lost, with its unit."""
    labels = _labels(edition)
    if not labels:
        return
    for unit in edition.units:
        if unit.origin in {Origin.REVIEWED, Origin.DRAFT}:
            lost = _references(unit.source, labels) - _references(unit.text, labels)
            yield from ((unit, label) for label in lost.elements())


def _labels(edition: Edition) -> frozenset[str]:
    """Return the labels that an article defines."""
    if edition.document.format != "markdown" or not any(_DEFINED in block.raw for block in edition.document.blocks):
        return frozenset()
    from markdown_it import MarkdownIt

    found: dict[str, Any] = {}
    MarkdownIt("commonmark").parse("".join(block.raw for block in edition.document.blocks), found)
    return frozenset(found.get("references", ()))


def _references(text: str, labels: frozenset[str]) -> Counter[str]:
    from markdown_it.common.utils import normalizeReference

    named = (normalizeReference(match["label"] or match["text"]) for match in _REFERENCE.finditer(text))
    return Counter(label.lower() for label in named if label in labels)
