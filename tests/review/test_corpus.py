"""The figures of the corpus: scores and findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.catalog.po import write_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.model import Score, Severity, State, Verdict
from pipeline.project.paths import catalog_path
from pipeline.review.corpus import Figures
from pipeline.review.labels import speak
from pipeline.review.overview import Overview
from tests.gate.gate_cases import ENGLISH, write_article, write_states
from tests.review.review_cases import SLUG, catalog_of, open_store, write_project
from tests.review.test_server import open_client


def figures_of(project: Path, language: str = "") -> Figures:
    figures, unread = Overview(open_store(project)).figures(language)
    assert unread == 0
    return figures


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
    figures = figures_of(tmp_path)
    counts = {(bar.least, bar.most): bar.count for bar in figures.scores if bar.count}
    assert counts == {(90, 100): 2}
    assert figures.unscored == 1
    score_drafts(tmp_path, (0, 9, 10))
    bars = figures_of(tmp_path).scores
    assert [(bar.least, bar.count, bar.width) for bar in bars if bar.count] == [(10, 1, 50), (0, 2, 100)]
    assert len(bars) == 10


def test_findings_are_counted_by_check_and_severity(tmp_path: Path) -> None:
    write_project(tmp_path)
    figures = figures_of(tmp_path)
    checks = {bar.check: bar for bar in figures.checks}
    assert checks["numbers"].counts[Severity.ERROR] == 1
    assert figures.checks[0].counts[Severity.ERROR]


@pytest.mark.parametrize(("language", "units"), [("", 3), ("ar", 3), ("en", 0), ("zz", 0)])
def test_the_figures_are_of_one_language_or_all(tmp_path: Path, language: str, units: int) -> None:
    write_project(tmp_path)
    assert figures_of(tmp_path, language).unscored == units


def test_killed_articles_and_broken_catalogs_do_not_count(tmp_path: Path) -> None:
    path = write_project(tmp_path)
    source = tmp_path / f"source/{SLUG}.md"
    source.write_text(source.read_text(encoding="utf-8").replace("---\n", "---\nkill: true\n", 1), encoding="utf-8")
    write_article(tmp_path, "ice", ENGLISH[:2])
    write_states(tmp_path, "ice", (State.DRAFT, State.DRAFT)).write_text("msgid {", encoding="utf-8")
    figures = figures_of(tmp_path)
    assert path.exists()
    assert (figures.unscored, figures.checks) == (0, ())


@pytest.mark.parametrize(("language", "says"), [("en", "Scores of the drafts"), ("ar", "درجات المسودات")])
def test_the_page_shows_the_figures_in_its_language(tmp_path: Path, language: str, says: str) -> None:
    write_project(tmp_path)
    score_drafts(tmp_path, (64,))
    page = open_client(tmp_path).get(f"/corpus?ui={language}").text
    assert says in page
    assert f'<th scope="row">{speak(language).say("numbers")}</th>' in page
    assert "reading" not in page
