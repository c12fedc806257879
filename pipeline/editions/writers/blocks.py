"""The texts of an edition's blocks, as every writer needs them: marked where nobody reviewed them, runs isolated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby

from pipeline.editions.edition import Edition, EditionUnit, Origin
from pipeline.editions.isolation import isolate
from pipeline.languages.locales import direction
from pipeline.model import Role, Translate
from pipeline.sources.segment import join_sentences, space_after

Mark = Callable[[str, EditionUnit], str]
"""How a writer marks text that is no reviewed translation: from the text and its first unit to the text as written."""


def block_texts(
    edition: Edition, mark: Mark, escape: Callable[[str], str] = str, *, isolated: bool = True
) -> Mapping[int, str]:
    """Return the text of each block, neighbouring source sentences marked as one.

    :param escape: applied to every text before it is marked
    :param isolated: whether runs of the other direction stand between isolating characters
    """
    texts: dict[int, str] = {}
    for index, own in groupby(edition.units, key=lambda unit: unit.block):
        shown = [unit for unit in own if unit.origin is not Origin.OMITTED]
        runs = [list(run) for _, run in groupby(enumerate(shown), key=lambda item: _run_key(*item))]
        text = before = ""
        for run in runs:
            units = [unit for _, unit in run]
            text += space_after(before) + _run(edition, units, mark, escape, isolated=isolated)
            before = units[-1].text  # as it reads: a mark may end the text
        texts[index] = text
    return texts


def _run_key(index: int, unit: EditionUnit) -> tuple[str, str, int]:
    """Return what one mark may cover: all source text of a language, but each draft with its score alone."""
    draft = unit.origin is Origin.DRAFT
    return (unit.origin, unit.language if unit.is_source else "", index if draft else -1)


def _run(
    edition: Edition, units: list[EditionUnit], mark: Mark, escape: Callable[[str], str], *, isolated: bool
) -> str:
    text = join_sentences(unit.text for unit in units)
    if isolated:
        own = units[0].language if units[0].is_source else edition.language
        text = isolate(text, direction(own), markup=edition.document.format != "text")
    marked = units[0].origin in {Origin.SOURCE, Origin.DRAFT}
    return mark(escape(text), units[0]) if marked else escape(text)


def correction_of(edition: Edition) -> int | None:
    """Return the block of the correction, if the article has one and it is shown."""
    declared = edition.document.metadata.correction
    for index, block in enumerate(edition.document.blocks):
        if declared and isinstance(block, Translate) and block.role is Role.META and block.text == declared:
            return index
    return None
