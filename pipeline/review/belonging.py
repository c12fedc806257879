"""What belongs to an article: lines brought back or cut from the page, and the catalogs brought into step at once."""

from __future__ import annotations

from pipeline.catalog.choosing import exclude, include, write_record
from pipeline.catalog.left_out import read_recorded
from pipeline.catalog.po import write_catalog
from pipeline.editions.labels import message
from pipeline.errors import ReviewError
from pipeline.localize.job import Failure
from pipeline.localize.opening import OpeningTask, open_article
from pipeline.project.paths import catalog_path
from pipeline.review.store import Step, Store
from pipeline.sources.boilerplate.listing import parse_lines

CHOICES = {"include": include, "exclude": exclude}
_OPPOSITES = {"include": "exclude", "exclude": "include"}


def undo(store: Store, number: int) -> Step:
    """Undo a step: of lines by the opposite choice, of entries as long as they are what the step made of them.

    :raises NewslocError: if it cannot be undone
    """
    step = store.steps.get(number)
    if step is None or not step.lines:
        return store.undo(number)
    opposite = choose_lines(store, step.slug, step.language, _OPPOSITES[step.kind], step.lines)
    for done in (step, opposite):
        store.steps.pop(done.number, None)
    return step


def choose_lines(store: Store, slug: str, language: str, choice: str, lines: str) -> Step:
    """Bring lines of an article back, or cut them: the record changes, and every catalog there is follows it.

    What is brought back is missing until somebody translates it; the translation of what is cut stays in the catalog
    as obsolete, and comes back with its line.

    :raises NewslocError: if there is nothing on these lines, or a file cannot be written
    """
    path = store.paths().get(slug)
    if path is None:
        raise ReviewError(message("There is no such article."))
    project, keys = store.project, store.conditions.front_matter
    with store.lock:
        recorded = read_recorded(path, project, keys)
        write_record(project, recorded, CHOICES[choice](recorded, parse_lines(lines)).record)
        opening = OpeningTask(
            project=project, languages=store.conditions.languages, catalogs=store.catalogs, front_matter=keys
        )
        for work in open_article(opening, path).works:
            if isinstance(work, Failure):
                raise ReviewError(work.message)
            if work.found is not None and work.catalog.language:
                write_catalog(catalog_path(project, work.catalog.language, slug), work.catalog, over=work.found)
        units = len(read_recorded(path, project, keys).article.units) - len(recorded.article.units)
        return store.keep_step(slug, language, choice, abs(units), lines=lines)
