"""The texts of an edition's blocks, as every writer needs them: marked where nobody reviewed them, runs isolated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Literal

from pipeline.editions.bidi.isolation import isolate
from pipeline.editions.edition import Edition, EditionUnit, Origin
from pipeline.languages.locales import direction
from pipeline.sources.segment import join_sentences, space_after

Base = Literal["declared", "guessed", "none"]
"""A page declares the direction of its blocks; of a text it is guessed from the first letter; ``none``: no isolates."""
Mark = Callable[[str, EditionUnit], str]
"""How a writer marks text that is no reviewed translation: from the text and its first unit to the text as written."""


def block_texts(
    edition: Edition, mark: Mark, escape: Callable[[str], str] = str, *, base: Base = "declared"
) -> Mapping[int, str]:
    """Return the text of each block, neighbouring source sentences marked as one.

    :param escape: applied to every text before it is marked
    :param base: how a reader's program knows the direction of a block; runs of the other one are isolated accordingly
    """
    texts: dict[int, str] = {}
    for index, own in groupby(edition.units, key=lambda unit: unit.block):
        shown = [unit for unit in own if unit.origin is not Origin.OMITTED]
        runs = [list(run) for _, run in groupby(enumerate(shown), key=lambda item: _run_key(*item))]
        text = before = ""
        for run in runs:
            units = [unit for _, unit in run]
            text += space_after(before) + _run(edition, units, mark, escape, base=base, first=not text)
            before = units[-1].text  # as it reads: a mark may end the text
        texts[index] = text
    return texts


def _run_key(index: int, unit: EditionUnit) -> tuple[str, str, int]:
    """Return what one mark may cover: all source text of a language, but each draft with its score alone."""
    draft = unit.origin is Origin.DRAFT
    return (unit.origin, unit.language if unit.is_source else "", index if draft else -1)


def _run(  # noqa: PLR0913 - one run of a block, and how to write it
    edition: Edition,
    units: list[EditionUnit],
    mark: Mark,
    escape: Callable[[str], str],
    *,
    base: Base,
    first: bool,
) -> str:
    text = join_sentences(unit.text for unit in units)
    if base != "none":
        own = units[0].language if units[0].is_source else edition.language
        # A mark sets source text apart, with its own direction; elsewhere the first letter may decide.
        first = first and base == "guessed" and not units[0].is_source
        text = isolate(text, direction(own), markup=edition.document.format != "text", first=first)
    marked = units[0].origin in {Origin.SOURCE, Origin.DRAFT}
    return mark(escape(text), units[0]) if marked else escape(text)
