"""The closing table of a run over many articles fits a screen."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

from rich.console import Console

from pipeline.cli.localize_output import make_table, most_open
from pipeline.localize.job import ArticleRow, RunResult


def row(slug: str, **numbers: int) -> ArticleRow:
    counts: dict[str, Any] = {
        **dict.fromkeys(("reviewed", "missing", "reused", "drafted", "keep", "redo", "flagged"), 0),
        "units": 30,
        "waived": 0,
        "dropped": 0,
        **numbers,
    }
    return ArticleRow(
        slug=slug,
        path=f"source/{slug}.md",
        source_language="en",
        language="ar",
        engine="-",
        **counts,
    )


ROWS = tuple(row(f"done-{number:04}", reviewed=30, reused=30) for number in range(1_200))
OPEN = (
    row("a-missing", reviewed=29, missing=1),
    row("b-redo", reviewed=20, redo=3),
    row("c-flagged", reviewed=30, flagged=2),
    row("d-draft", reviewed=10),
)


def table(rows: tuple[ArticleRow, ...], *, everything: bool) -> list[str]:
    console = Console(width=80, file=StringIO())
    outcome = RunResult(rows=rows, failures=())
    console.print(make_table(outcome, everything=everything))
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines() if line.strip()]


def test_what_needs_a_person_comes_first_and_what_needs_nobody_is_left_out() -> None:
    assert [each.slug for each in most_open((*ROWS, *reversed(OPEN)), 3)] == ["a-missing", "b-redo", "c-flagged"]
    assert len(most_open((*ROWS, *OPEN), 100)) == 4


def test_the_table_of_many_articles_shows_those_that_need_a_person_and_sums_the_rest() -> None:
    short = table((*ROWS, *OPEN), everything=False)
    assert len(short) < 15
    text = "\n".join(short)
    assert "b-redo" in text
    assert "done-" not in text
    assert "and 1,200 more (--all)" in text
    assert re.search(r"1,204 catalogs +36,120 +36,000 +0 +1 +0 / 3", text)
    assert len(table((*ROWS, *OPEN), everything=True)) > 1_204


def test_the_table_of_few_articles_lists_them_all() -> None:
    text = "\n".join(table(ROWS[:20], everything=False))
    assert text.count("done-") == 20
    assert "catalogs" not in text
