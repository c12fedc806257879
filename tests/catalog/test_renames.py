from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.catalog.renames import find_orphans, find_renames
from pipeline.cli.settings import Settings
from pipeline.localize.job import RunResult
from pipeline.model import State
from pipeline.project.paths import catalog_path, template_path
from tests.localize.test_localize import approve, run, snapshot

LINES = (
    "Ice on the northern lake broke on 3 March.",
    "Rescuers brought 12 anglers ashore within an hour.",
    "The mayor, Lena Berg, called it a warning to all of us.",
    "Nobody was hurt.",
)
OTHERS = (
    "The council voted on Thursday to open twelve bus lines.",
    "Drivers had asked for higher wages since the spring.",
    "A ticket will cost two pounds from June.",
)
SETTINGS = Settings(languages=("ar",))


def file(project: Path, slug: str, *lines: str) -> Path:
    path = project / "source" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\nlanguage: en\n---\n\n" + "\n\n".join(lines) + "\n", encoding="utf-8")
    return path


def localize(project: Path, *, dry_run: bool = False) -> RunResult:
    return run(project, settings=SETTINGS, dry_run=dry_run)


def reviewed(project: Path, slug: str, language: str = "ar") -> None:
    path = catalog_path(project, language, slug)
    catalog = polib.pofile(str(path), wrapwidth=0)
    approve(catalog)
    catalog.save(str(path))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    file(tmp_path, "ice", *LINES)
    file(tmp_path, "buses", *OTHERS)
    localize(tmp_path)
    reviewed(tmp_path, "ice")
    reviewed(tmp_path, "buses")
    localize(tmp_path)
    return tmp_path


def rename(project: Path, old: str, new: str) -> Path:
    there = project / "source" / f"{new}.md"
    there.parent.mkdir(parents=True, exist_ok=True)
    return (project / "source" / f"{old}.md").rename(there)


@pytest.mark.parametrize("new", ["thaw", "2027/thaw"])
def test_a_renamed_article_keeps_everything(project: Path, new: str) -> None:
    before = snapshot(project)
    rename(project, "ice", new)
    assert not localize(project).problems
    after = snapshot(project)
    assert sorted(before) == sorted(name.replace(new, "ice") for name in after)
    for name, content in after.items():
        if name.endswith(("thaw.po", "thaw.pot")):
            old = before[name.replace(new, "ice")].decode()
            said = re.sub('"X-Newsloc-Former: ice.n"\n', "", content.decode())
            assert (said == content.decode()) is name.endswith(".po")
            assert said == old.replace("Version: ice\\n", f"Version: {new}\\n").replace(
                "source/ice.md", f"source/{new}.md"
            )
    localize(project)
    assert snapshot(project) == after


def test_catalogs_in_languages_that_are_not_asked_for_move_too(project: Path) -> None:
    french = catalog_path(project, "fr", "ice")
    french.parent.mkdir(parents=True)
    french.write_text('msgid ""\nmsgstr "Project-Id-Version: ice\\n"\n\nmsgid "a"\nmsgstr "b"\n', encoding="utf-8")
    rename(project, "ice", "thaw")
    localize(project)
    assert not french.exists()
    assert read_catalog(catalog_path(project, "fr", "thaw")).entries[0].target == "b"


def test_a_renamed_and_edited_article_keeps_what_it_can(project: Path) -> None:
    rename(project, "ice", "thaw").unlink()
    file(project, "thaw", LINES[0], LINES[1].replace("12", "14"), LINES[3], "A new line stands at the end of it.")
    localize(project)
    catalog = read_catalog(catalog_path(project, "ar", "thaw"))
    assert [entry.context for entry in catalog.entries] == ["body#1", "body#2", "body#4", "body#5"]
    assert [entry.state for entry in catalog.entries][:3] == [State.REVIEWED, State.DRAFT, State.REVIEWED]
    assert [entry.context for entry in catalog.obsolete] == ["body#3"]


def test_an_article_with_every_sentence_edited_is_still_known(project: Path) -> None:
    (project / "source" / "ice.md").unlink()
    path = file(project, "thaw", *(line.replace(".", " today.") for line in LINES))
    assert find_renames(project, [path]).renamed == {"ice": "thaw"}


