"""Build the edition of an article in one language: reviewed targets, and the source text, marked, elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.coverage import is_source_language, pair_entries
from pipeline.model import Role, Skip, State
from pipeline.readers.skeleton import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pipeline.model import Article, Block, Catalog, Document, Entry, Unit

    Mark = Callable[[str, str], str]
    """How a writer marks source text: from the text and its language to the text as written."""

_FENCE = "---"
_CLOSINGS = (_FENCE, "...")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionUnit:
    """One sentence of an edition. ``language`` is that of ``text``; ``block`` its index in the document."""

    text: str
    is_source: bool
    role: Role
    block: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One article in one language, ready for a writer. ``document`` gives the skeleton."""

    slug: str
    language: str
    source_language: str
    document: Document
    units: tuple[EditionUnit, ...]

    @property
    def source(self) -> int:
        """Count the units that stand in the original language for want of a reviewed translation."""
        return sum(unit.is_source for unit in self.units)

    @property
    def reviewed(self) -> int:
        """Count the units that are reviewed."""
        return len(self.units) - self.source

    @property
    def is_original(self) -> bool:
        """Tell whether the article is in this language itself; nothing is marked then."""
        return is_source_language(self.source_language, self.language)

    @property
    def front_matter(self) -> int:
        """Count the blocks of the front matter, fences included."""
        blocks = self.document.blocks
        if not blocks or blocks[0].raw.rstrip() != _FENCE:
            return 0
        closing = (index for index, block in enumerate(blocks) if index and _closes(block))
        return next(closing, -1) + 1

    def text_of(self, role: Role) -> str:
        """Return the first block of a role as text, unmarked; empty where there is none."""
        block = next((unit.block for unit in self.units if unit.role is role), None)
        return "" if block is None else _join(unit.text for unit in self.units if unit.block == block)


def build_edition(article: Article, catalog: Catalog | None, language: str) -> Edition:
    """Choose each unit's text: its target if a person approved it, else its source.

    An edition in the article's own language takes what its catalog says where that is reviewed, and is not marked.
    """
    original = is_source_language(article.language, language)
    pairs = zip(article.units, pair_entries(article, catalog), strict=True)
    return Edition(
        slug=article.slug,
        language=language,
        source_language=article.language,
        document=article.document,
        units=tuple(_edition_unit(unit, entry, language, original=original) for unit, entry in pairs),
    )


def _edition_unit(unit: Unit, entry: Entry | None, language: str, *, original: bool) -> EditionUnit:
    reviewed = entry is not None and entry.state is State.REVIEWED
    return EditionUnit(
        text=one_line(entry.target) if entry and reviewed else unit.source,
        is_source=not reviewed and not original,
        role=unit.role,
        block=unit.block,
        language=language if reviewed else unit.language,
    )


def block_texts(edition: Edition, mark: Mark, escape: Callable[[str], str] = str) -> Mapping[int, str]:
    """Return the text of each block, neighbouring source sentences marked as one.

    :param escape: applied to every text before it is marked
    """
    texts: dict[int, str] = {}
    for index, units in groupby(edition.units, key=lambda unit: unit.block):
        runs = groupby(units, key=lambda unit: unit.language if unit.is_source else None)
        texts[index] = _join(_run(language, list(run), mark, escape) for language, run in runs)
    return texts


def _run(language: str | None, units: list[EditionUnit], mark: Mark, escape: Callable[[str], str]) -> str:
    text = escape(_join(unit.text for unit in units))
    return mark(text, language) if language else text


def _join(texts: Iterable[str]) -> str:
    """Join the sentences of a block as ``segment.join_targets`` does; here they may be marked runs."""
    return " ".join(texts)


def _closes(block: Block) -> bool:
    return isinstance(block, Skip) and block.raw.rstrip() in _CLOSINGS
