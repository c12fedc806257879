"""A work is finished, in any process: its targets are inspected, and its catalog is written."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.merge import annotate
from pipeline.catalog.notes import describe_engines, make_notes
from pipeline.catalog.po import find_catalog, find_header, write_catalog, write_mo
from pipeline.catalog.waivers import bind_waivers
from pipeline.errors import CatalogChanged
from pipeline.localize.job import ArticleRow, Failure, Job, Receipt
from pipeline.localize.learning import summarize
from pipeline.localize.records import keep_file
from pipeline.localize.row import make_row
from pipeline.localize.work import Work, fail, find_similar, merge_article
from pipeline.model import Catalog, Direction, Entry, State
from pipeline.project.paths import catalog_path
from pipeline.quality.assess import rescore
from pipeline.quality.inspection import Inspection, Inspector, inspect_catalog
from pipeline.quality.ledger import Ledger
from pipeline.translate.engines import NO_TRANSLATIONS, QUALITY
from pipeline.translate.memory import Match, Memory
from pipeline.translate.memory.figures import exchange_figures
from pipeline.translate.memory.records import EXACT

_PATIENCE = 20
"""Times that a catalog is brought together anew because another program saved it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishingTask:
    """The task of finishing works, in any process."""

    project: Path
    inspector: Inspector
    memory: Memory
    writes: bool
    keeps: bool
    """Whether receipts are wanted."""


def finishing_task(job: Job, ledger: Ledger, *, keeps: bool) -> FinishingTask:
    """Return the task of finishing the works of a job."""
    return FinishingTask(
        project=job.project,
        inspector=replace(job.inspector, corpus=ledger),
        memory=job.memory,
        writes=not job.dry_run,
        keeps=keeps,
    )


def try_finish(task: FinishingTask, work: Work) -> ArticleRow | Failure:
    """Finish a work as `finish` does; an accident with it is returned."""
    try:
        return finish(task, work)
    except Exception as error:  # noqa: BLE001 - an accident in one catalog stops no other
        return fail(error, task.project, work.catalog.language, work.article.slug)


def finish(task: FinishingTask, work: Work) -> ArticleRow:
    """Renew the notes and write the catalog; first merge what another program saved in the meantime.

    :raises CatalogError: if it cannot be written
    """
    for _ in range(_PATIENCE):
        with suppress(CatalogChanged):
            return _finish(task, work)
        work = _catch_up(task, work)
    return _finish(task, work)


def _finish(task: FinishingTask, work: Work) -> ArticleRow:
    catalog = bind_waivers(work.whole)
    inspections = inspect_catalog(task.inspector, work.article, catalog)
    catalog = rescore(catalog, inspections)
    catalog = _annotate(task, work, catalog, inspections)
    assert catalog.language
    if task.writes:
        path = catalog_path(task.project, catalog.language, catalog.slug)
        write_catalog(path, catalog, over=work.found)
        write_mo(path.with_suffix(".mo"), catalog)
    row = make_row(work, catalog, inspections)
    return replace(row, receipt=_keep(task, work, catalog, row)) if task.keeps else row


def _keep(task: FinishingTask, work: Work, catalog: Catalog, row: ArticleRow) -> Receipt:
    """Let the memory learn a catalog as it was written, with the dates of its header, and tell what the work left."""
    assert catalog.language
    path = catalog_path(task.project, catalog.language, catalog.slug)
    files = tuple(keep_file(task.project, each) for each in (path, path.with_suffix(".mo")))
    header = find_header(path)  # after its state was taken: what another program saves meanwhile is seen later
    written = replace(catalog, headers=header.headers) if header else catalog
    task.memory.learn([written])
    pairs = zip(catalog.entries, work.article.units, strict=True)
    pseudo = {unit.language for entry, unit in pairs if entry.provenance and entry.provenance.engine in NO_TRANSLATIONS}
    return Receipt(
        files=files,
        learned=summarize(written),
        settled=not (row.missing or row.conflicts or row.renumbered),
        pseudo=tuple(Direction(source=tag, target=catalog.language) for tag in sorted(pseudo)),
    )


def _annotate(task: FinishingTask, work: Work, catalog: Catalog, inspections: Mapping[str, Inspection]) -> Catalog:
    """Write the notes of a catalog: scores, findings, and what the memory has beside."""
    findings = {context: each.findings for context, each in inspections.items()}
    waived = {context: each.waived for context, each in inspections.items()}
    notes = make_notes(catalog, findings, waived, _find_similar(task.memory, work, catalog))
    return describe_engines(annotate(catalog, notes), QUALITY)


def _catch_up(task: FinishingTask, work: Work) -> Work:
    """Return the work on top of what another program saved in the meantime: its people's texts, our drafts."""
    tag = work.catalog.language
    assert tag
    found = find_catalog(catalog_path(task.project, tag, work.catalog.slug))
    merged, conflicts = merge_article(work.article, work.contexts, found, tag)
    ours = {entry.context: entry for entry in work.whole.entries}
    entries = tuple(_newer(entry, ours[entry.context]) for entry in merged.entries)
    catalog = replace(merged, entries=entries)
    return replace(work, catalog=catalog, found=found, former={}, conflicts=(*work.conflicts, *conflicts))


def _newer(theirs: Entry, ours: Entry) -> Entry:
    """Return which of two entries of a unit stands: a draft of ours only where no person wrote."""
    if not ours.target or written_by_person(theirs) or written_by_person(ours):
        return theirs
    return replace(ours, comments=theirs.comments, flags=theirs.flags)


def _find_similar(memory: Memory, work: Work, catalog: Catalog) -> dict[str, str]:
    """Describe the best of the memory for each unit that nobody reviewed, by context; not what the unit itself says."""
    open_entries = [entry for entry in catalog.entries if entry.state is not State.REVIEWED and not _recalled(entry)]
    asked = [entry for entry in open_entries if entry.context not in work.similar]
    similar = {**work.similar, **find_similar(memory, work, asked)}
    found: dict[str, str] = {}
    for entry in open_entries:
        match = next(iter(similar.get(entry.context, ())), None)
        if match and match.line != entry.target:
            found[entry.context] = _describe(match, entry.source)
    return found


def _recalled(entry: Entry) -> bool:
    """Tell whether a target came from the memory, and nobody changed it."""
    return entry.provenance is not None and entry.provenance.recall is not None and not written_by_person(entry)


def _describe(match: Match, asked: str) -> str:
    source, target = " ".join(match.record.source.split()), match.line
    where = f"reviewed in {match.record.where}"
    if match.similarity == EXACT:
        return f"the same, {where}: {target}"
    exchanged = exchange_figures(source, asked, target)
    if exchanged:
        return f"similar, {match.similarity} %, {where}; with the numbers exchanged: {exchanged}"
    return f"similar, {match.similarity} %, {where}: {source} → {target}"
