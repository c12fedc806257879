"""Blocks of an article put together from its units, as an edition of the article itself has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.model import Document, Unit
from pipeline.sources.readers.skeleton import one_line
from pipeline.sources.segment import join_sentences


def join_targets(document: Document, units: Iterable[Unit], targets: Mapping[int, str]) -> dict[int, str]:
    """Return the text of each block whose units all have a target: ``targets`` by unit, the result by block."""
    texts: dict[int, list[str]] = {}
    missing: set[int] = set()
    for index, unit in enumerate(units):
        texts.setdefault(unit.block, []).append(one_line(targets.get(index, "")))
        if not targets.get(index):
            missing.add(unit.block)
    known = range(len(document.blocks))
    return {block: join_sentences(parts) for block, parts in texts.items() if block in known and block not in missing}
