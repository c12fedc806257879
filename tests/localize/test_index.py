"""A run over many articles: its report is an index with pages, its table fits a screen."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from pipeline.cli import root
from pipeline.cli.localize_output import make_table
from pipeline.localize.index import most_open, write_index
from pipeline.localize.job import ArticleRow, RunResult
from tests.localize.test_localize import ENGLISH

LINK = re.compile(r'href="([^"]+)"')


def row(slug: str, **numbers: int) -> ArticleRow:
    counts: dict[str, Any] = {
        **dict.fromkeys(("reviewed", "missing", "reused", "drafted", "keep", "review", "redo", "flagged"), 0),
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
        maker="pseudo",
        **counts,
    )


ROWS = tuple(row(f"done-{number:04}", reviewed=30, reused=30) for number in range(1_200))
OPEN = (
    row("a-missing", reviewed=29, missing=1),
    row("b-redo", reviewed=20, redo=3, review=7),
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
    assert re.search(r"1,204 catalogs +36,120 +36,000 +0 +1 +0 / 7 / 3", text)
    assert len(table((*ROWS, *OPEN), everything=True)) > 1_204


def test_the_table_of_few_articles_lists_them_all() -> None:
    text = "\n".join(table(ROWS[:20], everything=False))
    assert text.count("done-") == 20
    assert "catalogs" not in text


def test_an_index_links_to_lists_and_they_to_every_article(tmp_path: Path) -> None:
    report, pages = tmp_path / "report.html", tmp_path / "report"
    pages.mkdir()
    (pages / "list-00009.html").write_text("of a larger run", encoding="utf-8")
    write_index(report, pages, (*ROWS, *OPEN))
    front = report.read_text(encoding="utf-8")
    assert "1,204 catalogs, 36,120 units" in front
    assert "<b>Reused</b>: Units that had a translation or a draft before the run" in front
    lists = [link for link in LINK.findall(front) if "list-" in link]
    assert sorted(path.name for path in pages.glob("*.html")) == [Path(link).name for link in lists]
    assert [link for link in LINK.findall(front) if link not in lists] == [
        f"report/ar/{name}.html" for name in ("a-missing", "b-redo", "c-flagged", "d-draft")
    ]
    linked = [
        link for name in lists for link in LINK.findall((tmp_path / name).read_text(encoding="utf-8")) if "ar/" in link
    ]
    assert linked == [f"ar/{each.slug}.html" for each in (*ROWS, *OPEN)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("pipeline.cli.localize_output._ONE_PAGE", 2)
    (tmp_path / "source").mkdir()
    for number in range(3):
        (tmp_path / "source" / f"vote-{number}.md").write_text(ENGLISH.replace("31", f"3{number}"), encoding="utf-8")
    return tmp_path


def localize(project: Path, *names: str) -> Result:
    words = ("localize", *names, "--project", str(project), "--engine", "pseudo", "--to", "ar")
    result = CliRunner().invoke(root, words)
    assert result.exit_code == 0, result.output
    return result


def test_each_article_of_a_large_run_has_a_page_that_its_index_links_to(project: Path) -> None:
    localize(project)
    front = (project / "report.html").read_text(encoding="utf-8")
    for number in range(3):
        assert f"report/ar/vote-{number}.html" in LINK.findall(front)
        page = (project / "report" / "ar" / f"vote-{number}.html").read_text(encoding="utf-8")
        assert f"<code>vote-{number}</code>" in page
        assert "People will finally have a way home" in page
        assert "People will finally" not in front


def test_a_run_of_one_article_in_a_large_project_has_a_report_of_one_page(project: Path) -> None:
    localize(project, "vote-1")
    assert "People will finally have a way home" in (project / "report.html").read_text(encoding="utf-8")
    assert not (project / "report").exists()
