"""All articles in all languages: what is reviewed, what is to be done, and what ``newsloc check`` would say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from pipeline.catalog.tally import States
from pipeline.gate.coverage import Total, language_totals
from pipeline.gate.limits import hold
from pipeline.gate.problems import Problem
from pipeline.gate.stale import describe_orphans
from pipeline.project.clock import current_time
from pipeline.review.article_row import ArticleRow, Cell, facts_of, read_row
from pipeline.review.corpus import Figures, draw_figures
from pipeline.review.readings import Known, Readings
from pipeline.review.store import Store
from pipeline.sources.textless import describe_textless

PER_PAGE = 50
_FRESH = 60.0
"""Seconds that the search for catalogs without an article holds: it walks locales/."""


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
