"""One article on its way into one language: opened, filled from the memory, filled with drafts, closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.catalog.merge import annotate, fill, written_by_person
from pipeline.catalog.notes import make_notes
from pipeline.catalog.po import find_catalog, read_catalog, write_catalog, write_mo
from pipeline.catalog.provenance import COPY, MEMORY, make_provenance
from pipeline.catalog.settings import CatalogSettings
from pipeline.errors import CatalogChanged, CatalogError
from pipeline.languages.locales import language_of, same_language
from pipeline.localize.opening import Setup, Work, merge_article, with_former
from pipeline.model import Article, Catalog, Direction, Entry, Finding, Provenance, State, Verdict
from pipeline.project.paths import catalog_path
from pipeline.quality.assess import rescore
from pipeline.quality.calibration import PACKAGED, Calibrations
from pipeline.quality.choice import Choosing, Draft, SecondOpinions
from pipeline.quality.inspection import Inspection, Inspector, inspect_catalog
from pipeline.quality.ledger import Ledger
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.translate.engines import QUALITY
from pipeline.translate.engines.protocol import Engine
from pipeline.translate.glossary import Glossary
from pipeline.translate.memory import Match, Memory
from pipeline.translate.memory.records import EXACT

REUSED_SCORE = 99
"""Score of a text that a person wrote for the same source: only its new place is unapproved."""

_PATIENCE = 20
"""Times that a catalog is brought together anew because another program saved it."""

EngineFor = Callable[[Direction], Engine]
"""Chooses the engine of a direction; asked only when there is something to translate.

Raises EngineError when none knows the direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to localize, and with what.

    ``disabled`` names checks that do not run; ``front_matter`` the keys of front matter that are translated.
    ``redraft`` replaces machine drafts that nobody touched; ``dry_run`` writes nothing. ``calibrations`` are the
    project's own, if it has some; ``opinions`` are asked for where a second engine or back-translation is wanted.
    """

    project: Path
    languages: tuple[str, ...]
    glossary: Glossary
    memory: Memory
    engine_for: EngineFor
    catalogs: CatalogSettings = field(default_factory=CatalogSettings)
    disabled: tuple[str, ...] = ()
    front_matter: tuple[str, ...] = TRANSLATED
    redraft: bool = False
    dry_run: bool = False
    calibrations: Calibrations = PACKAGED
    opinions: SecondOpinions | None = None

    @property
    def inspector(self) -> Inspector:
        """What targets are inspected with."""
        return Inspector(glossary=self.glossary, disabled=self.disabled)

    @property
    def choosing(self) -> Choosing:
        """What candidates are compared by."""
        return Choosing(disabled=self.disabled, calibrations=self.calibrations, opinions=self.opinions)

    @property
    def setup(self) -> Setup:
        """What it takes to open an article."""
        return Setup(
            project=self.project,
            languages=self.languages,
            catalogs=self.catalogs,
            front_matter=self.front_matter,
            redraft=self.redraft,
            dry_run=self.dry_run,
        )


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
    waived: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """What reviewers waived of it, by context."""
    conflicts: tuple[str, ...] = ()
    """Translations of one unit among which a person must choose."""
    renumbered: tuple[str, ...] = ()
    """Units that got another number, because two had one."""

    @property
    def is_translation(self) -> bool:
        """Tell whether the article was not in this language to begin with."""
        return not same_language(self.article.language, self.catalog.language or "")

    @property
    def missing(self) -> int:
        """Count the units without a target."""
        return sum(entry.state is State.MISSING for entry in self.catalog.entries)

    @property
    def verdicts(self) -> Mapping[Verdict, int]:
        """Count the drafts by verdict."""
        drafts = (entry for entry in self.catalog.entries if entry.state is State.DRAFT)
        return Counter(entry.provenance.verdict for entry in drafts if entry.provenance)


def _catch_up(job: Job, work: Work) -> Work:
    """Return the work on top of what another program saved in the meantime: its people's texts, our drafts."""
    tag = work.catalog.language
    assert tag
    found = find_catalog(catalog_path(job.project, tag, work.catalog.slug))
    merged, conflicts = merge_article(job.catalogs, work.article, work.contexts, found, tag)
    ours = {entry.context: entry for entry in with_former(work).entries}
    entries = tuple(_newer(entry, ours[entry.context]) for entry in merged.entries)
    catalog = replace(merged, entries=entries)
    return replace(work, catalog=catalog, found=found, former={}, conflicts=(*work.conflicts, *conflicts))


