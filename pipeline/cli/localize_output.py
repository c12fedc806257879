"""What ``newsloc localize`` leaves and shows: the report, the closing object, the closing table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli import options
from pipeline.localize.job import ArticleRow, Failure, RunResult

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.localize.shard import Shard

_REPORT = Path("report.html")
"""In the project, not beside the editions: it shows what must not be published."""
_ONE_PAGE = 200
"""Articles that one page shows whole: 200 of 30 units are 6 MB, which browsers open in a second."""
_SHOWN = 20
"""Articles of a larger run that the table lists: with the totals they fit a screen."""
_LEGEND = "Reused: translations and drafts that were there\nVerdicts: of all machine drafts, keep / review / redo"


def name_report(shard: Shard) -> Path:
    """Return the name of the report; each shard has its own."""
    return _REPORT.with_stem(f"{_REPORT.stem}-{shard.number}-of-{shard.count}") if shard.count > 1 else _REPORT


def find_pages(report: Path, articles: int) -> Path | None:
    """Return the folder of the report's pages; None where all articles fit one page."""
    return report.with_suffix("") if articles > _ONE_PAGE else None


def write_report(report: Path, pages: Path | None, outcome: RunResult) -> RunResult:
    """Write the report, or the index of its pages; if that fails, return the run with this failure too."""
    from pipeline.localize.index import write_index
    from pipeline.localize.report import localize_report
    from pipeline.project.accidents import tell_accident
    from pipeline.project.atomic import write_atomically
    from pipeline.project.paths import refuse_outside

    try:
        refuse_outside(report.parent, report)
        if pages:
            write_index(report, pages, outcome.rows)
        else:
            sections = [section for row in outcome.rows for section in row.section]
            write_atomically(report, localize_report(sections))
    except Exception as error:  # noqa: BLE001 - the catalogs are written, and their table is to be shown
        failure = Failure(message=tell_accident(error, report.name), path=report.name)
        return replace(outcome, failures=(*outcome.failures, failure))
    return outcome


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


def make_table(outcome: RunResult, *, everything: bool = False, dry_run: bool = False) -> Table:
    """Return the closing table: a line for each article and language, and the sum where there are many.

    :param everything: list all articles; else those of a larger run that need a person most
    :param dry_run: whether nothing was drafted yet
    """
    from pipeline.localize.index import most_open

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


def _counts(rows: Sequence[ArticleRow]) -> tuple[str, ...]:
    names = ("units", "reused", "drafted", "missing", "keep", "review", "redo")
    *counts, keep, review, redo = (f"{sum(getattr(row, name) for row in rows):,}" for name in names)
    return (*counts, f"{keep} / {review} / {redo}")
