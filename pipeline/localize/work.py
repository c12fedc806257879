"""One article on its way into one language: opened, filled from the memory, filled with drafts, inspected, written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.conflicts import describe_renumbered, settle_conflicts
from pipeline.catalog.left_out import read_recorded, with_record
from pipeline.catalog.merge import annotate, fill, identity_catalog, make_template, merge
from pipeline.catalog.notes import describe_engines, make_notes
from pipeline.catalog.numbers import number_units
from pipeline.catalog.own_language import needs_catalog, remove_copy
from pipeline.catalog.po import find_catalog, write_catalog, write_mo
from pipeline.catalog.provenance import COPY, MEMORY, make_provenance
from pipeline.catalog.settings import CatalogSettings
from pipeline.catalog.waivers import bind_waivers
from pipeline.errors import CatalogChanged, CatalogError, NewslocError, SourceError
from pipeline.languages.locales import same_language
from pipeline.localize.job import ArticleRow, Failure, Job
from pipeline.model import Article, Catalog, Direction, Entry, Provenance, Score, State
from pipeline.project.accidents import tell_accident
from pipeline.project.paths import catalog_path, refuse_outside, template_path
from pipeline.quality.assess import rescore
from pipeline.quality.choice import Draft
from pipeline.quality.inspection import Inspection, inspect_catalog
from pipeline.quality.ledger import Ledger
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.textless import is_textless
from pipeline.translate.engines import NO_TRANSLATIONS, QUALITY
from pipeline.translate.memory import Match
from pipeline.translate.memory.figures import exchange_figures
from pipeline.translate.memory.records import EXACT

_PATIENCE = 20
"""Times that a catalog is brought together anew because another program saved it."""


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

    @property
    def whole(self) -> Catalog:
        """The catalog, with former drafts where no new draft came."""
        entries = tuple(
            self.former.get(entry.context, entry) if entry.state is State.MISSING else entry
            for entry in self.catalog.entries
        )
        return replace(self.catalog, entries=entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedArticle:
    """An article and its works, one for each language, or why one cannot be.

    ``removed`` and ``kept`` are the paths of catalogs in its own language, which needs none.
    """

    article: Article
    works: tuple[Work | Failure, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def find_missing(article: Article, catalog: Catalog) -> Iterator[tuple[Entry, Direction]]:
    """Yield the entries without a target, and from and into which language each is to be translated."""
    assert catalog.language
    for entry, unit in zip(catalog.entries, article.units, strict=True):
        if entry.state is State.MISSING:
            yield entry, Direction(source=unit.language, target=catalog.language)


# Open.


def _refuse_links(opening: OpeningTask, slug: str) -> None:
    """Refuse to write catalogs that links lead out of the project.

    :raises CatalogError: saying which
    """
    if opening.writes:
        catalogs = [catalog_path(opening.project, tag, slug) for tag in opening.languages]
        compiled = [path.with_suffix(".mo") for path in catalogs]
        refuse_outside(opening.project, template_path(opening.project, slug), *catalogs, *compiled)


def fail(error: Exception, project: Path, language: str | None, slug: str) -> Failure:
    """Return what an accident with one catalog is told as; an error that concerns the whole run is raised again."""
    if isinstance(error, NewslocError) and not isinstance(error, CatalogError | SourceError):
        raise error
    shown = catalog_path(project, language or "", slug).relative_to(project).as_posix()
    return Failure(message=tell_accident(error, shown), failed=slug)


def open_article(opening: OpeningTask, path: Path) -> OpenedArticle:
    """Read an article and its catalogs, give its units their identities, and merge; a work for each language.

    There is none for an item without text, nor in the article's own language where nobody signs off: a former catalog
    of that is removed. An accident in one language is told in the place of its work.
    """
    recorded = read_recorded(path, opening.project, opening.front_matter)
    article = recorded.article
    if is_textless(article):
        return OpenedArticle(article=article)
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
            catalog, conflicts = _merge(opening.catalogs, article, contexts, existing[tag], tag)
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
        works.append(_without_drafts(work) if opening.redraft else work)
    removed, kept, failures = _clear_own(opening, article.slug, own)
    return OpenedArticle(article=article, works=(*works, *failures), removed=removed, kept=kept)


def _sort_languages(
    opening: OpeningTask, article: Article, existing: Mapping[str, Catalog | None]
) -> tuple[list[str], list[str]]:
    """Return the languages that need a catalog of an article, and those that have one and need none."""
    sign_off = opening.catalogs.sign_off
    wanted = [tag for tag in opening.languages if needs_catalog(article.language, tag, sign_off=sign_off)]
    killed = article.document.metadata.killed  # its catalogs stay as they are
    return wanted, [tag for tag in opening.languages if tag not in wanted and existing[tag] and not killed]


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


def _merge(
    settings: CatalogSettings, article: Article, contexts: Sequence[str], existing: Catalog | None, tag: str
) -> tuple[Catalog, tuple[str, ...]]:
    """Merge an article with one catalog; return what a person must decide, too."""
    found, existing = existing, bind_waivers(existing) if existing else None
    lines, cosmetic = settings.line_numbers, settings.keep_cosmetic
    make = identity_catalog if same_language(tag, article.language) else merge
    catalog = make(article, contexts, existing, tag, line_numbers=lines, keep_cosmetic=cosmetic)
    return settle_conflicts(found, catalog)


def _without_drafts(work: Work) -> Work:
    """Set aside the drafts that no person touched."""
    return _set_aside(work, [entry for entry in work.catalog.entries if _is_untouched(entry)])


def _without_pseudo(job: Job, work: Work) -> Work:
    """Set aside the pseudo-translations that no person touched, where the engine of now translates."""
    assert work.catalog.language
    pseudo = []
    for entry, unit in zip(work.catalog.entries, work.article.units, strict=True):
        made_by = entry.provenance.engine if entry.provenance else ""
        direction = Direction(source=unit.language, target=work.catalog.language)
        if made_by in NO_TRANSLATIONS and _is_untouched(entry) and job.translates(direction):
            pseudo.append(entry)
    return _set_aside(work, pseudo) if pseudo else work


def _is_untouched(entry: Entry) -> bool:
    return entry.state is State.DRAFT and not written_by_person(entry)


def _set_aside(work: Work, drafts: Iterable[Entry]) -> Work:
    """Take drafts out of a catalog; they come back where there is no other."""
    former = {**work.former, **{entry.context: entry for entry in drafts}}
    entries = tuple(
        replace(entry, target="", fuzzy=False, provenance=None) if entry.context in former else entry
        for entry in work.catalog.entries
    )
    return replace(work, catalog=replace(work.catalog, entries=entries), former=former)


# Recall.


def recall(job: Job, work: Work) -> Work:
    """Fill what needs no engine, as drafts: a person approves their new place; pseudo-translations make room.

    That is units whose very source was reviewed elsewhere, and units that are in the target language already.
    """
    found: dict[str, tuple[str, Provenance]] = {}
    work = _without_pseudo(job, work)
    for entry, direction in find_missing(work.article, work.catalog):
        if same_language(direction.source, direction.target):
            target, engine, model = entry.source, COPY, "-"
        elif match := job.memory.reviewed(entry.source, direction, entry.role):
            target, engine, model = match.line, MEMORY, match.record.where
        else:
            continue
        provenance = make_provenance(entry, target, engine=engine, model=model)
        found[entry.context] = (target, provenance)
    return replace(work, catalog=fill(work.catalog, found))


# Draft.


def take_drafts(work: Work, direction: Direction, drafts: Mapping[str, Draft]) -> Work:
    """Fill the missing units of one direction with drafts, by source."""
    found: dict[str, tuple[str, Provenance]] = {}
    engine = work.engine
    for entry, wanted in find_missing(work.article, work.catalog):
        draft = drafts.get(entry.source)
        if draft and wanted == direction:
            engine = draft.engine
            provenance = make_provenance(
                entry,
                draft.target,
                engine=draft.engine,
                model=draft.model,
                score=draft.assessment.score if isinstance(draft.assessment.score, Score) else None,
                findings=sorted({finding.check for finding in draft.assessment.findings}),
            )
            found[entry.context] = (draft.target, provenance)
    return replace(work, catalog=fill(work.catalog, found), engine=engine, drafted=work.drafted + len(found))


# Inspect and write.


def write(job: Job, work: Work, ledger: Ledger, inspections: Mapping[str, Inspection] | None = None) -> ArticleRow:
    """Renew the notes and write the catalog; first merge what another program saved in the meantime.

    :param ledger: how the reviewed catalogs of this language spell names
    :param inspections: what the checks say of the work by context, where that is known already
    :raises CatalogError: if it cannot be written
    """
    for _ in range(_PATIENCE):
        with suppress(CatalogChanged):
            return _write(job, work, ledger, inspections)
        work, inspections = _catch_up(job, work), None
    return _write(job, work, ledger, inspections)


def _write(job: Job, work: Work, ledger: Ledger, inspections: Mapping[str, Inspection] | None) -> ArticleRow:
    catalog = bind_waivers(work.whole)
    if inspections is None:
        inspections = inspect_catalog(job.inspector, work.article, catalog, ledger)
    catalog = rescore(catalog, inspections, job.calibrations)
    findings = {context: each.findings for context, each in inspections.items()}
    waived = {context: each.waived for context, each in inspections.items()}
    catalog = annotate(catalog, make_notes(catalog, findings, waived, _find_similar(job, work, catalog)))
    catalog = describe_engines(catalog, QUALITY)
    assert catalog.language
    if not job.dry_run:
        path = catalog_path(job.project, catalog.language, catalog.slug)
        write_catalog(path, catalog, over=work.found)
        write_mo(path.with_suffix(".mo"), catalog)
    with_target = sum(entry.state is not State.MISSING for entry in catalog.entries)
    return ArticleRow(
        article=work.article,
        catalog=catalog,
        reused=with_target - work.drafted,
        drafted=work.drafted,
        engine=work.engine,
        findings=findings,
        waived=waived,
        conflicts=work.conflicts,
        renumbered=work.renumbered,
    )


def _catch_up(job: Job, work: Work) -> Work:
    """Return the work on top of what another program saved in the meantime: its people's texts, our drafts."""
    tag = work.catalog.language
    assert tag
    found = find_catalog(catalog_path(job.project, tag, work.catalog.slug))
    merged, conflicts = _merge(job.catalogs, work.article, work.contexts, found, tag)
    ours = {entry.context: entry for entry in work.whole.entries}
    entries = tuple(_newer(entry, ours[entry.context]) for entry in merged.entries)
    catalog = replace(merged, entries=entries)
    return replace(work, catalog=catalog, found=found, former={}, conflicts=(*work.conflicts, *conflicts))


