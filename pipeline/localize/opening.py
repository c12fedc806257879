"""An article is opened: read, its units given their identities, and merged with its catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.catalog.conflicts import describe_renumbered
from pipeline.catalog.left_out import read_recorded, with_record
from pipeline.catalog.merge import make_template
from pipeline.catalog.numbers import number_units
from pipeline.catalog.own_language import needs_catalog, remove_copy
from pipeline.catalog.po import find_catalog, write_catalog
from pipeline.catalog.settings import CatalogSettings
from pipeline.errors import CatalogError
from pipeline.localize.job import Failure, FileState, Job
from pipeline.localize.records import keep_file
from pipeline.localize.work import Work, fail, merge_article, without_drafts
from pipeline.model import Article, Catalog
from pipeline.project.accidents import tell_accident
from pipeline.project.paths import catalog_path, place_in, refuse_outside, template_path
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.textless import is_textless


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningTask:
    """The task of opening one article, in any process. ``writes`` tells whether its template is written."""

    project: Path
    languages: tuple[str, ...]
    catalogs: CatalogSettings = field(default_factory=CatalogSettings)
    front_matter: tuple[str, ...] = TRANSLATED
    redraft: bool = False
    writes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedArticle:
    """An article and its works, one for each language, or why one cannot be.

    ``removed`` and ``kept`` are the paths of catalogs in its own language, which needs none.
    """

    article: Article
    source: FileState
    """Its file, as it was before it was read."""
    works: tuple[Work | Failure, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


Opened = OpenedArticle | Failure
"""An opened article, or why it cannot be opened."""


def opening_task(job: Job, *, writes: bool = True) -> OpeningTask:
    """Return the task of opening the articles of a job."""
    return OpeningTask(
        project=job.project,
        languages=job.languages,
        catalogs=job.catalogs,
        front_matter=job.front_matter,
        redraft=job.redraft,
        writes=writes and not job.dry_run,
    )


def try_open(opening: OpeningTask, path: Path) -> Opened:
    """Open an article as `open_article` does; an accident is returned."""
    try:
        return open_article(opening, path)
    except Exception as error:  # noqa: BLE001 - an accident in one article stops no other
        shown = place_in(path, opening.project).as_posix()
        return Failure(message=tell_accident(error, shown), path=shown, failed=True)


def works_of(opened: Iterable[Opened]) -> Iterator[Work]:
    """Yield the works of articles that can be opened."""
    for result in opened:
        for work in result.works if isinstance(result, OpenedArticle) else ():
            if isinstance(work, Work):
                yield work


def open_article(opening: OpeningTask, path: Path) -> OpenedArticle:
    """Read an article and its catalogs, give its units their identities, and merge; a work for each language.

    There is none for an item without text and for a killed article, whose catalogs stay as they are; nor in the
    article's own language where nobody signs off: a former catalog of that is removed. An accident in one language is
    told in the place of its work.
    """
    source = keep_file(opening.project, path)
    recorded = read_recorded(path, opening.project, opening.front_matter)
    article = recorded.article
    if is_textless(article) or article.document.metadata.killed:
        return OpenedArticle(article=article, source=source)
    template_file = template_path(opening.project, article.slug)
    template = find_catalog(template_file)
    existing = {tag: find_catalog(catalog_path(opening.project, tag, article.slug)) for tag in opening.languages}
    known = [catalog for catalog in existing.values() if catalog]
    _refuse_links(opening, article.slug)
    contexts, next_number = number_units(article, template, known)
    if opening.writes:
        lines = opening.catalogs.line_numbers
        fresh = make_template(article, contexts, next_number, line_numbers=lines)
        write_catalog(template_file, with_record(fresh, recorded.record))
    wanted, own = _sort_languages(opening, article, existing)
    told = describe_renumbered(template, contexts, [unit.source for unit in article.units])
    works: list[Work | Failure] = []
    for tag in wanted:
        try:
            catalog, conflicts = merge_article(opening.catalogs, article, contexts, existing[tag], tag)
        except Exception as error:  # noqa: BLE001 - an accident in one language stops no other
            works.append(fail(error, opening.project, tag, article.slug))
            continue
        work = Work(
            article=article,
            catalog=with_record(catalog, recorded.record),
            contexts=contexts,
            found=existing[tag],
            conflicts=conflicts,
            renumbered=told if tag == wanted[0] else (),
        )
        works.append(without_drafts(work) if opening.redraft else work)
    removed, kept, failures = _clear_own(opening, article.slug, own)
    return OpenedArticle(article=article, source=source, works=(*works, *failures), removed=removed, kept=kept)


def _refuse_links(opening: OpeningTask, slug: str) -> None:
    """Refuse to write catalogs that links lead out of the project.

    :raises CatalogError: saying which
    """
    if opening.writes:
        catalogs = [catalog_path(opening.project, tag, slug) for tag in opening.languages]
        compiled = [path.with_suffix(".mo") for path in catalogs]
        refuse_outside(opening.project, template_path(opening.project, slug), *catalogs, *compiled)


def _sort_languages(
    opening: OpeningTask, article: Article, existing: Mapping[str, Catalog | None]
) -> tuple[list[str], list[str]]:
    """Return the languages that need a catalog of an article, and those that have one and need none."""
    sign_off = opening.catalogs.sign_off
    wanted = [tag for tag in opening.languages if needs_catalog(article.language, tag, sign_off=sign_off)]
    return wanted, [tag for tag in opening.languages if tag not in wanted and existing[tag]]


def _clear_own(
    opening: OpeningTask, slug: str, tags: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Failure, ...]]:
    """Remove the catalogs of an article's own language, where files are written; return those removed, kept, failed."""
    removed: list[str] = []
    kept: list[str] = []
    failures: list[Failure] = []
    for tag in tags if opening.writes else ():
        path = catalog_path(opening.project, tag, slug)
        shown = path.relative_to(opening.project).as_posix()
        try:
            (removed if remove_copy(path) else kept).append(shown)
        except CatalogError as error:
            failures.append(fail(error, opening.project, tag, slug))
    return tuple(removed), tuple(kept), tuple(failures)
