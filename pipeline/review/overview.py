"""All articles in all languages: what is reviewed, what is to be done, and what ``newsloc check`` would say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic

from pipeline.catalog.left_out import Recorded, read_recorded
from pipeline.catalog.tally import States
from pipeline.editions.labels import message
from pipeline.errors import CatalogError
from pipeline.gate.article import ArticleResult, Conditions, check_article, inspect_article
from pipeline.gate.coverage import Coverage, Total, language_totals
from pipeline.gate.limits import hold
from pipeline.gate.problems import Problem, ProblemKind
from pipeline.gate.stale import describe_orphans
from pipeline.model import Metadata, Role, Status
from pipeline.project.clock import current_time
from pipeline.project.paths import catalog_path
from pipeline.quality.inspection import Inspection, read_surroundings
from pipeline.review.corpus import Facts, Figures, count_facts, draw_figures
from pipeline.review.opened import OpenArticle, pair_units, read_stamped
from pipeline.review.readings import Known, Readings
from pipeline.review.store import Store
from pipeline.sources.textless import describe_textless

PER_PAGE = 50
_FRESH = 60.0
"""Seconds that the search for catalogs without an article holds: it walks locales/."""
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
        held = metadata.embargo is not None and now < metadata.embargo
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
class Filter:
    """Which articles are asked for; the words of the address."""

    language: str = ""
    show: str = "all"
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All articles that are known, the worst first; the totals of the languages, and what the project's limits say."""

    rows: tuple[ArticleRow, ...]
    totals: tuple[Total, ...]
    limits: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """The articles of one page. ``unread`` is how many are still to be read; ``notices`` are of no article."""

    rows: tuple[ArticleRow, ...]
    found: int
    pages: int
    wish: Filter
    summary: Summary
    unread: int
    articles: int
    notices: tuple[str, ...]
    languages: tuple[str, ...]
    now: datetime


class Overview:
    """The articles of a store."""

    def __init__(self, store: Store) -> None:
        """Read nothing yet."""
        self.store = store
        self.readings = Readings(store=store, read=read_row)
        self._summed: tuple[Known[ArticleRow], Summary] | None = None
        self._notices: tuple[float, tuple[str, ...]] = (float("-inf"), ())

    def page(self, wish: Filter) -> OverviewPage:
        """Return one page of the articles asked for."""
        return self._page(self.readings.look(), wish, PER_PAGE)

    def show(self, rows: Mapping[str, ArticleRow]) -> OverviewPage:
        """Return some articles, by slug, on one page."""
        return self._page(Known(values=rows, unread=0), Filter(), len(rows) or 1)

    def figures(self, language: str) -> tuple[Figures, int]:
        """Return the figures of the articles read so far, in one language or all, and how many are still to be read."""
        known = self.readings.look()
        return draw_figures(facts_of(known.values.values()), language), known.unread

    def _page(self, known: Known[ArticleRow], wish: Filter, per_page: int) -> OverviewPage:
        summary, now = self._sum(known), current_time()
        shown = [row for row in summary.rows if _fits(row, wish, now)]
        pages = max(1, -(-len(shown) // per_page))
        page = min(wish.page, pages)
        return OverviewPage(
            rows=tuple(shown[(page - 1) * per_page : page * per_page]),
            found=len(shown),
            pages=pages,
            wish=replace(wish, page=page),
            summary=summary,
            unread=known.unread,
            articles=len(self.store.paths()),
            notices=self._find_notices(summary),
            languages=self.store.conditions.languages,
            now=now,
        )

    def _sum(self, known: Known[ArticleRow]) -> Summary:
        if self._summed is None or self._summed[0] is not known:
            rows = sorted(known.values.values(), key=lambda row: (row.rank, row.slug))
            coverages = [cell.coverage for row in rows for cell in row.cells]
            # A limit that only some articles were held to would cry wolf.
            limits = () if known.unread else tuple(hold(coverages, self.store.conditions.settings.coverage))
            self._summed = (known, Summary(rows=tuple(rows), totals=language_totals(coverages), limits=limits))
        return self._summed[1]

    def _find_notices(self, summary: Summary) -> tuple[str, ...]:
        """Return what there is to say of files that belong to no article shown, as it was a moment ago."""
        if monotonic() - self._notices[0] > _FRESH:
            conditions = self.store.conditions
            orphans = describe_orphans(conditions.project, list(self.store.paths().values()), conditions.front_matter)
            self._notices = (monotonic(), tuple(problem.message for problem in orphans))
        textless = describe_textless([row.textless for row in summary.rows if row.textless])
        return (*self._notices[1], *filter(None, [textless]))


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


_SHOWN: Mapping[str, Callable[[Cell], object]] = {
    "open": lambda cell: cell.coverage.gated and cell.coverage.share < 1,
    "errors": lambda cell: cell.facts.errors,
    "warnings": lambda cell: cell.facts.warnings,
    "back": lambda cell: cell.facts.sent_back,
    "problems": lambda cell: cell.problems,
    "stale": lambda cell: cell.stale,
}
"""What a filter looks for in an article's languages."""


def _fits(row: ArticleRow, wish: Filter, now: datetime) -> bool:
    cells = [cell for cell in row.cells if wish.language in {"", cell.language}]
    if wish.words.casefold() not in f"{row.title}\n{row.slug}".casefold():
        return False
    if wish.show == "flagged":
        return bool(row.flags(now))
    if wish.show not in _SHOWN:
        return bool(cells) or bool(row.problems)
    return any(map(_SHOWN[wish.show], cells)) or (wish.show == "problems" and bool(row.problems))


def shares(states: States) -> tuple[float, float]:
    """Return how much is reviewed, and how much is reviewed or drafted, in percent of the width of a bar."""
    total = states.total.units or 1
    reviewed = 100 * states.reviewed.units / total
    return round(reviewed, 2), round(reviewed + 100 * states.draft.units / total, 2)
