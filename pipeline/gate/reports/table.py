"""The gate as a table for people; it fits a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from pipeline.errors import plural
from pipeline.gate.coverage import Coverage, Total, corpus_total, language_totals, most_open, percent
from pipeline.gate.problems import Problem
from pipeline.gate.reports.words import asked_lines, changed_lines, verdict, waiting_lines, waive_lines
from pipeline.gate.result import GateResult
from pipeline.languages.locales import same_language

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_WIDTH = 80
_ARTICLES = 10
"""Articles of a language that are listed: two languages, their totals and the problems fit a screen."""
_PROBLEMS = 20
_NOTICES = 5
_COUNTS = ("units", "reviewed", "draft", "missing")
_SHARES = ("units %", "words %")


def write(result: GateResult, *, everything: bool = False) -> str:
    """Write a gate's result as plain text, 80 columns wide; *everything* as in `show`."""
    from rich.console import Console

    console = Console(width=_WIDTH, file=StringIO(), color_system=None, markup=False, emoji=False)
    console.print(show(result, everything=everything))
    file = console.file
    assert isinstance(file, StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def show(result: GateResult, *, everything: bool = False) -> RenderableType:
    """Lay a gate's result out for a terminal, in colour where it has any.

    :param everything: list every article, problem and notice; else as many as fit a screen
    """
    from rich.console import Group

    lines: list[RenderableType] = [coverage_table(result, everything=everything)]
    told = (*asked_lines(result), *waiting_lines(result), *changed_lines(result))
    lines += [_line("  ", line) for line in told]
    # The messages are read whole: they wrap, they are not cut.
    lines += _list("! ", "yellow", result.notices, len(result.notices) if everything else _NOTICES, "notice")
    if everything:
        lines += _list("! ", "yellow", result.warnings, len(result.warnings), "warning")
    lines += _list("✗ ", "bold red", result.failures, len(result.failures) if everything else _PROBLEMS, "problem")
    lines += [_line("  ", line) for line in waive_lines((*result.failures, *(result.warnings if everything else ())))]
    see = "" if everything or not result.warnings else "; newsloc check --all lists the warnings"
    lines.append(_line("✓ " if result.passed else "  ", f"{verdict(result)}{see}", "bold green"))
    return Group(*lines)


def _list(mark: str, style: str, problems: Sequence[Problem], most: int, noun: str) -> Iterator[RenderableType]:
    yield from (_line(mark, problem.explanation, style) for problem in problems[:most])
    if len(problems) > most:
        yield _line(mark, f"and {plural(len(problems) - most, f'more {noun}')}; newsloc check --all lists them", style)


def coverage_table(result: GateResult, *, everything: bool = False) -> Table:
    """Lay coverage out: the articles that each language needs, a total for each language, and the corpus.

    :param everything: list all articles, those too that need nothing
    """
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, width=_WIDTH, pad_edge=False, padding=0, header_style="bold")
    table.add_column("article", ratio=1, overflow="fold")
    for name in (*_COUNTS, *_SHARES):
        table.add_column(name, justify="right", no_wrap=True)
    totals = language_totals(result.coverages)
    for total in totals:
        table.add_row(f"into {total.language}")
        own = [coverage for coverage in result.coverages if coverage.language == total.language]
        for coverage in own if everything else most_open(own)[:_ARTICLES]:
            table.add_row(*_article_row(coverage), style="" if coverage.gated else "dim")
        for line in () if everything else _counted(own):
            table.add_row(f"  {line}", style="dim")
        table.add_row(*_total_row(total), style="bold", end_section=True)
    if len(totals) > 1:
        table.add_row(*_total_row(corpus_total(result.coverages)), style="bold")
    return table


def _counted(coverages: Sequence[Coverage]) -> Iterator[str]:
    """Count the articles that are not listed: those beyond the limit, and those that need nothing."""
    more = len(most_open(coverages)) - _ARTICLES
    if more > 0:
        yield f"and {more:,} more (--all)"
    done = [coverage for coverage in coverages if coverage.gated and coverage.share >= 1]
    if done:
        yield f"{len(done):,} fully reviewed"
    ungated = [coverage for coverage in coverages if not coverage.gated]
    originals = sum(_is_original(coverage) for coverage in ungated)
    if originals:
        yield f"{originals:,} written in {ungated[0].language}"
    if len(ungated) > originals:
        yield f"{len(ungated) - originals:,} killed or archived"


def _line(mark: str, text: str, style: str = "") -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text.assemble((mark, style), text, overflow="fold"), (0, 0, 0, 1))


def _counts(covered: Coverage | Total) -> tuple[str, ...]:
    tallies = (covered.total, covered.reviewed, covered.draft, covered.missing)
    return tuple(f"{tally.units:,}" for tally in tallies)


def _shares(covered: Coverage | Total) -> tuple[str, ...]:
    return tuple(str(percent(share)) for share in (covered.share, covered.word_share))


def _article_row(coverage: Coverage) -> tuple[str, ...]:
    if coverage.gated:
        waits = " (not begun)" if coverage.waits else ""
        return (f"  {coverage.slug}{waits}", *_counts(coverage), *_shares(coverage))
    reason = "original" if _is_original(coverage) else "left out"
    return (f"  {coverage.slug}", *("",) * len(_COUNTS), reason, "")


def _is_original(coverage: Coverage) -> bool:
    return same_language(coverage.source_language, coverage.language)


def _total_row(total: Total) -> tuple[str, ...]:
    articles = plural(total.articles, "article" if total.language else "catalog")
    shares = _shares(total) if total.articles else ("-",) * len(_SHARES)
    return (articles, *_counts(total), *shares)
