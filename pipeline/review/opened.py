"""An article in one language, opened: its units in reading order, each with its entry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.catalog.left_out import Recorded
from pipeline.catalog.own_language import needs_catalog
from pipeline.catalog.po import parse_catalog
from pipeline.catalog.step import find_difference, pair_entries
from pipeline.errors import CatalogError
from pipeline.model import Article, Catalog, Entry, State, Unit
from pipeline.project.atomic import Stamp, stamp_of
from pipeline.project.paths import catalog_path
from pipeline.review.acts import name_of

_PATIENCE = 20
"""Times that a catalog is read anew because another program saved it meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit with its entry; ``index`` counts from 0 in the article."""

    index: int
    unit: Unit
    entry: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many units there are, by state."""

    units: int
    reviewed: int
    draft: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArticle:
    """An article in one language. ``difference`` says where the catalog is out of step; empty where it is in step."""

    recorded: Recorded
    language: str
    catalog: Catalog | None
    stamp: Stamp
    rows: tuple[Row, ...]
    difference: str

    @property
    def article(self) -> Article:
        """Return the article."""
        return self.recorded.article

    @property
    def progress(self) -> Progress:
        """Return how far the article is."""
        states = [row.entry.state if row.entry else State.MISSING for row in self.rows]
        return Progress(
            units=len(states),
            reviewed=states.count(State.REVIEWED),
            draft=states.count(State.DRAFT),
            missing=states.count(State.MISSING),
        )

    def row_named(self, name: str) -> Row | None:
        """Return the row of an entry."""
        return next((row for row in self.rows if row.entry and name_of(row.entry) == name), None)


def pair_units(
    recorded: Recorded, language: str, catalog: Catalog | None, stamp: Stamp, *, sign_off: bool = False
) -> OpenArticle:
    """Return an article with its catalog in one language, unit by unit.

    :param sign_off: whether articles have catalogs in their own language
    """
    article = recorded.article
    needed = needs_catalog(article.language, language, sign_off=sign_off)
    shown = catalog_path(Path(), language, article.slug).as_posix()
    difference = find_difference(article, catalog, shown) if needed else None
    entries = pair_entries(article, catalog)
    rows = (Row(index=at, unit=unit, entry=entries[at]) for at, unit in enumerate(article.units))
    said = difference.message if difference else ""
    return OpenArticle(
        recorded=recorded, language=language, catalog=catalog, stamp=stamp, rows=tuple(rows), difference=said
    )


def read_stamped(path: Path, project: Path) -> tuple[Catalog | None, Stamp]:
    """Return a catalog with the stamp of exactly the file that was read; None where there is no file.

    :raises CatalogError: if it cannot be read
    """
    for _ in range(_PATIENCE):
        stamp = stamp_of(path)
        if not stamp:
            return None, stamp
        try:
            content = path.read_bytes()
        except OSError:
            continue
        if stamp_of(path) == stamp:
            return parse_catalog(content, path.relative_to(project)), stamp
    raise CatalogError(f"{path}: another program keeps saving it, or it cannot be read; try again")
