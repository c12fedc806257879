"""An article is opened: read, its units given their identities, and merged with its catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalog.conflicts import describe_renumbered
from pipeline.catalog.left_out import read_recorded, with_record
from pipeline.catalog.merge import make_template
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import find_catalog, write_catalog
from pipeline.catalog.publication import ALL, mark_published
from pipeline.languages.locales import same_language
from pipeline.localize.job import Failure, FileState, Job
from pipeline.localize.records import keep_file
from pipeline.localize.work import Work, fail, merge_article, without_drafts
from pipeline.model import Article
from pipeline.project.accidents import tell_accident
from pipeline.project.paths import catalog_path, place_in, refuse_outside, template_path
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.textless import is_textless


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningTask:
    """The task of opening one article, in any process. ``writes`` tells whether its template is written.

    ``due`` is how many percent of a translation are reviewed when it is published.
    """

    project: Path
    languages: tuple[str, ...]
    front_matter: tuple[str, ...] = TRANSLATED
    due: int = ALL
    redraft: bool = False
    writes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedArticle:
    """An article and its works, one for each language, or why one cannot be.

    ``unused`` are the paths of catalogs in its own language, which has none; they stay as they are.
    """

    article: Article
    source: FileState
    """Its file, as it was before it was read."""
    works: tuple[Work | Failure, ...] = ()
    unused: tuple[str, ...] = ()


Opened = OpenedArticle | Failure
"""An opened article, or why it cannot be opened."""


def opening_task(job: Job, *, writes: bool = True) -> OpeningTask:
    """Return the task of opening the articles of a job."""
    return OpeningTask(
        project=job.project,
        languages=job.languages,
        front_matter=job.front_matter,
        due=job.due,
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
    article's own language. An accident in one language is told in the place of its work.
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
        write_catalog(template_file, with_record(make_template(article, contexts, next_number), recorded.record))
    own = [tag for tag in opening.languages if same_language(article.language, tag)]
    wanted = [tag for tag in opening.languages if tag not in own]
    told = describe_renumbered(template, contexts, [unit.source for unit in article.units])
    works: list[Work | Failure] = []
    for tag in wanted:
        try:
            # What was due before the article changed is published, too.
            former = existing[tag]
            before = mark_published(former, article, opening.due) if former else None
            catalog, conflicts = merge_article(article, contexts, before, tag)
            catalog = mark_published(catalog, article, opening.due)
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
    unused = tuple(catalog_path(Path(), tag, article.slug).as_posix() for tag in own if existing[tag])
    return OpenedArticle(article=article, source=source, works=tuple(works), unused=unused)


def _refuse_links(opening: OpeningTask, slug: str) -> None:
    """Refuse to write catalogs that links lead out of the project.

    :raises CatalogError: saying which
    """
    if opening.writes:
        catalogs = [catalog_path(opening.project, tag, slug) for tag in opening.languages]
        compiled = [path.with_suffix(".mo") for path in catalogs]
        refuse_outside(opening.project, template_path(opening.project, slug), *catalogs, *compiled)
