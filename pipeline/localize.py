"""The main job: every article into every language's catalog. The stages do the work; here stands their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.article import read_article
from pipeline.catalog.files import catalog_path, template_path
from pipeline.catalog.merge import annotate, fill, identity_catalog, make_template, merge, written_by_person
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import find_catalog, write_catalog, write_mo
from pipeline.catalog.provenance import make_provenance
from pipeline.config import Settings
from pipeline.coverage import is_source_language
from pipeline.engines.protocol import Engine
from pipeline.errors import EngineError, NewslocError
from pipeline.glossary import Glossary
from pipeline.locales import language_of
from pipeline.memory import Memory
from pipeline.model import Article, Catalog, Direction, Dropped, Entry, Finding, Provenance, State, Verdict
from pipeline.notes import inspect, make_notes
from pipeline.translate import Draft, Drafting, draft_sources

REUSED_SCORE = 99
"""Score of a text that a person wrote for the same source: only its new place is unapproved."""

EngineFor = Callable[[Direction], Engine]
"""Chooses the engine of a direction; asked only when there is something to translate.

Raises EngineError when none knows the direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """Who watches a run: hears messages, and gets a progress bar for long work."""

    say: Callable[[str], None]
    progress: Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to localize, and with what.

    ``redraft`` replaces machine drafts that nobody touched; ``dry_run`` writes nothing.
    """

    project: Path
    settings: Settings
    glossary: Glossary
    memory: Memory
    engine_for: EngineFor
    redraft: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What happened to one article in one language. ``missing`` units have no target after the run."""

    article: Article
    catalog: Catalog
    reused: int
    drafted: int
    engine: str
    """The engine that drafted in this run, ``-`` if none did."""
    findings: Mapping[str, tuple[Finding, ...]]
    """What the checks say, by context."""

    @property
    def is_translation(self) -> bool:
        """Tell whether the article was not in this language to begin with."""
        return not is_source_language(self.article.language, self.catalog.language or "")

    @property
    def missing(self) -> int:
        """Count the units without a target."""
        return sum(entry.state is State.MISSING for entry in self.catalog.entries)

    @property
    def verdicts(self) -> Mapping[Verdict, int]:
        """Count the drafts by verdict."""
        drafts = (entry for entry in self.catalog.entries if entry.state is State.DRAFT)
        return Counter(entry.provenance.verdict for entry in drafts if entry.provenance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A whole run: one row an article and language, and what could not be done, in words."""

    rows: tuple[Row, ...]
    problems: tuple[str, ...]
    failed_articles: int

    @property
    def dropped(self) -> int:
        """Count the boilerplate blocks left out, once an article."""
        articles = {row.article.slug: row.article for row in self.rows}
        return sum(isinstance(block, Dropped) for article in articles.values() for block in article.document.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One article on its way into one language."""

    article: Article
    catalog: Catalog
    engine: str = "-"
    drafted: int = 0


def localize(job: Job, paths: Sequence[Path], observer: Observer) -> Outcome:
    """Localize the articles at *paths* into the languages of the settings, and write their catalogs.

    An article that cannot be read is reported and left as it was; the others go on.
    """
    problems: list[str] = []
    works: list[_Work] = []
    for path in paths:
        try:
            works += _open(job, path)
        except NewslocError as error:
            problems.append(str(error))
    failed = len(problems)
    job.memory.learn(work.catalog for work in works)
    works = [_recall(job, work) for work in works]
    for direction, sources in _wanted(works).items():
        try:
            drafts = _draft(job, direction, sources, observer)
        except EngineError as error:
            problems.append(f"{direction}: {error}")
            continue
        works = [_take(work, direction, drafts) for work in works]
    rows = tuple(_close(job, work) for work in works)
    problems += [
        f"{row.article.document.path}: {row.missing} of {len(row.catalog.entries)} units have no {row.catalog.language}"
        " translation; run again with another --engine, or translate them by hand"
        for row in rows
        if row.missing and not job.dry_run
    ]
    return Outcome(rows=rows, problems=tuple(problems), failed_articles=failed)


def _open(job: Job, path: Path) -> Iterator[_Work]:
    """Read an article and its catalogs, give its units their identities, and merge."""
    article = read_article(path, job.project)
    template_file = template_path(job.project, article.slug)
    template = find_catalog(template_file)
    tags = job.settings.languages
    existing = {tag: find_catalog(catalog_path(job.project, tag, article.slug)) for tag in tags}
    known = [catalog for catalog in existing.values() if catalog]
    contexts, next_number = number_units(article, template, known)
    lines = job.settings.line_numbers
    if not job.dry_run:
        write_catalog(template_file, make_template(article, contexts, next_number, line_numbers=lines))
    for tag in tags:
        if language_of(tag) == language_of(article.language):
            sign_off = job.settings.sign_off
            catalog = identity_catalog(article, contexts, existing[tag], tag, sign_off=sign_off, line_numbers=lines)
        else:
            catalog = merge(article, contexts, existing[tag], tag, line_numbers=lines)
        yield _Work(article=article, catalog=_emptied(catalog) if job.redraft else catalog)


def _emptied(catalog: Catalog) -> Catalog:
    """Drop the drafts that no person touched."""
    entries = tuple(
        replace(entry, target="", fuzzy=False, provenance=None)
        if entry.state is State.DRAFT and not written_by_person(entry)
        else entry
        for entry in catalog.entries
    )
    return replace(catalog, entries=entries)


def _missing(work: _Work) -> Iterator[tuple[Entry, Direction]]:
    """Yield the entries without a target, and from and into which language each is to be translated."""
    assert work.catalog.language
    for entry, unit in zip(work.catalog.entries, work.article.units, strict=True):
        if entry.state is State.MISSING:
            yield entry, Direction(source=unit.language, target=work.catalog.language)


def _recall(job: Job, work: _Work) -> _Work:
    """Fill what needs no engine, as drafts: a person approves their new place.

    That is units whose very source was reviewed elsewhere, and units that are in the target language already.
    """
    found: dict[str, tuple[str, Provenance]] = {}
    for entry, direction in _missing(work):
        if language_of(direction.source) == language_of(direction.target):
            target, engine, model = entry.source, "copy", "-"
        elif match := job.memory.reviewed(entry.source, direction, entry.role):
            target, engine, model = match.target, "memory", f"{match.slug} {match.context}"
        else:
            continue
        provenance = make_provenance(
            entry, target, engine=engine, model=model, score=REUSED_SCORE, verdict=Verdict.KEEP
        )
        found[entry.context] = (target, provenance)
    return replace(work, catalog=fill(work.catalog, found))


def _wanted(works: Sequence[_Work]) -> dict[Direction, list[str]]:
    wanted: dict[Direction, list[str]] = {}
    for work in works:
        for entry, direction in _missing(work):
            wanted.setdefault(direction, []).append(entry.source)
    return wanted


def _draft(job: Job, direction: Direction, sources: list[str], observer: Observer) -> dict[str, Draft]:
    distinct = len(set(sources))
    if job.dry_run:
        observer.say(f"{direction}: {distinct} units would be translated")
        return {}
    drafting = Drafting(
        engine=job.engine_for(direction),
        direction=direction,
        glossary=job.glossary,
        memory=job.memory,
        disabled=job.settings.disable,
    )
    with observer.progress(f"Translating {direction}", distinct) as advance:
        return draft_sources(drafting, sources, advance)


def _take(work: _Work, direction: Direction, drafts: Mapping[str, Draft]) -> _Work:
    """Fill the missing units of one direction with its drafts."""
    found: dict[str, tuple[str, Provenance]] = {}
    engine = work.engine
    for entry, wanted in _missing(work):
        draft = drafts.get(entry.source)
        if draft and wanted == direction:
            engine = draft.engine
            found[entry.context] = (
                draft.target,
                make_provenance(
                    entry,
                    draft.target,
                    engine=draft.engine,
                    model=draft.model,
                    score=draft.assessment.score,
                    verdict=draft.assessment.verdict,
                    signals=draft.assessment.signals,
                    findings=sorted({finding.check for finding in draft.assessment.findings}),
                ),
            )
    catalog = fill(work.catalog, found)
    return replace(work, catalog=catalog, engine=engine, drafted=work.drafted + len(found))


def _close(job: Job, work: _Work) -> Row:
    """Make the notes anew and write the catalog."""
    findings = inspect(work.article, work.catalog, job.glossary, job.settings.disable)
    catalog = annotate(work.catalog, make_notes(work.catalog, findings))
    assert catalog.language
    if not job.dry_run:
        path = catalog_path(job.project, catalog.language, catalog.slug)
        write_catalog(path, catalog)
        write_mo(path.with_suffix(".mo"), catalog)
    with_target = sum(entry.state is not State.MISSING for entry in catalog.entries)
    return Row(
        article=work.article,
        catalog=catalog,
        reused=with_target - work.drafted,
        drafted=work.drafted,
        engine=work.engine,
        findings=findings,
    )
