"""What belongs to an article: lines brought back or cut from the page, and the catalogs brought into step at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.catalog.choosing import exclude, include, write_record
from pipeline.catalog.header import LEFT_OUT
from pipeline.catalog.left_out import Recorded, find_catalogs, read_recorded
from pipeline.catalog.merge import annotate
from pipeline.catalog.notes import make_notes
from pipeline.catalog.po import entry_text, find_catalog, read_bytes, write_catalog
from pipeline.catalog.provenance import digest
from pipeline.editions.labels import message
from pipeline.errors import ReviewError
from pipeline.localize.job import Failure
from pipeline.localize.opening import OpeningTask, open_article
from pipeline.localize.work import Work
from pipeline.model import Catalog
from pipeline.project.atomic import stamp_of, write_atomically
from pipeline.project.paths import catalog_path, refuse_outside, template_path
from pipeline.quality.inspection import inspect_catalog
from pipeline.review.acts import Reviewer
from pipeline.review.opened import OpenArticle
from pipeline.review.steps import LinesChange, SavedFile, Step
from pipeline.review.store import Store
from pipeline.sources.boilerplate.left_out import digest_blocks
from pipeline.sources.boilerplate.listing import lines_of, parse_lines

CHOICES = {"include": include, "exclude": exclude}
_OPPOSITES = {"include": "exclude", "exclude": "include"}


def choose_lines(store: Store, slug: str, language: str, choice: str, lines: str) -> Step:
    """Bring lines of an article back, or cut them: the record changes, and every catalog there is follows it.

    What is brought back is missing until somebody translates it; the translation of what is cut stays in the catalog
    as obsolete, and comes back with its line.

    :raises NewslocError: if there is nothing on these lines, or a file cannot be written
    """
    path = _path_of(store, slug)
    with store.lock:
        recorded = read_recorded(path, store.project, store.conditions.front_matter)
        record = CHOICES[choice](recorded, parse_lines(lines)).record
        files = (template_path(store.project, slug), *find_catalogs(store.project, slug))
        before = [read_bytes(file) if file.exists() else None for file in files]
        units = _write(store, path, recorded, record)
        saved = (
            SavedFile(path=file, before=content, after=_digest_of(file))
            for file, content in zip(files, before, strict=True)
        )
        chosen = frozenset(recorded.record.keys() ^ record.keys())
        change = LinesChange(record=recorded.record, chosen=chosen, files=tuple(saved))
        return store.steps.keep(slug, language, choice, abs(units), lines=change)


def undo(store: Store, number: int, opened: OpenArticle, reviewer: Reviewer) -> Step:
    """Undo a step: of lines, as long as they are there; of entries, as long as they are what the step made of them.

    The files that a choice of lines wrote become what they were. Where somebody changed one since, the opposite is
    chosen instead, so that this change stays; what was left out before has the reason that it had.

    :raises NewslocError: if it cannot be undone
    """
    slug, language = opened.article.slug, opened.language
    step = store.steps.find(number, slug, language)
    if step.lines is None:
        return store.undo(number, slug, language, reviewer)
    with store.lock:
        if not _put_back(store.project, step.lines.files):
            _choose_opposite(store, step, step.lines)
        store.steps.drop(number)
    return step


def _choose_opposite(store: Store, step: Step, change: LinesChange) -> None:
    path = _path_of(store, step.slug)
    recorded = read_recorded(path, store.project, store.conditions.front_matter)
    document = recorded.article.document
    blocks = [document.blocks[at] for at, each in digest_blocks(document.blocks).items() if each in change.chosen]
    lines = {line for block in blocks for line in lines_of(document, block)}
    if not lines:
        raise ReviewError(message("This step can no longer be undone."))
    record = CHOICES[_OPPOSITES[step.kind]](recorded, lines).record
    _write(store, path, recorded, {each: change.record.get(each, rule) for each, rule in record.items()})


def _write(store: Store, path: Path, recorded: Recorded, record: Mapping[str, str]) -> int:
    """Write the record of an article, and bring its catalogs into step; return how many units came, less those gone."""
    project, keys, slug = store.project, store.conditions.front_matter, recorded.article.slug
    write_record(project, recorded, record)
    opening = OpeningTask(
        project=project,
        languages=store.conditions.languages,
        front_matter=keys,
        due=store.conditions.due,
    )
    opened = open_article(opening, path)
    for work in opened.works:
        if isinstance(work, Failure):
            raise ReviewError(work.message)
        if work.found is not None and work.catalog.language:
            catalog = _note_brought(store, work, work.found)
            write_catalog(catalog_path(project, work.catalog.language, slug), catalog, over=work.found)
    return len(opened.article.units) - len(recorded.article.units)


def _note_brought(store: Store, work: Work, before: Catalog) -> Catalog:
    """Return the catalog of a work with notes for the units that came; those of the others stand in it.

    What the memory has beside them, which is on the page, stands there once newsloc localize ran.
    """
    notes = {entry.context: entry.notes for entry in work.catalog.entries}
    known = {entry.context for entry in before.entries}
    inspections = inspect_catalog(store.inspector, work.article, work.catalog)
    found = {context: each for context, each in inspections.items() if context not in known}
    findings = {context: each.findings for context, each in found.items()}
    waived = {context: each.waived for context, each in found.items()}
    fresh = make_notes(work.catalog, findings, waived, {})
    return annotate(work.catalog, {**notes, **{context: fresh[context] for context in found}})


def _put_back(project: Path, files: Sequence[SavedFile]) -> bool:
    """Write files as they were; return False, touching nothing, where one says something else than it was made to.

    :raises CatalogError: if a link leads one out of the project, or one cannot be written
    """
    refuse_outside(project, *(file.path for file in files))
    stamps = [stamp_of(file.path) for file in files]
    if any(_digest_of(file.path) != file.after for file in files):
        return False
    for file, stamp in zip(files, stamps, strict=True):
        if file.before is None:
            file.path.unlink(missing_ok=True)
        else:
            write_atomically(file.path, file.before, over=stamp)
    return True


def _digest_of(path: Path) -> str:
    """Return a digest of what a catalog says, whatever its form and its dates; empty where there is none."""
    catalog = find_catalog(path)
    if catalog is None:
        return ""
    obsolete = (entry_text(entry, obsolete=True) for entry in catalog.obsolete)
    return digest("\x04".join((catalog.headers.get(LEFT_OUT, ""), *map(entry_text, catalog.entries), *obsolete)))


def _path_of(store: Store, slug: str) -> Path:
    path = store.paths().get(slug)
    if path is None:
        raise ReviewError(message("There is no such article."))
    return path
