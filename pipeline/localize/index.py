"""The index of a large report, whose articles have a page each: what needs a person most, and lists of all."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest
from typing import TYPE_CHECKING

from pipeline.localize.report import environment
from pipeline.project.atomic import remove_file, write_atomically
from pipeline.translate.engines import QUALITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.localize.job import ArticleRow

LISTED = 500
"""Articles of one list."""
_FIRST = 100
"""Articles that the index itself shows."""


def most_open(rows: Iterable[ArticleRow], count: int) -> list[ArticleRow]:
    """Return the articles that need a person most: with missing units, then drafts to redo, findings, drafts."""
    left = (row for row in rows if row.missing or row.drafts or row.flagged)
    return nsmallest(count, left, key=lambda row: (-row.missing, -row.redo, -row.flagged, -row.drafts, row.slug))


def write_index(report: Path, pages: Path, rows: Sequence[ArticleRow]) -> None:
    """Write the index of a report, and lists of all articles in the order of *rows*; lists of earlier runs go.

    :param pages: the folder beside the report in which each article has its page
    """
    rows = [row for row in rows if row.is_translation]
    names = []
    for start in range(0, len(rows), LISTED):
        part = rows[start : start + LISTED]
        names.append((f"list-{start // LISTED + 1:05}.html", part[0].slug, part[-1].slug))
        title = f"Articles {start + 1:,} to {start + len(part):,} of {len(rows):,}"
        write_atomically(pages / names[-1][0], _write_list(title, part, "", report.name), lasting=False)
    known = {name for name, _, _ in names}
    for path in pages.glob("list-*.html"):
        if path.name not in known:
            remove_file(path)
    write_atomically(report, _write_front(rows, names, pages.name), lasting=False)


def _write_front(rows: Sequence[ArticleRow], lists: Sequence[tuple[str, str, str]], folder: str) -> str:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(units=row.units, reviewed=row.reviewed, draft=row.drafts, missing=row.missing)
        total.update(keep=row.keep, review=row.review, redo=row.redo)
    makers = sorted({row.maker for row in rows} - {"", "-"})
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            title="Localization report",
            count=len(rows),
            total=total,
            engines=[(maker, QUALITY.get(maker, "")) for maker in makers],
            rows=most_open(rows, _FIRST),
            lists=lists,
            folder=f"{folder}/",
            up="",
        )
    )


def _write_list(title: str, rows: Sequence[ArticleRow], folder: str, report: str) -> str:
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            title=title, count=len(rows), total=None, engines=(), rows=rows, lists=(), folder=folder, up=f"../{report}"
        )
    )
