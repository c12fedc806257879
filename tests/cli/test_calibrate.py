"""`newsloc evaluate --calibrate`, as a user runs it.

| reviewed drafts | drafts known from | score |
| --- | --- | --- |
| none | - | packaged |
| few | - | packaged |
| enough | catalogs, memory, git history | fitted, until nothing changes |
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.catalog.po import write_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.model import Candidate, Catalog, Direction, Entry, Score, Verdict
from pipeline.project.paths import catalog_path
from pipeline.quality.calibration.reviewed import LEAST, LOCATION
from pipeline.translate.memory import LOCATION as MEMORY
from pipeline.translate.memory import DraftKey, Memory
from tests.cli.test_cli import newsloc

EDITED = "بحث المجلس الميزانية الجديدة مع الحافلات والطرق في جلسة طويلة يوم الخميس."
DRAFT = EDITED.replace("الحافلات", "حافلات")
OTHER = "نص آخر تماما لا يشبه المسودة."


def draft_of(number: int) -> str:
    """Return the draft of a unit; every third one is wrong."""
    return f"{OTHER if number % 3 == 2 else DRAFT} ({number})"


def make_entries(count: int, *, reviewed: bool) -> list[Entry]:
    """Make entries by threes: approved as drafted, slightly edited, written anew since the draft is wrong."""
    entries = []
    for number in range(count):
        kind = number % 3
        draft = draft_of(number)
        target = (draft, f"{EDITED} ({number})", EDITED)[kind] if reviewed else draft
        entry = Entry(context=f"body#{number + 1}", source=f"The council met, {number}.", target=target)
        made = make_provenance(entry, draft, engine="x", model="m@1", score=Score(percent=70, verdict=Verdict.REVIEW))
        entries.append(replace(entry, provenance=made, fuzzy=not reviewed))
    return entries


def write_entries(project: Path, count: int = LEAST + 40, *, reviewed: bool = True) -> None:
    entries = tuple(make_entries(count, reviewed=reviewed))
    catalog = Catalog(slug="news/ice", source_language="en", language="ar", entries=entries)
    write_catalog(catalog_path(project, "ar", "news/ice"), catalog)


def remember(project: Path, count: int) -> None:
    direction = Direction(source="en", target="ar")
    drafts = {
        DraftKey(source=str(number), direction=direction, engine="x", glossary=""): (Candidate(text=draft_of(number)),)
        for number in range(count)
    }
    with Memory(project / MEMORY) as memory:
        memory.store_drafts(drafts)


def git(project: Path, *words: str) -> None:
    settings = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
    subprocess.run(["git", *settings, "-C", project, *words], check=True, capture_output=True)


def calibrate(project: Path) -> list[dict[str, object]]:
    """Run the command and return its JSON objects."""
    result = newsloc("evaluate", "--calibrate", "--project", project, "--format", "json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_reviewed_drafts_make_the_score_that_assess_then_uses(tmp_path: Path) -> None:
    write_entries(tmp_path)
    remember(tmp_path, LEAST + 40)
    pair = tmp_path / "pair.tsv"
    pair.write_text("The council met.\tاجتمع المجلس.\n", encoding="utf-8")
    words = ("assess", pair, "--project", tmp_path, "--from", "en", "--to", "ar", "--format", "json")
    before = json.loads(newsloc(*words).stdout)
    result = newsloc("evaluate", "--calibrate", "--project", tmp_path)
    assert result.exit_code == 0, result.output
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    assert "160" in result.stdout
    assert "fitted" in result.stdout
    assert f"Wrote {tmp_path / LOCATION}" in result.stderr
    after = json.loads(newsloc(*words).stdout)
    assert before["signals"] == after["signals"]
    assert before["score"] != after["score"]


def test_drafts_that_the_memory_lost_are_found_in_git(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write_entries(tmp_path, reviewed=False)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "Drafts")
    catalog = catalog_path(tmp_path, "ar", "news/ice")
    catalog.write_text("<<<<<<< ours\n", encoding="utf-8")
    git(tmp_path, "commit", "--quiet", "-a", "-m", "A conflict, committed by mistake")
    catalog.unlink()
    write_entries(tmp_path)
    generic, engine = calibrate(tmp_path)
    assert (generic["engine"], engine["engine"]) == ("any", "x")
    assert (generic["kept"], generic["changed"], generic["unknown"]) == (160, 80, 0)
    assert (tmp_path / LOCATION).is_file()


def test_without_memory_and_git_a_changed_draft_counts_as_changed(tmp_path: Path) -> None:
    write_entries(tmp_path)
    generic, _ = calibrate(tmp_path)
    assert (generic["kept"], generic["changed"], generic["unknown"]) == (80, 160, 160)


def test_the_same_reviews_on_another_day_rewrite_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_entries(tmp_path)
    remember(tmp_path, LEAST + 40)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    (first, *_) = calibrate(tmp_path)
    before = (tmp_path / LOCATION).read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777225600")
    calibrate(tmp_path)
    assert (tmp_path / LOCATION).read_bytes() == before
    assert first["calibration"] == "any en-ar 2026-01-01"


def test_too_few_reviewed_drafts_leave_the_packaged_score_and_say_how_many_it_takes(tmp_path: Path) -> None:
    write_entries(tmp_path, 30)
    result = newsloc("evaluate", "--calibrate", "--project", tmp_path)
    assert result.exit_code == 0
    assert "too few, packaged" in result.stdout
    assert f"it takes {LEAST} of one direction" in result.stderr
    assert not (tmp_path / LOCATION).exists()


def test_without_any_review_it_says_so(tmp_path: Path) -> None:
    write_entries(tmp_path, 30, reviewed=False)
    result = newsloc("evaluate", "--calibrate", "--project", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No machine draft was reviewed yet" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--calibrate", "news.en-ar.tsv"), "reads the project's own catalogs; leave out news.en-ar.tsv"),
        (("--calibrate", "--engine", "pseudo"), "leave out pseudo"),
        ((), "name a set to measure on, --judgements FILE, or --calibrate"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    result = newsloc("evaluate", "--project", tmp_path, *words)
    assert result.exit_code == 2
    assert message in result.stderr
