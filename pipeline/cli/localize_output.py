"""What ``newsloc localize`` shows at its end: one object, or a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import TYPE_CHECKING

from pipeline.cli import options
from pipeline.errors import plural
from pipeline.localize.job import ArticleRow, RunResult

if TYPE_CHECKING:
    from rich.table import Table

_SHOWN = 20
"""Articles of a larger run that the table lists: with the totals they fit a screen."""
_ERRORS = 5
"""Errors in reviewed units that the end of a run names."""
_LEGEND = "Reused: translations and drafts that were there\nVerdicts: of machine drafts, keep / redo; review all"


def summary(outcome: RunResult, seconds: float) -> dict[str, object]:
    """Return the run in one object: counts of articles and units, what failed, the engines used, seconds."""
    rows = outcome.rows
    waived = sum(row.waived for row in rows)
    dropped = {row.slug: row.dropped for row in rows}
    return {
        "articles": len(dropped),
        "units": sum(row.units for row in rows),
        "reused": sum(row.reused for row in rows),
        "translated": sum(row.drafted for row in rows),
        "failed": sum(row.missing for row in rows) + outcome.failed_files,
        "failures": [{"path": failure.path or None, "message": failure.message} for failure in outcome.failures],
        "engine": ", ".join(sorted({row.engine for row in rows} - {"-"})) or None,
        "seconds": round(seconds, 2),
        "dropped": sum(dropped.values()),
        **({"waived": waived} if waived else {}),
    }


def describe_errors(outcome: RunResult) -> Iterator[str]:
    """Yield the errors that stand in reviewed units, the first of many, and how to see them all."""
    errors = [error for row in outcome.rows for error in row.errors]
    yield from errors[:_ERRORS]
    if errors:
        verb = "stands" if len(errors) == 1 else "stand"
        yield f"{plural(len(errors), 'error')} {verb} in reviewed units; see them with newsloc check --all"


def make_table(outcome: RunResult, *, everything: bool = False, dry_run: bool = False) -> Table:
    """Return the closing table: a line for each article and language, and the sum where there are many.

    :param everything: list all articles; else those of a larger run that need a person most
    :param dry_run: whether nothing was drafted yet
    """
    counts = ("Units", "Reused", "To draft" if dry_run else "Drafted", "Missing", "Verdicts")
    table = options.make_table("Article", "Lang", *counts, right=counts, caption=_LEGEND, padding=(0, 1, 0, 0))
    rows = [row for row in outcome.rows if row.is_translation]
    listed = rows if everything or len(rows) <= _SHOWN else most_open(rows, _SHOWN)
    for row in listed:
        table.add_row(row.slug, f"{row.source_language}→{row.language}", *_counts([row]))
    if left := len(rows) - len(listed):
        table.add_row(f"and {left:,} more (--all)", "", style="dim")
    if len(rows) > _SHOWN:
        table.add_section()
        table.add_row(f"{len(rows):,} catalogs", "", *_counts(rows), style="bold")
    return table


def most_open(rows: Iterable[ArticleRow], count: int) -> list[ArticleRow]:
    """Return the articles that need a person most: with missing units, then drafts to redo, findings, drafts."""
    left = (row for row in rows if row.missing or row.drafts or row.flagged)
    return nsmallest(count, left, key=lambda row: (-row.missing, -row.redo, -row.flagged, -row.drafts, row.slug))


def _counts(rows: Sequence[ArticleRow]) -> tuple[str, ...]:
    names = ("units", "reused", "drafted", "missing", "keep", "redo")
    *counts, keep, redo = (f"{sum(getattr(row, name) for row in rows):,}" for name in names)
    return (*counts, f"{keep} / {redo}")
