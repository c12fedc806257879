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

from msgspec import structs

from pipeline.editions.addresses import INDEX
from pipeline.editions.assets import read_asset
from pipeline.editions.edition import Site
from pipeline.editions.index import write_index, write_root
from pipeline.editions.manifest import EMPTY, FILE, EditionRecord, Manifest, manifest_text, read_manifest
from pipeline.editions.output import Output, check_folder
from pipeline.editions.publishing import WRITTEN, Orders, Outcome, Prepared, Result, explain, prepare
from pipeline.editions.record import record_edition
from pipeline.editions.references import find_references
from pipeline.editions.writers import WRITERS
from pipeline.errors import ConfigError, NewslocError, SourceError
from pipeline.project.paths import slug_at
from pipeline.project.processes import count_processes, seconds_for, share_out

_PAGE = ".html"
"""The suffix of editions that an index lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: a result for each edition asked for, and files removed, and left though orphaned.

    ``problems`` are those of the folder as a whole, and of articles that cannot be looked for.
    """

    results: tuple[Result, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]
    problems: tuple[str, ...] = ()
    addresses_missing: bool = False
    """Whether items of ninjs need the site's address: for their own, and to name the pictures beside them."""


def build(orders: Orders, *, processes: int | None = None) -> BuildReport:
    """Build what is asked for. One article that fails does not stop the others.

    :param processes: how many work at once; by default all processors, where there is enough to do
    :raises NewslocError: if the folder cannot be written, or holds another program's manifest
    """
    check_folder(orders.folder, orders.project)
    former = read_manifest(orders.folder)
    output = Output(folder=orders.folder, known=frozenset(former.paths))
    records = {(record.slug, record.language): record for record in former.editions}
    tasks = _tasks(orders, records.values())
    count = processes or count_processes(seconds_for(orders.paths, len(orders.languages)), len(tasks))
    results: list[Result] = []
    with closing(share_out(partial(_make, orders), tasks, count)) as made:
        for each in chain.from_iterable(made):
            result, record = _settle(orders, output, each, records.pop(each.key, None))
            results.append(result)
            if record:
                records[each.key] = record
    kept, problems = _forget(orders, records.values(), {task.slug for task in tasks})
    manifest, refused = _write_indexes(orders, output, kept)
    output.remove({path: digest for path, digest in former.paths.items() if path not in manifest.paths})
    output.write(FILE, manifest_text(manifest), lasting=True)
    output.finish()
    return BuildReport(
        results=tuple(results),
        removed=tuple(output.removed),
        left=tuple(output.left),
        problems=(*problems, *refused),
        addresses_missing=_lacks_addresses(orders, results),
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

    @property
    def key(self) -> tuple[str, str]:
        """Return the article's slug and the language."""
        return self.result.slug, self.result.language


def _tasks(orders: Orders, records: Iterable[EditionRecord]) -> list[_Task]:
    by_slug: defaultdict[str, list[EditionRecord]] = defaultdict(list)
    for record in records:
        by_slug[record.slug].append(record)
    tasks = []
    for path in orders.paths:
        slug = slug_at(path, orders.project)
        own = by_slug.get(slug, ())
        notices = frozenset(file for record in own if record.status == Outcome.WITHDRAWN for file in record.files)
        known = tuple(record.language for record in own)
        tasks.append(_Task(path=path, slug=slug, known=known, notices=notices))
    return tasks


def _make(orders: Orders, task: _Task) -> list[_Made]:
    """Make an article's editions, and write nothing yet."""
    prepared = prepare(orders, task.path, task.known)
    site = replace(orders.site, languages=_published(prepared, task))
    return [_make_edition(orders, each, task, site) for each in prepared]


def _published(prepared: Sequence[Prepared], task: _Task) -> tuple[str, ...]:
    """Return the languages in which the article is published from now on."""
    outcomes = {each.result.language: each.result.outcome for each in prepared}
    # What cannot be read stays published, and a language that is not asked for as well.
    kept = {tag for tag in task.known if outcomes.get(tag, Outcome.FAILED) in {Outcome.FAILED, Outcome.WITHDRAWN}}
    return tuple(sorted(kept | {tag for tag, outcome in outcomes.items() if outcome in WRITTEN}))


def _make_edition(orders: Orders, prepared: Prepared, task: _Task, site: Site) -> _Made:
    """Make an edition in the formats asked for, and in those where only a notice would be left of it."""
    result = prepared.result
    if prepared.edition is None:
        return _Made(result=result)
    edition = replace(prepared.edition, site=site)
    paths = {f"{edition.language}/{edition.slug}.{writer.suffix}": writer for writer in WRITERS}
    wanted = {path: writer for path, writer in paths.items() if writer in orders.writers or path in task.notices}
    try:
        return _Made(
            result=replace(result, record=record_edition(edition)),
            contents={path: writer.write(edition) for path, writer in wanted.items()},
            references=find_references(edition),
        )
    except Exception as error:  # noqa: BLE001 - an accident in one edition stops no other
        return _Made(result=_failed(result, explain(error, task.path, orders.project)))


def _failed(result: Result, message: str) -> Result:
    return Result(slug=result.slug, language=result.language, outcome=Outcome.FAILED, message=message)


def _lacks_addresses(orders: Orders, results: Iterable[Result]) -> bool:
    items = not orders.site.base_url and any(writer.name == "ninjs" for writer in orders.writers)
    asked = "ninjs" in orders.formats
    return items and any(result.record and (asked or result.record.assets) for result in results)


def _settle(
    orders: Orders, output: Output, made: _Made, former: EditionRecord | None
) -> tuple[Result, EditionRecord | None]:
    """Write what was made, and return the result with its files, and what the manifest says from now on."""
    result = made.result
    if result.outcome is Outcome.FAILED:
        return result, former
    try:
        if result.outcome is Outcome.WITHDRAWN:
            notice = _write_notice(orders, output, result, former)
            return replace(result, files=tuple(notice.files)), notice
        return _write_edition(orders, output, made, former) if result.outcome in WRITTEN else (result, None)
    except (NewslocError, OSError) as error:
        return _failed(result, explain(error, orders.project / result.slug, orders.project)), former


def _write_edition(
    orders: Orders, output: Output, made: _Made, former: EditionRecord | None
) -> tuple[Result, EditionRecord]:
    """Write an edition with what it refers to."""
    assert made.result.record
    assets, notes = _read_assets(orders, made.references, made.result)
    output.claim({**made.contents, **assets})
    written = {path: output.write(path, content) for path, content in made.contents.items()}
    copied = {path: output.write(path, content) for path, content in assets.items()}
    # Files of formats that were not asked for this time stay known.
    files = {**(former.files if former else {}), **written}
    record = structs.replace(made.result.record, files=files, assets=copied)
    return replace(made.result, files=tuple(written), record=record, notes=notes), record


def _write_notice(orders: Orders, output: Output, result: Result, former: EditionRecord | None) -> EditionRecord:
    """Write the notice in every format asked for, and in those in which the article was published."""
    base = f"{result.language}/{result.slug}."
    published = former.files if former else {}
    contents = {
        base + writer.suffix: writer.write_notice(orders.site, result.slug, result.language)
        for writer in WRITERS
        if writer in orders.writers or base + writer.suffix in published
    }
    output.claim(contents)
    files = {path: output.write(path, content) for path, content in contents.items()}
    slug, language, status = result.slug, result.language, Outcome.WITHDRAWN.value
    return EditionRecord(
        slug=slug, language=language, status=status, files=files, reviewed=0, drafts=0, source=0, omitted=0
    )


def _read_assets(orders: Orders, references: Iterable[str], result: Result) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files that an edition refers to, by their places in the folder, and why others are not copied."""
    contents: dict[str, bytes] = {}
    notes: list[str] = []
    article = result.record.article if result.record else result.slug
    for path in references:
        try:
            content = read_asset(orders.project, path)
        except SourceError as error:
            notes.append(f"{error} ({article} refers to it)")
        else:
            contents |= {f"{result.language}/{path}": content} if content is not None else {}
    return contents, tuple(notes)


def _forget(
    orders: Orders, records: Iterable[EditionRecord], slugs: Container[str]
) -> tuple[Manifest, tuple[str, ...]]:
    """Return the manifest, if all articles were built without the editions of articles and languages that are no more.

    Its editions stand in the order of their articles and languages. An article that cannot be looked for may still be
    there: its editions stay, and that is said.

    :param slugs: those of the articles that were built
    """
    kept, problems = [], []
    for record in sorted(records, key=lambda record: (record.slug, record.language)):
        if not orders.complete or record.slug in slugs:
            lost = orders.complete and record.language not in orders.all_languages
        else:
            problem = _look_for(orders.project / record.article) if record.article else ""
            problems += [problem] if problem else []
            lost = not problem
        kept += [] if lost else [record]
    return structs.replace(EMPTY, editions=tuple(kept)), tuple(dict.fromkeys(problems))


def _look_for(path: Path) -> str:
    """Return why nobody can tell whether an article is still there; empty if one can."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return f"{path}: cannot be looked for ({error.strerror}), so its editions stay; check the folder's permissions"
    return f"{path}: no file, so its editions stay; put the article there, or remove what stands in its place"


def _write_indexes(orders: Orders, output: Output, manifest: Manifest) -> tuple[Manifest, tuple[str, ...]]:
    """Write the index of every language that has pages, or is asked for some, and that of languages; say what fails."""
    pages = [record for record in manifest.editions if any(path.endswith(_PAGE) for path in record.files)]
    languages = {record.language for record in pages}
    if any(f".{writer.suffix}" == _PAGE for writer in orders.writers):
        languages.update(orders.languages)
    contents: dict[str, str] = {}
    for language in sorted(languages):
        listed = [record for record in pages if record.language == language and record.status == Outcome.BUILT]
        contents[f"{language}/{INDEX}{_PAGE}"] = write_index(language, listed, sorted(languages), orders.site)
    if contents:
        contents[f"{INDEX}{_PAGE}"] = write_root(sorted(languages), orders.site)
    written: dict[str, str] = {}
    problems: list[str] = []
    for path, content in contents.items():
        try:
            output.claim({path: content})
            written[path] = output.write(path, content)
        except ConfigError as error:
            problems.append(str(error))
    return structs.replace(manifest, pages=written), tuple(problems)
