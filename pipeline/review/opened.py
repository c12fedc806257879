"""An article in one language, opened: its units in reading order, each with its entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalog.left_out import Recorded
from pipeline.catalog.merge import merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import entry_text, find_catalog, parse_catalog
from pipeline.catalog.step import find_difference, pair_entries
from pipeline.catalog.tally import States, tally
from pipeline.editions.labels import message
from pipeline.errors import CatalogError, ReviewError
from pipeline.languages.locales import same_language
from pipeline.model import Article, Catalog, Entry, Role, State, Unit
from pipeline.project.atomic import Stamp, stamp_of
from pipeline.project.paths import catalog_path, template_path
from pipeline.review.acts import name_of

KILLED = message(
    "This article is killed: newsloc build puts a notice in its place, and its translations stay as they are. If it is"
    " to be published after all, change its status in its file."
)
_PATIENCE = 20
"""Times that a catalog is read anew because another program saved it meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit with its entry; ``index`` counts from 0 in the article.

    ``waiting`` is the entry that ``newsloc localize`` will make of the catalog for a unit that has none yet.
    """

    index: int
    unit: Unit
    entry: Entry | None
    waiting: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArticle:
    """An article in one language. ``difference`` says where the catalog is out of step; empty where it is in step.

    ``texts`` are the entries as their file holds them. ``entry_places`` and ``row_places`` say where the entry of
    a name stands in the catalog, and in the article.
    """

    recorded: Recorded
    language: str
    catalog: Catalog | None
    stamp: Stamp
    rows: tuple[Row, ...]
    difference: str
    texts: tuple[str, ...]
    entry_places: Mapping[str, int]
    row_places: Mapping[str, int]

    @property
    def article(self) -> Article:
        """Return the article."""
        return self.recorded.article

    @property
    def killed(self) -> bool:
        """Whether the article is never to be published: nobody reviews it."""
        return self.article.document.metadata.killed

    def refuse_killed(self) -> None:
        """Refuse to change anything of a killed article.

        :raises ReviewError: saying what to do
        """
        if self.killed:
            raise ReviewError(KILLED)

    @property
    def progress(self) -> States:
        """Return how far the article is."""
        return tally((row.unit.source, row.entry.state if row.entry else State.MISSING) for row in self.rows)

    @property
    def shown_rows(self) -> tuple[Row, ...]:
        """Return the rows in the order of the page, headline first."""
        return tuple(sorted(self.rows, key=lambda row: row.unit.role is not Role.HEADLINE))

    def number_of(self, row: Row) -> int:
        """Return the place of a row on the page, from 1."""
        if row.unit.role is Role.HEADLINE:
            return 1 + sum(each.unit.role is Role.HEADLINE for each in self.rows[: row.index])
        return 1 + row.index + sum(each.unit.role is Role.HEADLINE for each in self.rows[row.index :])

    def row_named(self, name: str) -> Row | None:
        """Return the row of an entry."""
        return self.rows[self.row_places[name]] if name in self.row_places else None

    def entry_named(self, name: str) -> Entry | None:
        """Return an entry; also one that no unit of the article has."""
        return self.catalog.entries[self.entry_places[name]] if self.catalog and name in self.entry_places else None


def pair_units(recorded: Recorded, language: str, catalog: Catalog | None, stamp: Stamp) -> OpenArticle:
    """Return an article with its catalog in one language, unit by unit."""
    article = recorded.article
    needed = not same_language(article.language, language)
    shown = catalog_path(Path(), language, article.slug).as_posix()
    difference = find_difference(article, catalog, shown) if needed else None
    known = catalog.entries if catalog else ()
    entries = pair_entries(article, catalog)
    return OpenArticle(
        recorded=recorded,
        language=language,
        catalog=catalog,
        stamp=stamp,
        rows=tuple(Row(index=at, unit=unit, entry=entries[at]) for at, unit in enumerate(article.units)),
        difference=difference.message if difference else "",
        texts=tuple(map(entry_text, known)),
        entry_places={name_of(entry): at for at, entry in enumerate(known)},
        row_places={name_of(entry): at for at, entry in enumerate(entries) if entry},
    )


def align_rows(opened: OpenArticle, project: Path) -> OpenArticle:
    """Return an opened article in which each unit without an entry knows the one that ``newsloc localize`` will make.

    :raises CatalogError: if the template cannot be read
    """
    if opened.catalog is None or not opened.difference:
        return opened
    article, catalog = opened.article, opened.catalog
    contexts, _ = number_units(article, find_catalog(template_path(project, article.slug)), [catalog])
    entries = pair_entries(article, merge(article, contexts, catalog, opened.language))
    rows = (row if row.entry else replace(row, waiting=entries[row.index]) for row in opened.rows)
    return replace(opened, rows=tuple(rows))


def with_entries(opened: OpenArticle, changed: Iterable[Entry], headers: Mapping[str, str]) -> OpenArticle:
    """Return an opened article with other entries in the places of those that have their names, and another header."""
    assert opened.catalog
    entries, texts, rows = list(opened.catalog.entries), list(opened.texts), list(opened.rows)
    for entry in changed:
        name = name_of(entry)
        at = opened.entry_places[name]
        entries[at], texts[at] = entry, entry_text(entry)
        if name in opened.row_places:
            row = opened.row_places[name]
            rows[row] = replace(rows[row], entry=entry)
    catalog = replace(opened.catalog, entries=tuple(entries), headers=headers)
    return replace(opened, catalog=catalog, rows=tuple(rows), texts=tuple(texts))


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
