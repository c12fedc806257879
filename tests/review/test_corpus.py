"""The figures of the corpus: scores, findings, and coverage over time from git."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from pipeline.catalog.po import parse_catalog, write_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.model import Score, Severity, State, Verdict
from pipeline.project.paths import catalog_path
from pipeline.review.corpus import Corpus
from pipeline.review.history import CoverageHistory, Sample, choose_commits, draw_lines
from pipeline.review.labels import speak
from tests.gate.gate_cases import ENGLISH, commit, write_article, write_states
from tests.review.review_cases import SLUG, catalog_of, open_store, write_project
from tests.review.test_server import open_client

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS: list[tuple[list[int], int, list[int]]] = [
    ([], 3, []),
    ([0], 3, [0]),
    ([0, 1], 3, [0, 1]),
    ([0, 0, 0], 3, [0]),
    ([0, 1, 2, 3, 4, 5, 6, 7, 8], 3, [2, 5, 8]),
    ([0, 100, 101, 102], 3, [0, 102]),
    ([0, 5, 3, 10], 2, [3, 10]),
]
"""Days of commits, oldest first; how many are wanted at most; and which are chosen."""


def score_drafts(project: Path, percents: Sequence[int]) -> None:
    """Give drafts of the article scores; the others have none."""
    catalog = catalog_of(project)
    left = iter(percents)
    entries = []
    for entry in catalog.entries:
        percent = next(left, None) if entry.state is State.DRAFT else None
        score = Score(percent=percent, verdict=Verdict.REVIEW) if percent is not None else None
        made = make_provenance(entry, entry.target, engine="draft", model="1", score=score) if score else None
        entries.append(replace(entry, provenance=made))
    write_catalog(catalog_path(project, "ar", SLUG), replace(catalog, entries=tuple(entries)))


def test_drafts_are_counted_by_tens_of_their_score(tmp_path: Path) -> None:
    write_project(tmp_path)
    score_drafts(tmp_path, (100, 90))
    figures = Corpus(open_store(tmp_path)).page("")
    counts = {(bar.least, bar.most): bar.count for bar in figures.scores if bar.count}
    assert counts == {(90, 100): 2}
    assert figures.unscored == 1
    score_drafts(tmp_path, (0, 9, 10))
    bars = Corpus(open_store(tmp_path)).page("").scores
    assert [(bar.least, bar.count, bar.width) for bar in bars if bar.count] == [(10, 1, 50), (0, 2, 100)]
    assert len(bars) == 10


def test_findings_are_counted_by_check_and_severity(tmp_path: Path) -> None:
    write_project(tmp_path)
    figures = Corpus(open_store(tmp_path)).page("")
    checks = {bar.check: bar for bar in figures.checks}
    assert checks["numbers"].counts[Severity.ERROR] == 1
    assert figures.checks[0].counts[Severity.ERROR]


@pytest.mark.parametrize(("language", "units"), [("", 3), ("ar", 3), ("en", 0), ("zz", 0)])
def test_the_figures_are_of_one_language_or_all(tmp_path: Path, language: str, units: int) -> None:
    write_project(tmp_path)
    assert Corpus(open_store(tmp_path)).page(language).unscored == units


def test_killed_articles_and_broken_catalogs_do_not_count(tmp_path: Path) -> None:
    path = write_project(tmp_path)
    source = tmp_path / f"source/{SLUG}.md"
    source.write_text(source.read_text(encoding="utf-8").replace("---\n", "---\nkill: true\n", 1), encoding="utf-8")
    write_article(tmp_path, "ice", ENGLISH[:2])
    write_states(tmp_path, "ice", (State.DRAFT, State.DRAFT)).write_text("msgid {", encoding="utf-8")
    figures = Corpus(open_store(tmp_path)).page("")
    assert path.exists()
    assert (figures.unscored, figures.checks, figures.unread) == (0, (), 0)


@pytest.mark.parametrize(("days", "most", "chosen"), DAYS)
def test_commits_are_chosen_evenly_and_the_newest_is_among_them(days: list[int], most: int, chosen: list[int]) -> None:
    commits = [(str(day), START + timedelta(days=day)) for day in reversed(days)]
    assert [int(name) for name, _ in choose_commits(commits, most)] == chosen


def test_coverage_over_time_is_read_from_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_article(tmp_path, SLUG, ENGLISH[:4])
    for reviewed in (0, 1, 4):
        write_states(tmp_path, SLUG, [State.REVIEWED] * reviewed + [State.DRAFT] * (4 - reviewed))
        commit(tmp_path, GIT_COMMITTER_DATE=f"2026-01-0{reviewed + 1}T00:00:00Z")
    parse = Mock(wraps=parse_catalog)
    monkeypatch.setattr("pipeline.review.history.parse_catalog", parse)
    past = CoverageHistory(project=tmp_path)
    looks = [past.look(seconds=0) for _ in range(3)]
    assert [unread for _, unread in looks] == [2, 1, 0]
    assert [sample.shares["ar"] for sample in looks[-1][0]] == [0, 0.25, 1]
    assert parse.call_count == 3
    write_article(tmp_path, "ice", ENGLISH[:2])
    commit(tmp_path, GIT_COMMITTER_DATE="2026-01-09T00:00:00Z")
    assert CoverageHistory(project=tmp_path).look()[0][-1].shares == {"ar": 1}
    assert parse.call_count == 6


def test_outside_git_there_is_no_history(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert CoverageHistory(project=tmp_path).look() == ((), 0)


def test_a_line_goes_from_the_first_sample_to_the_last() -> None:
    shares = (0.0, 0.5, 1.0)
    samples = [Sample(time=START + timedelta(days=at * 5), shares={"ar": share}) for at, share in enumerate(shares)]
    assert draw_lines(samples) == [("ar", "0.00,100.00 50.00,50.00 100.00,0.00")]
    assert draw_lines(samples[2:]) == [("ar", "0.00,0.00")]


@pytest.mark.parametrize(("language", "says"), [("en", "Scores of the drafts"), ("ar", "درجات المسودات")])
def test_the_page_shows_the_figures_in_its_language(tmp_path: Path, language: str, says: str) -> None:
    write_project(tmp_path)
    score_drafts(tmp_path, (64,))
    page = open_client(tmp_path).get(f"/corpus?ui={language}").text
    assert says in page
    assert f'<th scope="row">{speak(language).say("numbers")}</th>' in page
    assert "reading" not in page
