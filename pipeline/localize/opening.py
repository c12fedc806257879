"""Articles opened: read, their units numbered, and merged with the catalogs they have; by whatever process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.catalog.conflicts import describe_renumbered, settle_conflicts
from pipeline.catalog.merge import identity_catalog, make_template, merge, written_by_person
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import find_catalog, write_catalog
from pipeline.catalog.settings import CatalogSettings
from pipeline.errors import NewslocError
from pipeline.languages.locales import same_language
from pipeline.model import Article, Catalog, Entry, State
from pipeline.project.paths import catalog_path, template_path
from pipeline.sources.article import read_article
from pipeline.sources.readers.front_matter import TRANSLATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What it takes to open an article, by whatever process."""

    project: Path
    languages: tuple[str, ...]
    catalogs: CatalogSettings = field(default_factory=CatalogSettings)
    front_matter: tuple[str, ...] = TRANSLATED
    redraft: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One article on its way into one language.

    ``former`` are the drafts that another is asked for, by context: they stand where none comes. ``found`` is the file
    that the catalog was made of; ``conflicts`` and ``renumbered`` are what a person should hear of it.
    """

    article: Article
    catalog: Catalog
    contexts: tuple[str, ...] = ()
    found: Catalog | None = None
    conflicts: tuple[str, ...] = ()
    renumbered: tuple[str, ...] = ()
    engine: str = "-"
    drafted: int = 0
    former: Mapping[str, Entry] = field(default_factory=dict)


def try_open(setup: Setup, path: Path) -> tuple[Work, ...] | str:
    """Open an article, or say why it cannot be read or written."""
    try:
        return tuple(open_article(setup, path))
    except NewslocError as error:
        return str(error)


def open_article(setup: Setup, path: Path) -> Iterator[Work]:
    """Read an article and its catalogs, give its units their identities, and merge."""
    article = read_article(path, setup.project, setup.front_matter)
    template_file = template_path(setup.project, article.slug)
    template = find_catalog(template_file)
    tags = setup.languages
    existing = {tag: find_catalog(catalog_path(setup.project, tag, article.slug)) for tag in tags}
    known = [catalog for catalog in existing.values() if catalog]
    contexts, next_number = number_units(article, template, known)
    lines = setup.catalogs.line_numbers
    if not setup.dry_run:
        write_catalog(template_file, make_template(article, contexts, next_number, line_numbers=lines))
    told = describe_renumbered(template, contexts, [unit.source for unit in article.units])
    for tag in tags:
        catalog, conflicts = merge_article(setup.catalogs, article, contexts, existing[tag], tag)
        work = Work(
            article=article,
            catalog=catalog,
            contexts=contexts,
            found=existing[tag],
            conflicts=conflicts,
            renumbered=told if tag == tags[0] else (),
        )
        yield _without_drafts(work) if setup.redraft else work


def merge_article(
    settings: CatalogSettings, article: Article, contexts: Sequence[str], existing: Catalog | None, tag: str
) -> tuple[Catalog, tuple[str, ...]]:
    """Merge an article with one catalog; return what a person must decide, too."""
    lines, cosmetic = settings.line_numbers, settings.keep_cosmetic
    if same_language(tag, article.language):
        sign_off = settings.sign_off
        catalog = identity_catalog(
            article, contexts, existing, tag, sign_off=sign_off, line_numbers=lines, keep_cosmetic=cosmetic
        )
    else:
        catalog = merge(article, contexts, existing, tag, line_numbers=lines, keep_cosmetic=cosmetic)
    return settle_conflicts(existing, catalog)


def _without_drafts(work: Work) -> Work:
    """Set aside the drafts that no person touched."""
    former = {
        entry.context: entry
        for entry in work.catalog.entries
        if entry.state is State.DRAFT and not written_by_person(entry)
    }
    entries = tuple(
        replace(entry, target="", fuzzy=False, provenance=None) if entry.context in former else entry
        for entry in work.catalog.entries
    )
    return replace(work, catalog=replace(work.catalog, entries=entries), former=former)


def with_former(work: Work) -> Catalog:
    """Return the catalog, former drafts put back where no other came."""
    entries = tuple(
        work.former.get(entry.context, entry) if entry.state is State.MISSING else entry
        for entry in work.catalog.entries
    )
    return replace(work.catalog, entries=entries)
