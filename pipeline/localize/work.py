"""One article on its way into one language: filled from the memory, then with drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.catalog.approvals import stamp
from pipeline.catalog.carry import judgement_of, written_by_person
from pipeline.catalog.conflicts import settle_conflicts
from pipeline.catalog.merge import fill, merge
from pipeline.catalog.provenance import COPY, MEMORY, PERSON, make_provenance
from pipeline.catalog.waivers import bind_waivers
from pipeline.errors import CatalogError, NewslocError, SourceError
from pipeline.languages.locales import same_language
from pipeline.localize.job import Failure, Job
from pipeline.model import Article, Catalog, Direction, Entry, Pair, Provenance, Recall, Score, State
from pipeline.project.accidents import tell_accident
from pipeline.project.paths import catalog_path
from pipeline.quality.choice import Draft
from pipeline.quality.likelihood import can_read, weigh
from pipeline.translate.engines import NO_TRANSLATIONS
from pipeline.translate.memory import Match, Memory
from pipeline.translate.memory.figures import adapt
from pipeline.translate.memory.records import EXACT

_MOST_SIMILAR = 8
"""Similar texts that are looked at for one with the same words: of a sentence that returns each day there are many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One article on its way into one language.

    ``former`` are the drafts that another is asked for, by context: they stand where none comes. ``found`` is the file
    that the catalog was made of; ``conflicts`` and ``renumbered`` are what a person should hear of it. ``planned``
    counts the units that an engine would draft if this were no dry run.
    """

    article: Article
    catalog: Catalog
    contexts: tuple[str, ...] = ()
    found: Catalog | None = None
    conflicts: tuple[str, ...] = ()
    renumbered: tuple[str, ...] = ()
    engine: str = "-"
    drafted: int = 0
    planned: int = 0
    former: Mapping[str, Entry] = field(default_factory=dict)
    similar: Mapping[str, tuple[Match, ...]] = field(default_factory=dict)
    """What the memory has for the units that were missing, by context."""

    @property
    def whole(self) -> Catalog:
        """The catalog, with former drafts where no new draft came."""
        entries = tuple(
            self.former.get(entry.context, entry) if entry.state is State.MISSING else entry
            for entry in self.catalog.entries
        )
        return replace(self.catalog, entries=entries)


def find_missing(article: Article, catalog: Catalog) -> Iterator[tuple[Entry, Direction]]:
    """Yield the entries without a target, and from and into which language each is to be translated."""
    assert catalog.language
    for entry, unit in zip(catalog.entries, article.units, strict=True):
        if entry.state is State.MISSING:
            yield entry, Direction(source=unit.language, target=catalog.language)


def fail(error: Exception, project: Path, language: str | None, slug: str) -> Failure:
    """Return what an accident with one catalog is told as; an error that concerns the whole run is raised again."""
    if isinstance(error, NewslocError) and not isinstance(error, CatalogError | SourceError):
        raise error
    shown = catalog_path(project, language or "", slug).relative_to(project).as_posix()
    return Failure(message=tell_accident(error, shown), path=shown, failed=True)


def merge_article(
    article: Article, contexts: Sequence[str], existing: Catalog | None, tag: str
) -> tuple[Catalog, tuple[str, ...]]:
    """Merge an article with one catalog; return what a person must decide, too."""
    found, existing = existing, stamp(bind_waivers(existing)) if existing else None
    return settle_conflicts(found, merge(article, contexts, existing, tag))


def without_drafts(work: Work) -> Work:
    """Set aside the drafts that no person touched."""
    return _set_aside(work, [entry for entry in work.catalog.entries if is_untouched(entry)])


def without_pseudo(job: Job, work: Work) -> Work:
    """Set aside the pseudo-translations that no person touched, where the engine of now translates."""
    assert work.catalog.language
    pseudo = []
    for entry, unit in zip(work.catalog.entries, work.article.units, strict=True):
        made_by = entry.provenance.engine if entry.provenance else ""
        direction = Direction(source=unit.language, target=work.catalog.language)
        if made_by in NO_TRANSLATIONS and is_untouched(entry) and job.translates(direction):
            pseudo.append(entry)
    return _set_aside(work, pseudo) if pseudo else work


def is_untouched(entry: Entry) -> bool:
    """Tell whether an entry is a machine's draft that no person changed."""
    return entry.state is State.DRAFT and not written_by_person(entry)


