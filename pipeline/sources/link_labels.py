"""Links of Markdown whose address stands elsewhere: ``[text]`` or ``[text][id]``, with ``[id]: address`` below.

A sentence alone does not show whether its brackets are such a link; the definitions of its article do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from pipeline.model import Document, Span

_DEFINED = "]:"
_LINK = re.compile(r"(?<![\\!])\[(?P<text>[^\[\]]*+)\](?:\[(?P<label>[^\[\]]*+)\]|(?![\[(:]))")


def defined_labels(document: Document) -> frozenset[str]:
    """Return the labels that a document gives addresses to, in one case; none where it is no Markdown."""
    if document.format != "markdown" or not any(_DEFINED in block.raw for block in document.blocks):
        return frozenset()
    from markdown_it import MarkdownIt

    found: dict[str, Any] = {}
    MarkdownIt("commonmark").parse("".join(block.raw for block in document.blocks), found)
    return frozenset(found.get("references", ()))


def find_lost_links(source: str, target: str, labels: Collection[str]) -> Iterator[tuple[str, Span]]:
    """Yield the label and the place in the source of each link that a target has lost.

    :param labels: those of the article, from `defined_labels`
    """
    if not labels:
        return
    kept = Counter(label for label, _ in _find_links(target, labels))
    for label, match in _find_links(source, labels):
        if kept[label]:
            kept[label] -= 1
        else:
            yield match["label"] or match["text"], match.span()


def _find_links(text: str, labels: Collection[str]) -> Iterator[tuple[str, re.Match[str]]]:
    from markdown_it.common.utils import normalizeReference

    for match in _LINK.finditer(text):
        label = normalizeReference(match["label"] or match["text"])
        if label in labels:
            yield label, match
