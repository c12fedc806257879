"""Write the editions that are due, with what they refer to, their indexes and the manifest; take away what has gone.

Nothing but articles, catalogs and settings is read, and the same of these makes the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from pipeline.editions.addresses import INDEX
from pipeline.editions.assets import read_asset
from pipeline.editions.index import write_index
from pipeline.editions.manifest import FILE, EditionRecord, Manifest, manifest_text, read_manifest
from pipeline.editions.output import Output
from pipeline.editions.publishing import HIDDEN, REFUSED, Orders, Outcome, Prepared, Result, prepare, slug_at
from pipeline.editions.record import record_edition
from pipeline.editions.references import find_references
from pipeline.editions.writers import WRITERS
from pipeline.errors import SourceError
from pipeline.project.processes import count_processes, seconds_for, share_out

_PAGE = ".html"
"""The suffix of editions that an index lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: a result for each edition asked for, and files written, removed, and left though orphaned."""

    results: tuple[Result, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]


def build(orders: Orders, *, processes: int | None = None) -> BuildReport:
    """Build what is asked for. One article that fails does not stop the others.

    :param processes: how many work at once; by default all processors, where there is enough to do
    :raises NewslocError: if the folder cannot be written, or holds another program's manifest
    """
    output, former = Output(folder=orders.folder), read_manifest(orders.folder)
    records = {(record.slug, record.language): record for record in former.editions}
    tasks = _tasks(orders, records.values())
    count = processes or count_processes(seconds_for(orders.paths, len(orders.languages)), len(tasks))
    results: list[Result] = []
    with closing(share_out(partial(_make, orders), tasks, count)) as made:
        for each in chain.from_iterable(made):
            key = each.result.slug, each.result.language
            result, record = _settle(orders, output, each, records.pop(key, None))
            results.append(result)
            if record:
                records[key] = record
    manifest = _write_indexes(orders, output, _forget(orders, records.values(), {task.slug for task in tasks}))
    kept = manifest.paths
    output.remove({path: digest for path, digest in former.paths.items() if path not in kept})
    output.write(FILE, manifest_text(manifest), lasting=True)
    return BuildReport(
        results=tuple(results), written=tuple(output.written), removed=tuple(output.removed), left=tuple(output.left)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """An article, the languages in which it is published so far, and the files in which only a notice stands."""

    path: Path
    slug: str
    known: tuple[str, ...]
    notices: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What becomes of an article in one language: its files' contents by path, and the files that it refers to."""

    result: Result
    contents: Mapping[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()


def _tasks(orders: Orders, records: Iterable[EditionRecord]) -> list[_Task]:
    by_slug: defaultdict[str, list[EditionRecord]] = defaultdict(list)
    for record in records:
        by_slug[record.slug].append(record)
    tasks = []
    for path in orders.paths:
        slug = slug_at(path, orders.project)
        own = by_slug.get(slug, ())
        notices = frozenset(file for record in own if record.status == Outcome.WITHDRAWN for file in record.files)
        tasks.append(_Task(path=path, slug=slug, known=tuple(record.language for record in own), notices=notices))
    return tasks


def _make(orders: Orders, task: _Task) -> list[_Made]:
    """Make an article's editions, and write nothing yet."""
    prepared = prepare(orders, task.path, task.known)
    return [_make_edition(orders, _place(each, prepared, task.known), task.notices) for each in prepared]


def _place(prepared: Prepared, others: Sequence[Prepared], known: Iterable[str]) -> Prepared:
    """Tell an edition in which languages the article is published."""
    if prepared.edition is None:
        return prepared
    outcomes = {each.result.language: each.result.outcome for each in others}
    published = {language for language in known if outcomes.get(language, Outcome.BUILT) not in HIDDEN}
    published |= {language for language, outcome in outcomes.items() if outcome is Outcome.BUILT}
    site = replace(prepared.edition.site, languages=tuple(sorted(published)))
    return replace(prepared, edition=replace(prepared.edition, site=site))


def _make_edition(orders: Orders, prepared: Prepared, notices: Container[str]) -> _Made:
    """Make an edition in the formats asked for, and in those where only a notice would be left of it."""
    result, edition = prepared.result, prepared.edition
    if edition is None:
        return _Made(result=result)
    paths = {f"{edition.language}/{edition.slug}.{writer.suffix}": writer for writer in WRITERS}
    wanted = {path: writer for path, writer in paths.items() if writer in orders.writers or path in notices}
    return _Made(
        result=replace(result, record=record_edition(edition, result.findings)),
        contents={path: writer.write(edition) for path, writer in wanted.items()},
        references=find_references(edition),
    )


def _settle(
    orders: Orders, output: Output, made: _Made, former: EditionRecord | None
) -> tuple[Result, EditionRecord | None]:
    """Write what was made, and return the result with its files, and what the manifest says from now on."""
    result = made.result
    if result.outcome in REFUSED:
        return result, former
    if result.outcome in HIDDEN:
        return result, None
    if result.outcome is Outcome.WITHDRAWN:
        notice = _write_notice(orders, output, result, former)
        return replace(result, files=tuple(notice.files)), notice
    assert result.record
    try:
        assets = _read_assets(orders, made.references, result.language)
    except SourceError as error:
        return replace(result, outcome=Outcome.FAILED, message=str(error), findings=(), record=None), former
    written = {path: output.write(path, content) for path, content in made.contents.items()}
    copied = {path: output.write(path, content) for path, content in assets.items()}
    # Files of formats that were not asked for this time stay known.
    files = {**(former.files if former else {}), **written}
    record = replace(result.record, files=files, assets=copied)
    return replace(result, files=tuple(written), record=record), record


def _write_notice(orders: Orders, output: Output, result: Result, former: EditionRecord | None) -> EditionRecord:
    """Write the notice in every format asked for, and in those in which the article was published."""
    base = f"{result.language}/{result.slug}."
    published = former.files if former else {}
    files = {}
    for writer in WRITERS:
        path = base + writer.suffix
        if writer in orders.writers or path in published:
            files[path] = output.write(path, writer.write_notice(orders.site, result.slug, result.language))
    return EditionRecord(
        slug=result.slug,
        language=result.language,
        source_language="",
        article="",
        status=Outcome.WITHDRAWN.value,
        files=files,
    )


def _read_assets(orders: Orders, references: Iterable[str], language: str) -> dict[str, bytes]:
    """Return the files that an edition refers to, by their places in the folder."""
    contents = {path: read_asset(orders.project, path) for path in references}
    return {f"{language}/{path}": content for path, content in contents.items() if content is not None}


def _forget(orders: Orders, records: Iterable[EditionRecord], slugs: Container[str]) -> Manifest:
    """Return the manifest, if all articles were built without the editions of articles and languages that are no more.

    Its editions stand in the order of their articles and languages.

    :param slugs: those of the articles that were built
    """
    kept = (
        record
        for record in records
        if not orders.complete or (record.slug in slugs and record.language in orders.all_languages)
    )
    return Manifest(editions=tuple(sorted(kept, key=lambda record: (record.slug, record.language))))


def _write_indexes(orders: Orders, output: Output, manifest: Manifest) -> Manifest:
    """Write the index of every language that has pages, or is asked for some."""
    pages = [record for record in manifest.editions if any(path.endswith(_PAGE) for path in record.files)]
    languages = {record.language for record in pages}
    if any(f".{writer.suffix}" == _PAGE for writer in orders.writers):
        languages.update(orders.languages)
    written = {}
    for language in sorted(languages):
        listed = [record for record in pages if record.language == language and record.status == Outcome.BUILT]
        path = f"{language}/{INDEX}{_PAGE}"
        written[path] = output.write(path, write_index(language, listed, sorted(languages), orders.site))
    return replace(manifest, pages=written)
