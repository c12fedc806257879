"""The store: saves over what the reviewer saw alone, keeps what others saved, undoes every step."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.catalog.header import PUBLISHED
from pipeline.catalog.po import write_catalog
from pipeline.errors import ReviewError
from pipeline.model import State
from pipeline.project.paths import catalog_path
from pipeline.review.acts import approve, comment, edit, name_of, waive
from pipeline.review.steps import Conflict
from tests.review.review_cases import SIGNATURE, SLUG, catalog_of, change, entries_of, open_store, write_project


def test_an_approval_is_in_the_catalog_with_its_reviewer(tmp_path: Path) -> None:
    write_project(tmp_path)
    first = entries_of(tmp_path)[0]
    open_store(tmp_path).change(SLUG, "ar", "approve", [change(first, approve(SIGNATURE))])
    catalog = catalog_of(tmp_path)
    assert catalog.entries[0].state is State.REVIEWED
    assert catalog.headers["Last-Translator"] == "Mona Said <mona@example.org>"
    assert catalog.headers["PO-Revision-Date"] != "2026-01-01 00:00+0000"


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")
def test_catalogs_stay_clean_for_gettext(tmp_path: Path) -> None:
    path = write_project(tmp_path)
    entries, store = entries_of(tmp_path), open_store(tmp_path)
    store.change(SLUG, "ar", "approve", [change(entries[0], approve(SIGNATURE, 'say "\\n" \\ %d'))])
    store.change(SLUG, "ar", "comment", [change(entries[2], comment(SIGNATURE, "two\nlines"))])
    subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(path)], check=True)
    assert entries_of(tmp_path)[0].target == 'say "\\n" \\ %d'


def test_a_save_over_another_version_is_refused_and_shows_theirs(tmp_path: Path) -> None:
    write_project(tmp_path)
    first, mine, theirs = entries_of(tmp_path)[0], open_store(tmp_path), open_store(tmp_path)
    theirs.change(SLUG, "ar", "edit", [change(first, edit("ثلج."))])
    with pytest.raises(Conflict) as caught:
        mine.change(SLUG, "ar", "approve", [change(first, approve(SIGNATURE, "جليد."))])
    assert caught.value.theirs == entries_of(tmp_path)[0]
    assert entries_of(tmp_path)[0].target == "ثلج."


def test_what_another_program_saved_of_other_units_stays(tmp_path: Path) -> None:
    path = write_project(tmp_path)
    store = open_store(tmp_path)
    store.open(SLUG, "ar")
    first, _, third, *_ = entries = entries_of(tmp_path)
    other = replace(third, target="قوارب.")
    write_catalog(path, replace(catalog_of(tmp_path), entries=(*entries[:2], other, *entries[3:])))
    store.change(SLUG, "ar", "approve", [change(first, approve(SIGNATURE))])
    assert entries_of(tmp_path)[0].state is State.REVIEWED
    assert entries_of(tmp_path)[2].target == "قوارب."


def test_several_changes_are_done_all_or_none(tmp_path: Path) -> None:
    write_project(tmp_path)
    first, _, third, missing, _ = entries = entries_of(tmp_path)
    store = open_store(tmp_path)
    with pytest.raises(ReviewError):
        store.change(SLUG, "ar", "approve", [change(each, approve(SIGNATURE)) for each in (first, third, missing)])
    assert entries_of(tmp_path) == entries
    step = store.change(SLUG, "ar", "approve", [change(each, approve(SIGNATURE)) for each in (first, third)])
    assert step
    assert len(step.pairs) == 2
    store.undo(step.number, SLUG, "ar")
    assert entries_of(tmp_path) == entries


def test_the_approval_that_makes_a_translation_due_publishes_it_until_it_is_undone(tmp_path: Path) -> None:
    write_project(tmp_path)
    store, entries = open_store(tmp_path), entries_of(tmp_path)
    *others, last = [
        change(entry, approve(SIGNATURE, "جليد.")) for entry in entries if entry.state is not State.REVIEWED
    ]
    store.change(SLUG, "ar", "approve", others)
    assert PUBLISHED not in catalog_of(tmp_path).headers
    step = store.change(SLUG, "ar", "approve", [last])
    assert step
    assert PUBLISHED in catalog_of(tmp_path).headers
    store.undo(step.number, SLUG, "ar")
    assert PUBLISHED not in catalog_of(tmp_path).headers


def test_any_step_is_undone_unless_somebody_went_on(tmp_path: Path) -> None:
    write_project(tmp_path)
    store, (first, _, third, *_) = open_store(tmp_path), entries_of(tmp_path)
    one = store.change(SLUG, "ar", "approve", [change(first, approve(SIGNATURE))])
    two = store.change(SLUG, "ar", "edit", [change(third, edit("قوارب."))])
    assert one
    assert two
    store.undo(one.number, SLUG, "ar")
    assert entries_of(tmp_path)[0] == first
    assert entries_of(tmp_path)[2].target == "قوارب."
    with pytest.raises(ReviewError):
        store.undo(one.number, SLUG, "ar")
    store.change(SLUG, "ar", "edit", [change(entries_of(tmp_path)[2], edit("مراكب."))])
    with pytest.raises(Conflict):
        store.undo(two.number, SLUG, "ar")
    assert entries_of(tmp_path)[2].target == "مراكب."


def test_nothing_is_written_where_nothing_changes(tmp_path: Path) -> None:
    path = write_project(tmp_path)
    before = path.read_bytes()
    reviewed = entries_of(tmp_path)[1]
    assert open_store(tmp_path).change(SLUG, "ar", "approve", [change(reviewed, approve(SIGNATURE))]) is None
    assert path.read_bytes() == before


@pytest.mark.parametrize(("slug", "language"), [("../lake", "ar"), ("nowhere", "ar"), (SLUG, "fr"), (SLUG, "../..")])
def test_only_articles_of_the_project_are_opened(tmp_path: Path, slug: str, language: str) -> None:
    write_project(tmp_path)
    with pytest.raises(ReviewError):
        open_store(tmp_path).open(slug, language)


def test_the_checks_speak_of_drafts_too_and_again_after_an_edit(tmp_path: Path) -> None:
    write_project(tmp_path)
    store = open_store(tmp_path)
    opened = store.open(SLUG, "ar")
    row = opened.rows[4]
    assert {finding.check for finding in store.inspect(opened, row).findings} == {"numbers"}
    assert store.inspect(opened, row, "أحصت 37 صوتا.").findings == ()
    assert row.entry
    store.change(SLUG, "ar", "waive", [change(row.entry, waive(SIGNATURE, "numbers"))])
    opened = store.open(SLUG, "ar")
    assert store.inspect(opened, opened.rows[4]).findings == ()
    assert {finding.check for finding in store.inspect(opened, opened.rows[4]).waived} == {"numbers"}


def test_an_article_without_a_catalog_opens_and_says_what_to_do(tmp_path: Path) -> None:
    write_project(tmp_path)
    catalog_path(tmp_path, "ar", SLUG).unlink()
    opened = open_store(tmp_path).open(SLUG, "ar")
    assert opened.catalog is None
    assert "newsloc localize" in opened.difference
    assert [row.entry for row in opened.rows] == [None] * 5


def test_names_tell_entries_apart(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert len({name_of(entry) for entry in entries_of(tmp_path)}) == 5
