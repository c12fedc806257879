"""The measurement of the review page: its projects are in step, and it times every kind of page and a save."""

from __future__ import annotations

from pathlib import Path

from evaluations.review import measure_corpus, measure_long
from evaluations.review_projects import write_corpus, write_marathon
from evaluations.review_servers import serve_page
from pipeline.catalog.po import read_catalog
from pipeline.model import State
from pipeline.project.paths import catalog_path
from tests.gate.gate_cases import check, write_settings


def test_a_made_corpus_is_in_step_and_has_every_state(tmp_path: Path) -> None:
    write_settings(tmp_path)
    slugs = write_corpus(tmp_path, 3, units=12)
    entries = [entry for slug in slugs for entry in read_catalog(catalog_path(tmp_path, "ar", slug)).entries]
    assert len(entries) == 36
    assert {entry.state for entry in entries} == set(State)
    assert all(entry.provenance and entry.provenance.score for entry in entries if entry.state is State.DRAFT)
    assert not [problem for problem in check(tmp_path).failures if problem.kind in {"stale", "missing"}]


def test_the_marathon_is_drafted_as_a_whole(tmp_path: Path) -> None:
    slug = write_marathon(tmp_path)
    states = [entry.state for entry in read_catalog(catalog_path(tmp_path, "ar", slug)).entries]
    assert states == [State.DRAFT] * 18


def test_every_kind_of_page_is_timed(tmp_path: Path) -> None:
    slugs = write_corpus(tmp_path, 2, units=12)
    with serve_page(tmp_path) as server:
        rows = [*measure_corpus(server, slugs[0], 1), *measure_long(server, slugs[1], 1)]
    assert {"overview", "figures", "article", "preview", "save", "check while typing"} <= {row.request for row in rows}
    assert all(0 < row.p50 <= row.p95 for row in rows)