def _set_aside(work: Work, drafts: Iterable[Entry]) -> Work:
    """Take drafts out of a catalog; they come back where there is no other."""
    former = {**work.former, **{entry.context: entry for entry in drafts}}
    entries = tuple(
        replace(entry, target="", fuzzy=False, provenance=None) if entry.context in former else entry
        for entry in work.catalog.entries
    )
    return replace(work, catalog=replace(work.catalog, entries=entries), former=former)


def plan_drafts(work: Work, direction: Direction, engine: str) -> Work:
    """Count the missing units of one direction as those that an engine would draft, in place of former drafts too."""
    planned = {entry.context for entry, wanted in find_missing(work.article, work.catalog) if wanted == direction}
    former = {context: entry for context, entry in work.former.items() if context not in planned}
    return replace(work, former=former, engine=engine, planned=work.planned + len(planned))


def recall(job: Job, work: Work) -> Work:
    """Fill what needs no engine, as drafts: a person approves their new place; pseudo-translations make room.

    That is units whose source was reviewed elsewhere, units that differ from such a one in nothing but figures, spacing
    or punctuation, and units that are in the target language already.
    """
    work = without_pseudo(job, work)
    similar = find_similar(job.memory, work, (entry for entry, _ in find_missing(work.article, work.catalog)))
    found: dict[str, tuple[str, Provenance]] = {}
    for entry, direction in find_missing(work.article, work.catalog):
        if same_language(direction.source, direction.target):
            found[entry.context] = (entry.source, make_provenance(entry, entry.source, engine=COPY, model="-"))
        elif recalled := next(filter(None, (_adapt(match, entry) for match in similar.get(entry.context, ()))), None):
            found[entry.context] = recalled
    return replace(work, catalog=fill(work.catalog, found), similar=similar)


def find_similar(memory: Memory, work: Work, entries: Iterable[Entry]) -> dict[str, tuple[Match, ...]]:
    """Return what the memory has of the sources of some entries and of similar ones, by context, the best first."""
    assert work.catalog.language
    languages = dict(zip((entry.context for entry in work.catalog.entries), work.article.units, strict=True))
    asked: dict[Direction, list[Entry]] = {}
    for entry in entries:
        source = languages[entry.context].language
        if not same_language(source, work.catalog.language):
            asked.setdefault(Direction(source=source, target=work.catalog.language), []).append(entry)
    found: dict[str, tuple[Match, ...]] = {}
    for direction, some in asked.items():
        matches = memory.similar_each({(entry.source, entry.role) for entry in some}, direction)
        found |= {entry.context: matches.get((entry.source, entry.role), ())[:_MOST_SIMILAR] for entry in some}
    return found


def _adapt(match: Match, entry: Entry) -> tuple[str, Provenance] | None:
    """Return what a match gives for an entry that says the same, or the same of other figures."""
    source = " ".join(match.record.source.split())
    target = match.line if match.similarity == EXACT else adapt(source, entry.source, match.line)
    if target is None:
        return None
    origin = Recall(reviewer=match.record.reviewer, source="" if source == entry.source else source)
    return target, make_provenance(entry, target, engine=MEMORY, model=match.record.where, recall=origin)


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
                judgement=judgement_of(work.former.get(entry.context), draft.target),
                misreadings=draft.assessment.misreadings,
            )
            found[entry.context] = (draft.target, provenance)
    return replace(work, catalog=fill(work.catalog, found), engine=engine, drafted=work.drafted + len(found))


def read_people(job: Job, work: Work) -> Work:
    """Let the embedded model read what people wrote and nobody reviewed, as it reads drafts; keep what it finds."""
    asked: dict[str, Pair] = {}
    for entry, unit in zip(work.catalog.entries, work.article.units, strict=True):
        direction = Direction(source=unit.language, target=work.catalog.language or "")
        if entry.state is State.DRAFT and written_by_person(entry) and can_read(direction):
            asked[entry.context] = job.inspector.pair(entry.source, entry.target, direction, role=entry.role)
    if not asked:
        return work
    read = dict(zip(asked, weigh(list(asked.values()), job.memory), strict=True))
    entries = (_with_misreadings(entry, read.get(entry.context)) for entry in work.catalog.entries)
    return replace(work, catalog=replace(work.catalog, entries=tuple(entries)))


def _with_misreadings(entry: Entry, read: Pair | None) -> Entry:
    """Return a person's entry with what a model found in it; what it found in an earlier text goes."""
    if read is None:
        return entry
    if read.misreadings:
        made = make_provenance(entry, entry.target, engine=PERSON, model="-", misreadings=read.misreadings)
        return replace(entry, provenance=made)
    return replace(entry, provenance=None) if entry.provenance and entry.provenance.engine == PERSON else entry