def _newer(theirs: Entry, ours: Entry) -> Entry:
    """Return which of two entries of a unit stands: a draft of ours only where no person wrote."""
    if not ours.target or written_by_person(theirs) or written_by_person(ours):
        return theirs
    return replace(ours, comments=theirs.comments, flags=theirs.flags)


def missing(work: Work | Row) -> Iterator[tuple[Entry, Direction]]:
    """Yield the entries without a target, and from and into which language each is to be translated."""
    assert work.catalog.language
    for entry, unit in zip(work.catalog.entries, work.article.units, strict=True):
        if entry.state is State.MISSING:
            yield entry, Direction(source=unit.language, target=work.catalog.language)


def recall(job: Job, work: Work) -> Work:
    """Fill what needs no engine, as drafts: a person approves their new place.

    That is units whose very source was reviewed elsewhere, and units that are in the target language already.
    """
    found: dict[str, tuple[str, Provenance]] = {}
    for entry, direction in missing(work):
        if language_of(direction.source) == language_of(direction.target):
            target, engine, model = entry.source, COPY, "-"
        elif match := job.memory.reviewed(entry.source, direction, entry.role):
            target, engine, model = match.line, MEMORY, match.record.where
        else:
            continue
        provenance = make_provenance(
            entry, target, engine=engine, model=model, score=REUSED_SCORE, verdict=Verdict.KEEP
        )
        found[entry.context] = (target, provenance)
    return replace(work, catalog=fill(work.catalog, found))


def take(work: Work, direction: Direction, drafts: Mapping[str, Draft]) -> Work:
    """Fill the missing units of one direction with its drafts."""
    found: dict[str, tuple[str, Provenance]] = {}
    engine = work.engine
    for entry, wanted in missing(work):
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


def read_others(job: Job, works: Sequence[Work]) -> Iterator[Catalog]:
    """Yield the catalogs of a project, those in work first; one that cannot be read is its own run's problem."""
    known = {(work.catalog.language, work.catalog.slug) for work in works}
    yield from (work.catalog for work in works)
    for tag in job.languages:
        folder = catalog_path(job.project, tag, "x").parent
        for path in sorted(folder.rglob("*.po")):
            if (tag, path.relative_to(folder).with_suffix("").as_posix()) not in known:
                with suppress(CatalogError):
                    yield read_catalog(path)


def _find_similar(job: Job, work: Work, catalog: Catalog) -> dict[str, str]:
    """Describe the best of the memory for each unit that nobody reviewed, by context; not what the unit itself says."""
    found: dict[str, str] = {}
    assert catalog.language
    for entry, unit in zip(catalog.entries, work.article.units, strict=True):
        if entry.state is State.REVIEWED or language_of(unit.language) == language_of(catalog.language):
            continue
        direction = Direction(source=unit.language, target=catalog.language)
        match = next(iter(job.memory.similar(entry.source, direction, entry.role)), None)
        if match and match.line != entry.target:
            found[entry.context] = _describe(match)
    return found


def _describe(match: Match) -> str:
    source, target = (" ".join(text.split()) for text in (match.record.source, match.target))
    if match.similarity == EXACT:
        return f"the same, reviewed in {match.record.where}: {target}"
    return f"similar, {match.similarity} %, reviewed in {match.record.where}: {source} → {target}"


def close(job: Job, work: Work, ledger: Ledger, examined: Mapping[str, Inspection] | None = None) -> Row:
    """Make the notes anew and write the catalog, over what another program saved in the meantime if there is such.

    :param ledger: how the reviewed catalogs of this language spell names
    :param examined: what the checks say of the work, where that is known already
    """
    for _ in range(_PATIENCE):
        with suppress(CatalogChanged):
            return _close(job, work, ledger, examined)
        work, examined = _catch_up(job, work), None
    return _close(job, work, ledger, examined)


def _close(job: Job, work: Work, ledger: Ledger, examined: Mapping[str, Inspection] | None) -> Row:
    catalog = with_former(work)
    if examined is None:
        examined = inspect_catalog(job.inspector, work.article, catalog, ledger)
    catalog = rescore(catalog, examined, job.calibrations)
    findings = {context: each.findings for context, each in examined.items()}
    waived = {context: each.waived for context, each in examined.items()}
    notes = make_notes(catalog, findings, waived, _find_similar(job, work, catalog), QUALITY)
    catalog = annotate(catalog, notes)
    assert catalog.language
    if not job.dry_run:
        path = catalog_path(job.project, catalog.language, catalog.slug)
        write_catalog(path, catalog, over=work.found)
        write_mo(path.with_suffix(".mo"), catalog)
    with_target = sum(entry.state is not State.MISSING for entry in catalog.entries)
    return Row(
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
