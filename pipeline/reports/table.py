"""The gate as a table for people; it fits a terminal of 80 columns."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from pipeline.coverage import corpus_total, language_totals, percent

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from pipeline.coverage import Coverage, GateResult, Total

_WIDTH = 80
_COLUMNS = ("reviewed", "draft", "missing", "units", "words")


def write(result: GateResult) -> str:
    """Write a gate's result as plain text, 80 columns wide."""
    from rich.console import Console

    console = Console(width=_WIDTH, file=StringIO(), color_system=None)
    console.print(show(result))
    file = console.file
    assert isinstance(file, StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def show(result: GateResult) -> RenderableType:
    """Lay a gate's result out for a terminal, in colour where it has any."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    lines: list[RenderableType] = [coverage_table(result)]
    # A number of failures is a list, and its messages are read whole: they wrap, they are not cut.
    lines += [
        Padding(Text.assemble(("✗ ", "bold red"), failure.message, overflow="fold"), (0, 0, 0, 1))
        for failure in result.failures
    ]
    if result.passed:
        lines.append(Padding(Text.assemble(("✓ ", "bold green"), "the gate is open"), (0, 0, 0, 1)))
    return Group(*lines)


def coverage_table(result: GateResult) -> Table:
    """Lay coverage out: a row for each article by language, a total for each language, and the corpus."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, width=_WIDTH, pad_edge=False, collapse_padding=True, header_style="bold")
    table.add_column("article", ratio=1, overflow="fold")
    table.add_column("into", no_wrap=True)
    for name in _COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    totals = language_totals(result.coverages)
    for total in totals:
        for coverage in result.coverages:
            if coverage.language == total.language:
                table.add_row(*_article_row(coverage), style="" if coverage.gated else "dim")
        table.add_row(*_total_row(total, result), style="bold", end_section=True)
    if len(totals) > 1:
        table.add_row(*_total_row(corpus_total(result.coverages), result), style="bold")
    return table


def _counts(covered: Coverage | Total) -> tuple[str, ...]:
    tallies = (covered.reviewed, covered.draft, covered.missing, covered.total)
    return (*(f"{tally.units:,}" for tally in tallies), f"{covered.total.words:,}")


def _article_row(coverage: Coverage) -> tuple[str, ...]:
    share = f"{percent(coverage.share)} %" if coverage.gated else "source"
    return (coverage.slug, coverage.language, *_counts(coverage), share)


def _total_row(total: Total, result: GateResult) -> tuple[str, ...]:
    articles = f"{total.articles} article{'' if total.articles == 1 else 's'}"
    least = result.thresholds.get(total.language or "")
    share = f"{percent(total.share)} %" + (f" of {least:g}" if least else "")
    return (articles, total.language or "all", *_counts(total), share)