def test_the_catalogs_of_a_deleted_article_are_reported_and_stay(project: Path) -> None:
    before = snapshot(project)
    (project / "source" / "ice.md").unlink()
    assert find_renames(project, [project / "source" / "buses.md"]).abandoned == ("ice",)
    assert not localize(project).problems
    assert snapshot(project) == before


def test_a_new_article_that_says_something_else_is_no_renamed_one(project: Path) -> None:
    (project / "source" / "ice.md").unlink()
    path = file(project, "thaw", "Flour prices doubled in a year.", LINES[3])
    renames = find_renames(project, [path])
    assert (renames.renamed, renames.unclear, renames.abandoned) == ({}, {}, ("ice",))


def two_lost(project: Path) -> Path:
    """Rename one of two articles that say the same, and delete both."""
    file(project, "copy", *LINES)
    localize(project)
    rename(project, "ice", "thaw")
    (project / "source" / "copy.md").unlink()
    return project


def two_new(project: Path) -> Path:
    """Make two articles of one."""
    rename(project, "ice", "thaw")
    file(project, "copy", *LINES)
    return project


@pytest.mark.parametrize("make", [two_lost, two_new])
def test_where_two_could_be_meant_a_person_decides(project: Path, make: Callable[[Path], Path]) -> None:
    make(project)
    before = snapshot(project)
    outcome = localize(project)
    assert outcome.problems
    assert all("mv locales/ice.pot locales/thaw.pot" in text for text in outcome.problems if "thaw.md: " in text)
    assert any("source/thaw.md: " in text for text in outcome.problems)
    assert snapshot(project) == before
    template_path(project, "ice").rename(template_path(project, "thaw"))
    assert not localize(project).problems
    catalog = read_catalog(catalog_path(project, "ar", "thaw"))
    assert {entry.state for entry in catalog.entries} == {State.REVIEWED}
    assert "ice" not in find_orphans(project)


def test_a_move_that_was_broken_off_is_finished(project: Path) -> None:
    rename(project, "ice", "thaw")
    template_path(project, "ice").rename(template_path(project, "thaw"))
    localize(project)
    assert not catalog_path(project, "ar", "ice").exists()
    assert {entry.state for entry in read_catalog(catalog_path(project, "ar", "thaw")).entries} == {State.REVIEWED}
    assert read_catalog(template_path(project, "thaw")).headers["Project-Id-Version"] == "thaw"


def test_without_a_template_the_catalog_tells_what_the_article_said(project: Path) -> None:
    template_path(project, "ice").unlink()
    rename(project, "ice", "thaw")
    localize(project)
    assert {entry.state for entry in read_catalog(catalog_path(project, "ar", "thaw")).entries} == {State.REVIEWED}


def test_a_catalog_in_the_way_is_not_overwritten(project: Path) -> None:
    rename(project, "ice", "thaw")
    theirs = read_catalog(catalog_path(project, "ar", "buses"))
    write_catalog(catalog_path(project, "ar", "thaw"), theirs)
    kept = catalog_path(project, "ar", "ice").read_bytes()
    outcome = localize(project)
    assert any("is there already" in text for text in outcome.problems)
    assert catalog_path(project, "ar", "ice").read_bytes() == kept
    there = read_catalog(catalog_path(project, "ar", "thaw"))
    kept_targets = {entry.target for entry in (*there.entries, *there.obsolete)}
    assert {entry.target for entry in theirs.entries} <= kept_targets


def test_a_dry_run_moves_nothing(project: Path) -> None:
    rename(project, "ice", "thaw")
    before = snapshot(project)
    localize(project, dry_run=True)
    assert snapshot(project) == before


def test_a_folder_that_cannot_be_written_leaves_the_catalogs(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename(project, "ice", "thaw")
    before = snapshot(project)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        outcome = localize(project)
    assert any("cannot be moved" in text for text in outcome.problems)
    assert snapshot(project) == before


def test_a_project_without_lost_catalogs_reads_nothing(project: Path) -> None:
    assert find_orphans(project) == {}
    assert find_renames(project, [project / "source" / "ice.md"]).renamed == {}