def _newer(theirs: Entry, ours: Entry) -> Entry:
    """Return which of two entries of a unit stands: a draft of ours only where no person wrote."""
    if not ours.target or written_by_person(theirs) or written_by_person(ours):
        return theirs
    return replace(ours, comments=theirs.comments, flags=theirs.flags)


def _find_similar(job: Job, work: Work, catalog: Catalog) -> dict[str, str]:
    """Describe the best of the memory for each unit that nobody reviewed, by context; not what the unit itself says."""
    found: dict[str, str] = {}
    assert catalog.language
    for entry, unit in zip(catalog.entries, work.article.units, strict=True):
        if entry.state is State.REVIEWED or same_language(unit.language, catalog.language):
            continue
        direction = Direction(source=unit.language, target=catalog.language)
        match = next(iter(job.memory.similar(entry.source, direction, entry.role)), None)
        if match and match.line != entry.target:
            found[entry.context] = _describe(match, entry.source)
    return found


def _describe(match: Match, asked: str) -> str:
    source, target = (" ".join(text.split()) for text in (match.record.source, match.target))
    if match.similarity == EXACT:
        return f"the same, reviewed in {match.record.where}: {target}"
    exchanged = exchange_figures(source, " ".join(asked.split()), target)
    if exchanged:
        return (
            f"similar, {match.similarity} %, reviewed in {match.record.where}; with the numbers exchanged: {exchanged}"
        )
    return f"similar, {match.similarity} %, reviewed in {match.record.where}: {source} → {target}"
