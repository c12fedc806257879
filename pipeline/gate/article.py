"""One article at the gate, in all its languages: read, measured, examined, and compared with what it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pipeline.catalog.left_out import read_recorded
from pipeline.catalog.po import parse_catalog, read_bytes
from pipeline.catalog.publication import ALL, read_standing
from pipeline.catalog.step import pair_entries
from pipeline.errors import NewslocError
from pipeline.gate.coverage import Coverage, measure
from pipeline.gate.history import EarlierFiles
from pipeline.gate.places import OpenUnit, find_open
from pipeline.gate.problems import CatalogPlace, Problem, ProblemKind, describe_findings
from pipeline.gate.ratchet import ArticleChange, UnitChange, VersionedUnit, find_lost, match_units, versioned_units
from pipeline.gate.settings import GateSettings
from pipeline.gate.stale import find_stale
from pipeline.languages.locales import same_language
from pipeline.model import Article, Catalog, Dropped, Severity, State, Status
from pipeline.project.accidents import tell_accident
from pipeline.project.clock import current_time
from pipeline.project.paths import SOURCE_FOLDER, catalog_path, place_in
from pipeline.quality.inspection import Inspection, Inspector, Surroundings, read_surroundings
from pipeline.quality.ledger import NO_NAMES, Ledger
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.sources.boilerplate.listing import describe_left_out
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.textless import is_textless
from pipeline.translate.glossary import Glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What every article is held against.

    ``rules`` are those of the checks; ``front_matter`` names the keys of front matter that are translated;
    ``due`` is how many percent of a translation are reviewed when it is published; ``corpus`` is how the reviewed
    catalogs of the project spell names; ``against`` names the version compared with, if any.
    """

    project: Path
    languages: tuple[str, ...]
    glossary: Glossary
    settings: GateSettings = field(default_factory=GateSettings)
    rules: CheckRules = DEFAULT_RULES
    front_matter: tuple[str, ...] = TRANSLATED
    due: int = ALL
    against: str | None = None
    corpus: Ledger = NO_NAMES

    @property
    def inspector(self) -> Inspector:
        """What targets are inspected with."""
        return Inspector(glossary=self.glossary, rules=self.rules, corpus=self.corpus)

    def measure(self, article: Article, catalog: Catalog | None, language: str) -> Coverage:
        """Measure an article in a language."""
        return measure(article, catalog, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleResult:
    """What there is to say about one article."""

    slug: str
    coverages: tuple[Coverage, ...] = ()
    failures: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    changes: tuple[ArticleChange, ...] = ()
    open_units: tuple[OpenUnit, ...] = ()
    examined: int = 0
    waived: int = 0
    textless: str = ""
    """The path of an item without text, of which nothing else is said."""


def shown_catalog(project: Path, language: str, slug: str) -> str:
    """Return where a catalog lies in its project."""
    return catalog_path(project, language, slug).relative_to(project).as_posix()


def check_article(conditions: Conditions, path: Path, before: EarlierFiles | None = None) -> ArticleResult:
    """Inspect one article; a file that cannot be read is a failure that spares all others.

    :param before: what it was in the version compared with; None where nothing is compared
    """
    shown = place_in(path, conditions.project).as_posix()
    try:
        article = read_recorded(path, conditions.project, conditions.front_matter).article
    except Exception as error:  # noqa: BLE001 - an accident in one article stops no other
        inside = Path(shown).relative_to(SOURCE_FOLDER).with_suffix("").as_posix()
        return ArticleResult(slug=inside, failures=(_unreadable(error, shown, inside, ""),))
    return inspect_article(conditions, article, before)


def inspect_article(conditions: Conditions, article: Article, before: EarlierFiles | None = None) -> ArticleResult:
    """Inspect one article that was read."""
    slug = article.slug
    if is_textless(article):
        return ArticleResult(slug=slug, textless=article.document.path)
    inspector = conditions.inspector
    parts = [_check_guarded(conditions, article, language, before, inspector) for language in conditions.languages]
    return ArticleResult(
        slug=slug,
        coverages=tuple(coverage for part in parts for coverage in part.coverages),
        failures=tuple(problem for part in parts for problem in part.failures),
        warnings=tuple(problem for part in parts for problem in part.warnings),
        notices=(*_find_notes(article), *(problem for part in parts for problem in part.notices)),
        changes=tuple(change for part in parts for change in part.changes),
        open_units=tuple(unit for part in parts for unit in part.open_units),
        examined=sum(part.examined for part in parts),
        waived=sum(part.waived for part in parts),
    )


def _find_notes(article: Article) -> Iterator[Problem]:
    """Yield what people should know of an article's file: what is left out, letters that cannot be read, hints."""
    document = article.document
    problem = partial(Problem, language="", slug=article.slug, path=document.path)
    if document.note:
        letters = f"{document.path}: {document.note}; save it with the encoding UTF-8"
        yield problem(kind=ProblemKind.LETTERS, message=letters)
    for hint in document.hints:
        where = f"{document.path}:{hint.line}"
        yield problem(kind=ProblemKind.HINT, line=hint.line, message=f"{where}: {hint.message}")
    if left_out := describe_left_out(article):
        line = next(block.line for block in document.blocks if isinstance(block, Dropped) and block.text)
        yield problem(kind=ProblemKind.LEFT_OUT, line=line, message=left_out)


def _check_guarded(
    conditions: Conditions, article: Article, language: str, before: EarlierFiles | None, inspector: Inspector
) -> ArticleResult:
    """Inspect an article in one language; an accident there is a failure that spares all others."""
    try:
        return _check_language(conditions, article, language, before, inspector)
    except Exception as error:  # noqa: BLE001 - an accident in one language stops no other
        shown = shown_catalog(conditions.project, language, article.slug)
        return ArticleResult(slug=article.slug, failures=(_unreadable(error, shown, article.slug, language),))


def _check_language(
    conditions: Conditions, article: Article, language: str, before: EarlierFiles | None, inspector: Inspector
) -> ArticleResult:
    """Inspect an article in one language."""
    slug = article.slug
    shown = shown_catalog(conditions.project, language, slug)
    catalog: Catalog | None = None
    broken: tuple[Problem, ...] = ()
    file = conditions.project / shown
    try:
        catalog = parse_catalog(read_bytes(file), Path(shown)) if file.exists() else None
    except NewslocError as error:
        broken = (_unreadable(error, shown, slug, language),)
    coverage = conditions.measure(article, catalog, language)
    needed = not same_language(article.language, language)
    stale = find_stale(article, catalog, language, shown) if needed and not broken else None
    renew = None if broken else _find_renewal(conditions, article, catalog, language, shown)
    told = tuple(problem for problem in (stale, renew) if problem)
    same = before is not None and language in before.same
    unborn = before is not None and catalog is None and language not in before.catalogs
    part = ArticleResult(
        slug=slug,
        coverages=(coverage,),
        failures=(*broken, *(() if same or unborn else told)),
        notices=told if same or unborn else (),
        changes=(_unchanged(coverage),) if before is not None else (),
    )
    if same or broken or not coverage.gated:
        return part
    now = versioned_units(article, catalog)
    if before is None:
        part = replace(part, open_units=find_open(now, article, language, shown) if coverage.begun else ())
        return _with_findings(part, article, catalog, shown, [UnitChange(now=one) for one in now], inspector)
    then_article, then_catalog = before.read(slug, language, Path(shown), conditions.front_matter)
    unit_changes = match_units(versioned_units(then_article, then_catalog) if then_article else (), now)
    there = f"{conditions.against}:./{shown_catalog(conditions.project, language, before.slug)}"
    fresh = [change.now for change in unit_changes if change.before is None]
    # Without a catalog, localize is what is to be done; it brings along what another place has.
    lost = find_lost(unit_changes, slug, language, shown, there) if catalog else ()
    compared = replace(
        part,
        failures=(*part.failures, *lost),
        open_units=find_open(fresh, article, language, shown) if coverage.begun else (),
        changes=(_change(article, coverage, unit_changes, then_article, then_catalog, conditions),),
    )
    return _with_findings(compared, article, catalog, shown, unit_changes, inspector)


def _find_renewal(
    conditions: Conditions, article: Article, catalog: Catalog | None, language: str, path: str
) -> Problem | None:
    """Say what of a published translation waits for a review, or None; what is archived or held waits for none."""
    metadata = article.document.metadata
    held = metadata.status is not Status.USABLE or metadata.is_embargoed(current_time())
    if held or metadata.archived or same_language(article.language, language):
        return None
    standing = read_standing(conditions.project, article, catalog, conditions.due)
    if not standing.pending:
        return None
    first = pair_entries(article, standing.catalog)[min(standing.pending)]
    return Problem(
        kind=ProblemKind.RENEW,
        language=language,
        slug=article.slug,
        path=path,
        line=(first.line or None) if first else None,
        context=first.context if first else None,
        message=standing.describe(path),
    )


def _with_findings(  # noqa: PLR0913, PLR0917 - an article, its catalog and where that lies
    part: ArticleResult,
    article: Article,
    catalog: Catalog | None,
    path: str,
    unit_changes: Sequence[UnitChange],
    inspector: Inspector,
) -> ArticleResult:
    """Add what is found in reviewed units that were touched; without a version to compare with, in all."""
    touched = [change for change in unit_changes if change.now.state is State.REVIEWED and change.is_touched]
    if catalog is None or not touched:
        return part
    around, rules = read_surroundings(article, catalog), inspector.rules
    problems: list[Problem] = []
    waived = 0
    for change in touched:
        found = _inspect(inspector, around, change.now)
        waived += sum(map(rules.closes, found.waived))
        grave = [finding for finding in found.findings if finding.severity is not Severity.INFO]
        then = (change.before or change.edited) if grave else None
        known = {(each.check, each.message) for each in _inspect(inspector, around, then).findings}
        fresh = [finding for finding in grave if (finding.check, finding.message) not in known]
        place = CatalogPlace(slug=article.slug, language=part.coverages[0].language, path=path)
        assert change.now.entry, "it is reviewed"
        problems += describe_findings(fresh, change.now.entry, place, rules)
    errors = (problem for problem in problems if problem.kind is ProblemKind.FINDING)
    warnings = tuple(problem for problem in problems if problem.kind is ProblemKind.WARNING)
    return replace(part, failures=(*part.failures, *errors), warnings=warnings, examined=len(touched), waived=waived)


def _inspect(inspector: Inspector, around: Surroundings, one: VersionedUnit | None) -> Inspection:
    """Inspect a unit in one of its versions; nothing is found where it was not reviewed."""
    if one is None or one.entry is None or one.state is not State.REVIEWED:
        return Inspection()
    return inspector.inspect(one.entry, one.unit.language, around)


def _unchanged(coverage: Coverage) -> ArticleChange:
    return ArticleChange(before=coverage, changed=_nothing(coverage), begun=coverage.begun)


def _change(  # noqa: PLR0913, PLR0917 - both versions, each of three parts
    article: Article,
    coverage: Coverage,
    unit_changes: tuple[UnitChange, ...],
    then: Article | None,
    then_catalog: Catalog | None,
    conditions: Conditions,
) -> ArticleChange:
    """Measure what an article was, and the units of it that are new or changed."""
    fresh = [change.now for change in unit_changes if change.before is None]
    part = replace(article, units=tuple(one.unit for one in fresh))
    entries = tuple(one.entry for one in fresh if one.entry)
    catalog = Catalog(slug=article.slug, source_language=article.language, language=coverage.language, entries=entries)
    changed = conditions.measure(part, catalog, coverage.language)
    former = conditions.measure(then, then_catalog, coverage.language) if then else _nothing(coverage)
    return ArticleChange(before=former, changed=changed, begun=coverage.begun)


def _nothing(coverage: Coverage) -> Coverage:
    """Return the coverage of no text, in the place of another."""
    return Coverage(
        slug=coverage.slug,
        language=coverage.language,
        source_language=coverage.source_language,
        gated=coverage.gated,
    )


def _unreadable(error: Exception, path: str, slug: str, language: str) -> Problem:
    message = tell_accident(error, path)
    found = re.match(rf"{re.escape(path)}:(\d+):", message)
    return Problem(
        kind=ProblemKind.UNREADABLE,
        language=language,
        slug=slug,
        path=path,
        line=int(found[1]) if found else None,
        message=message if message.startswith(path) else f"{path}: {message}",
    )
