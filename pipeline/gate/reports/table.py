"""The gate as a table for people; it fits a terminal of 80 columns."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from pipeline.gate.coverage import corpus_total, language_totals, percent
from pipeline.gate.reports.words import asked_lines, changed_lines, plural, verdict
from pipeline.languages.locales import same_language

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from pipeline.gate.coverage import Coverage, Total
    from pipeline.gate.result import GateResult

_WIDTH = 80
_COUNTS = ("units", "reviewed", "draft", "missing")
_SHARES = ("units %", "words %", "risk %")


def write(result: GateResult) -> str:
    """Write a gate's result as plain text, 80 columns wide."""
    from rich.console import Console

    console = Console(width=_WIDTH, file=StringIO(), color_system=None, markup=False, emoji=False)
    console.print(show(result))
    file = console.file
    assert isinstance(file, StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def show(result: GateResult) -> RenderableType:
    """Lay a gate's result out for a terminal, in colour where it has any."""
    from rich.console import Group

    lines: list[RenderableType] = [coverage_table(result)]
    lines += [_line("  ", line) for line in (*asked_lines(result), *changed_lines(result))]
    # The messages are read whole: they wrap, they are not cut.
    lines += [_line("! ", notice.message, "yellow") for notice in result.notices]
    lines += [_line("✗ ", failure.message, "bold red") for failure in result.failures]
    lines.append(_line("✓ " if result.passed else "  ", verdict(result), "bold green"))
    return Group(*lines)


def coverage_table(result: GateResult) -> Table:
    """Lay coverage out: a row for each article by language, a total for each language, and the corpus."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, width=_WIDTH, pad_edge=False, padding=0, header_style="bold")
    table.add_column("article", ratio=1, overflow="fold")
    for name in (*_COUNTS, *_SHARES):
        table.add_column(name, justify="right", no_wrap=True)
    totals = language_totals(result.coverages)
    for total in totals:
        table.add_row(f"into {total.language}")
        for coverage in result.coverages:
            if coverage.language == total.language:
                table.add_row(*_article_row(coverage), style="" if coverage.gated else "dim")
        table.add_row(*_total_row(total), style="bold", end_section=True)
    if len(totals) > 1:
        table.add_row(*_total_row(corpus_total(result.coverages)), style="bold")
    return table


def _line(mark: str, text: str, style: str = "") -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text.assemble((mark, style), text, overflow="fold"), (0, 0, 0, 1))


def _counts(covered: Coverage | Total) -> tuple[str, ...]:
    tallies = (covered.total, covered.reviewed, covered.draft, covered.missing)
    return tuple(f"{tally.units:,}" for tally in tallies)


def _shares(covered: Coverage | Total) -> tuple[str, ...]:
    return tuple(str(percent(share)) for share in (covered.share, covered.word_share, covered.weighted_share))


def _article_row(coverage: Coverage) -> tuple[str, ...]:
    reason = "source" if same_language(coverage.source_language, coverage.language) else "left out"
    shares = _shares(coverage) if coverage.gated else (reason, "", "")
    return (f"  {coverage.slug}", *_counts(coverage), *shares)


def _total_row(total: Total) -> tuple[str, ...]:
    articles = plural(total.articles, "article" if total.language else "catalog")
    return (articles, *_counts(total), *_shares(total))
