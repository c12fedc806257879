"""All articles in all languages: what is reviewed, what is to be done, and what ``newsloc check`` would say."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.editions.labels import message
from pipeline.errors import NewslocError
from pipeline.gate.article import check_article
from pipeline.gate.coverage import Coverage, States, Total, language_totals
from pipeline.gate.limits import hold
from pipeline.gate.problems import Problem, ProblemKind
from pipeline.languages.locales import direction
from pipeline.model import Metadata, Role, Status
from pipeline.project.atomic import Stamp
from pipeline.project.clock import current_time
from pipeline.review.store import Store

PER_PAGE = 100
FLAGS = {
    "killed": message("killed"),
    "withheld": message("withheld"),
    "embargo": message("embargoed"),
    "archived": message("archived"),
}
_ORDER = tuple(ProblemKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One article in one language. ``problems`` are what closes the gate there."""

    language: str
    coverage: Coverage
    problems: tuple[Problem, ...]

    @property
    def stale(self) -> bool:
        """Whether the catalog is missing or out of step."""
        return any(problem.kind in {ProblemKind.STALE, ProblemKind.MISSING} for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One article: its title and what is special about it; ``problems`` are those of the article as such."""

    slug: str
    title: str
    language: str
    direction: str
    metadata: Metadata
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]

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
    def rank(self) -> tuple[int, int, float]:
        """Return what sorts the worst first: the gravest kind of problem, how many, and the least share."""
        every = [*self.problems, *(problem for cell in self.cells for problem in cell.problems)]
        gravest = min((_ORDER.index(problem.kind) for problem in every), default=len(_ORDER))
        share = min((cell.coverage.share for cell in self.cells if cell.coverage.gated), default=2.0)
        return gravest, -len(every), share


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which articles are asked for; the words of the address."""

    language: str = ""
    show: str = "all"
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """The articles of one page, the totals of the languages, and what the limits of the project say."""

    rows: tuple[ArticleRow, ...]
    found: int
    pages: int
    wish: Filter
    totals: tuple[Total, ...]
    limits: tuple[Problem, ...]
    languages: tuple[str, ...]
    now: datetime


@dataclass(kw_only=True)
class Overview:
    """Reads the articles of a store, each again when one of its files changes."""

    store: Store
    _known: dict[str, tuple[tuple[Stamp, ...], ArticleRow]] = field(default_factory=dict)

    def rows(self) -> list[ArticleRow]:
        """Return every article, the worst first."""
        paths = self.store.paths()
        rows = [self._row(path, slug) for slug, path in paths.items()]
        self._known = {slug: known for slug, known in self._known.items() if slug in paths}
        return sorted(rows, key=lambda row: (row.rank, row.slug))

    def page(self, wish: Filter, per_page: int = PER_PAGE) -> OverviewPage:
        """Return one page of the articles asked for."""
        rows, now = self.rows(), current_time()
        shown = [row for row in rows if _fits(row, wish, now)]
        pages = max(1, -(-len(shown) // per_page))
        page = min(wish.page, pages)
        coverages = [cell.coverage for row in rows for cell in row.cells]
        conditions = self.store.conditions
        return OverviewPage(
            rows=tuple(shown[(page - 1) * per_page : page * per_page]),
            found=len(shown),
            pages=pages,
            wish=Filter(language=wish.language, show=wish.show, words=wish.words, page=page),
            totals=language_totals(coverages),
            limits=tuple(hold(coverages, conditions.settings.coverage)),
            languages=conditions.languages,
            now=now,
        )

    def _row(self, path: Path, slug: str) -> ArticleRow:
        stamps = self.store.stamps(path, slug)
        known = self._known.get(slug)
        if known is None or known[0] != stamps:
            self._known[slug] = known = (stamps, _read(self.store, path, slug))
        return known[1]


def everything(overview: Overview) -> OverviewPage:
    """Return all articles on one page."""
    return overview.page(Filter(), sys.maxsize)


def _read(store: Store, path: Path, slug: str) -> ArticleRow:
    result = check_article(store.conditions, path)
    title, language, metadata = slug, "", Metadata()
    with suppress(NewslocError):
        article = store.article(path)
        metadata, language = article.document.metadata, article.language
        headline = next((unit for unit in article.units if unit.role is Role.HEADLINE), None)
        title, language = (headline.source, headline.language) if headline else (slug, language)
    by_language = _by_language(result.failures)
    return ArticleRow(
        slug=slug,
        title=title,
        language=language,
        direction=direction(language) if language else "ltr",
        metadata=metadata,
        cells=tuple(
            Cell(language=each.language, coverage=each, problems=tuple(by_language.get(each.language, ())))
            for each in result.coverages
        ),
        problems=tuple(by_language.get("", ())),
        notices=result.notices,
    )


def _by_language(problems: Iterable[Problem]) -> Mapping[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.language, []).append(problem)
    return found


def _fits(row: ArticleRow, wish: Filter, now: datetime) -> bool:
    cells: Sequence[Cell] = [cell for cell in row.cells if wish.language in {"", cell.language}]
    if wish.words and not _mentions(row, wish.words):
        return False
    match wish.show:
        case "open":
            return any(cell.coverage.gated and cell.coverage.share < 1 for cell in cells)
        case "problems":
            return bool(row.problems) or any(cell.problems for cell in cells)
        case "stale":
            return any(cell.stale for cell in cells)
        case "flagged":
            return bool(row.flags(now))
    return bool(cells) or bool(row.problems)


def _mentions(row: ArticleRow, words: str) -> bool:
    return words.casefold() in f"{row.title}\n{row.slug}".casefold()


def shares(states: States) -> tuple[float, float]:
    """Return how much is reviewed, and how much is reviewed or drafted, in percent of the width of a bar."""
    total = states.total.units or 1
    reviewed = 100 * states.reviewed.units / total
    return round(reviewed, 2), round(reviewed + 100 * states.draft.units / total, 2)
