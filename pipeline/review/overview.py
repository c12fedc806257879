"""All articles in all languages: what is reviewed, what is to be done, and what ``newsloc check`` would say."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic

from pipeline.catalog.left_out import read_recorded
from pipeline.editions.labels import message
from pipeline.gate.article import Conditions, check_article, inspect_article
from pipeline.gate.coverage import Coverage, States, Total, language_totals
from pipeline.gate.drafts import DraftTally
from pipeline.gate.limits import hold
from pipeline.gate.problems import Problem, ProblemKind
from pipeline.gate.stale import describe_orphans
from pipeline.model import Metadata, Role, Status
from pipeline.project.clock import current_time
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
    """One article in one language. ``problems`` are what closes the gate there, ``drafts`` what is known of drafts."""

    language: str
    coverage: Coverage
    problems: tuple[Problem, ...]
    drafts: DraftTally

    @property
    def errors(self) -> int:
        """How many units have an error: drafts, and reviewed units that close the gate."""
        closing = {problem.context for problem in self.problems if problem.kind is ProblemKind.FINDING}
        return self.drafts.errors + len(closing)

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
        """Return what sorts the worst first: what closes the gate, then what is known of drafts, then the least share.

        That is the gravest kind of problem and how many there are; units with errors, drafts to redo, those sent back,
        and those with warnings.
        """
        every = [*self.problems, *(problem for cell in self.cells for problem in cell.problems)]
        gravest = min((_ORDER.index(problem.kind) for problem in every), default=len(_ORDER))
        share = min((cell.coverage.share for cell in self.cells if cell.coverage.gated), default=2.0)
        errors = sum(cell.errors for cell in self.cells)
        redo = sum(cell.drafts.redo for cell in self.cells)
        sent_back = sum(cell.drafts.sent_back for cell in self.cells)
        warnings = sum(cell.drafts.warnings for cell in self.cells)
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

    def everything(self) -> OverviewPage:
        """Return all articles on one page."""
        return self._page(self.readings.look_everywhere(), Filter(), sys.maxsize)

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


def read_row(conditions: Conditions, path: Path) -> ArticleRow:
    """Return what the overview shows of an article."""
    try:
        article = read_recorded(path, conditions.project, conditions.front_matter).article
    except Exception:  # noqa: BLE001 - the gate says what is wrong with it
        result = check_article(conditions, path)
        metadata, title, language = Metadata(), result.slug, ""
    else:
        result = inspect_article(conditions, article)
        headline = next((unit for unit in article.units if unit.role is Role.HEADLINE), None)
        metadata = article.document.metadata
        title, language = (headline.source, headline.language) if headline else (article.slug, article.language)
    tallies = {tally.language: tally for tally in result.tallies}
    by_language, measured = _by_language(result.failures), {each.language for each in result.coverages}
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
                drafts=tallies.get(each.language) or DraftTally(language=each.language),
            )
            for each in result.coverages
        ),
        problems=tuple(problem for problem in result.failures if problem.language not in measured),
        notices=result.notices,
        textless=result.textless,
    )


def _by_language(problems: Iterable[Problem]) -> Mapping[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.language, []).append(problem)
    return found


def _fits(row: ArticleRow, wish: Filter, now: datetime) -> bool:
    cells: Sequence[Cell] = [cell for cell in row.cells if wish.language in {"", cell.language}]
    if wish.words.casefold() not in f"{row.title}\n{row.slug}".casefold():
        return False
    match wish.show:
        case "open":
            fits = any(cell.coverage.gated and cell.coverage.share < 1 for cell in cells)
        case "errors":
            fits = any(cell.errors for cell in cells)
        case "problems":
            fits = bool(row.problems) or any(cell.problems for cell in cells)
        case "stale":
            fits = any(cell.stale for cell in cells)
        case "flagged":
            fits = bool(row.flags(now))
        case _:
            fits = bool(cells) or bool(row.problems)
    return fits


def shares(states: States) -> tuple[float, float]:
    """Return how much is reviewed, and how much is reviewed or drafted, in percent of the width of a bar."""
    total = states.total.units or 1
    reviewed = 100 * states.reviewed.units / total
    return round(reviewed, 2), round(reviewed + 100 * states.draft.units / total, 2)
