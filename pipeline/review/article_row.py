"""An article as the overview and the report show it: read from its files, with its texts in each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.catalog.left_out import Recorded, read_recorded
from pipeline.editions.labels import message
from pipeline.errors import CatalogError
from pipeline.gate.article import ArticleResult, Conditions, check_article, inspect_article
from pipeline.gate.coverage import Coverage
from pipeline.gate.problems import Problem, ProblemKind
from pipeline.model import Metadata, Role, Status
from pipeline.project.paths import catalog_path
from pipeline.quality.inspection import Inspection, read_surroundings
from pipeline.review.corpus import Facts, count_facts
from pipeline.review.opened import OpenArticle, pair_units, read_stamped

FLAGS = {
    "killed": message("killed"),
    "withheld": message("withheld"),
    "embargo": message("embargoed"),
    "archived": message("archived"),
}
_ORDER = tuple(ProblemKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One article in one language. ``problems`` are what closes the gate there; ``facts`` what its units hold."""

    language: str
    coverage: Coverage
    problems: tuple[Problem, ...]
    facts: Facts

    @property
    def stale(self) -> bool:
        """Whether the catalog is missing or out of step."""
        return any(problem.kind in {ProblemKind.STALE, ProblemKind.MISSING} for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One article: its title and what is special about it; ``problems`` are those of the article as such.

    ``textless`` is the path of an item without text.
    """

    slug: str
    title: str
    language: str
    metadata: Metadata
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    textless: str

    def flags(self, now: datetime) -> tuple[str, ...]:
        """Return what keeps the article from being published."""
        metadata = self.metadata
        held = metadata.is_embargoed(now)
        flags = {
            "killed": metadata.killed,
            "withheld": metadata.status is Status.WITHHELD,
            "embargo": held,
            "archived": metadata.archived,
        }
        return tuple(name for name, holds in flags.items() if holds)

    @property
    def rank(self) -> tuple[float, ...]:
        """Return what sorts the worst first: what closes the gate, then what units hold, then the least share.

        That is the gravest kind of problem and how many there are; units with errors, drafts to redo, those sent back,
        and those with warnings.
        """
        every = [*self.problems, *(problem for cell in self.cells for problem in cell.problems)]
        gravest = min((_ORDER.index(problem.kind) for problem in every), default=len(_ORDER))
        share = min((cell.coverage.share for cell in self.cells if cell.coverage.gated), default=2.0)
        errors = sum(cell.facts.errors for cell in self.cells)
        redo = sum(cell.facts.redo for cell in self.cells)
        sent_back = sum(cell.facts.sent_back for cell in self.cells)
        warnings = sum(cell.facts.warnings for cell in self.cells)
        return gravest, -len(every), -errors, -redo, -sent_back, -warnings, share


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """An article in one language with what the checks say of each of its rows."""

    opened: OpenArticle
    inspections: tuple[Inspection, ...]


def read_row(conditions: Conditions, path: Path) -> ArticleRow:
    """Return what the overview shows of an article."""
    return read_inspected(conditions, path)[0]


def read_inspected(conditions: Conditions, path: Path) -> tuple[ArticleRow, tuple[Inspected, ...]]:
    """Return what the overview shows of an article, and its texts in each language in which it is to be reviewed."""
    try:
        recorded = read_recorded(path, conditions.project, conditions.front_matter)
    except Exception:  # noqa: BLE001 - the gate says what is wrong with it
        result = check_article(conditions, path)
        return _make_row(result, result.slug, "", Metadata(), ()), ()
    result, article = inspect_article(conditions, recorded.article), recorded.article
    found = []
    for coverage in result.coverages:
        with suppress(CatalogError):  # the gate says what is wrong with it
            found += [_inspect(conditions, recorded, coverage.language)] if coverage.gated else []
    headline = next((unit for unit in article.units if unit.role is Role.HEADLINE), None)
    title, language = (headline.source, headline.language) if headline else (article.slug, article.language)
    return _make_row(result, title, language, article.document.metadata, found), tuple(found)


def _inspect(conditions: Conditions, recorded: Recorded, language: str) -> Inspected:
    path = catalog_path(conditions.project, language, recorded.article.slug)
    opened = pair_units(recorded, language, *read_stamped(path, conditions.project))
    if opened.catalog is None:
        return Inspected(opened=opened, inspections=(Inspection(),) * len(opened.rows))
    inspector, around = conditions.inspector, read_surroundings(opened.article, opened.catalog)
    found = (
        inspector.inspect(row.entry, row.unit.language, around) if row.entry else Inspection() for row in opened.rows
    )
    return Inspected(opened=opened, inspections=tuple(found))


def _make_row(
    result: ArticleResult, title: str, language: str, metadata: Metadata, found: Iterable[Inspected]
) -> ArticleRow:
    by_language, measured = _by_language(result.failures), {each.language for each in result.coverages}
    facts = {
        each.opened.language: count_facts(each.opened.language, each.opened.rows, each.inspections) for each in found
    }
    return ArticleRow(
        slug=result.slug,
        title=title,
        language=language,
        metadata=metadata,
        cells=tuple(
            Cell(
                language=each.language,
                coverage=each,
                problems=tuple(by_language.get(each.language, ())),
                facts=facts.get(each.language) or Facts(language=each.language, units={}, findings={}),
            )
            for each in result.coverages
        ),
        problems=tuple(problem for problem in result.failures if problem.language not in measured),
        notices=result.notices,
        textless=result.textless,
    )


def facts_of(rows: Iterable[ArticleRow]) -> Iterator[Facts]:
    """Yield what is counted of articles, by language."""
    return (cell.facts for row in rows for cell in row.cells)


def _by_language(problems: Iterable[Problem]) -> Mapping[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.language, []).append(problem)
    return found
