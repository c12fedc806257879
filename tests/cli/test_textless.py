"""Items without any text, such as an agency's pictures: every command passes them over, and says so once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import root

PICTURE = {"uri": "urn:x:1", "type": "picture", "renditions": [{"name": "a", "href": "https://e.example/a.jpg"}]}
SAID = "2 items have no text, so there is nothing to translate: "
NAMES = {"localize": "source/photo-1.json, source/photo-2.json", "check": "source/photo-1.json, source/photo-2.json"}
COMMANDS = [("localize", "--engine", "pseudo", "--offline"), ("check",), ("build",)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "photo-1.json").write_text(json.dumps(PICTURE), encoding="utf-8")
    (source / "photo-2.json").write_text(json.dumps({**PICTURE, "language": "en", "headline": " "}), encoding="utf-8")
    (tmp_path / "newsloc.toml").write_text('languages = ["en", "ar"]\n[coverage]\nar = 0\n', encoding="utf-8")
    return tmp_path


def newsloc(project: Path, command: str, *words: str) -> Result:
    return CliRunner().invoke(root, [command, "--project", str(project), *words], catch_exceptions=False)


@pytest.mark.parametrize("others", [0, 1])
def test_items_without_text_are_passed_over_and_that_is_said_once(project: Path, others: int) -> None:
    for number in range(others):
        (project / "source" / f"ice-{number}.txt").write_text(
            "The ice closed the port on Monday. Nobody crossed the lake until it broke.\n", encoding="utf-8"
        )
    for command, *words in COMMANDS:
        result = newsloc(project, command, *words)
        assert result.exit_code == 0, result.output
        assert result.stderr.count(SAID + NAMES.get(command, "photo-1, photo-2")) == 1
        assert "photo" not in result.stdout
    made = {path.name for path in project.rglob("*") if path.is_file() and path.parent != project / "source"}
    assert [name for name in made if name.startswith("photo")] == []
    assert ("ice-0.pot" in made, "ice-0.html" in made) == (others > 0, others > 0)


def test_a_picture_that_was_published_goes_and_of_a_killed_one_a_notice_stands(project: Path) -> None:
    path = project / "source" / "photo-2.json"
    path.write_text(json.dumps({**PICTURE, "language": "en", "headline": "The port"}), encoding="utf-8")
    newsloc(project, "build")
    assert (project / "build" / "en" / "photo-2.json").is_file()
    path.write_text(json.dumps({**PICTURE, "language": "en"}), encoding="utf-8")
    assert newsloc(project, "build").exit_code == 0
    assert not (project / "build" / "en" / "photo-2.json").exists()
    path.write_text(json.dumps({**PICTURE, "language": "en", "pubstatus": "canceled"}), encoding="utf-8")
    newsloc(project, "build")
    assert (project / "build" / "en" / "photo-2.json").is_file()


def test_a_thousand_pictures_are_not_all_named(project: Path) -> None:
    for number in range(3, 7):
        (project / "source" / f"photo-{number}.json").write_text(json.dumps(PICTURE), encoding="utf-8")
    said = newsloc(project, "check").stderr
    assert "6 items have no text" in said
    assert "source/photo-3.json and 3 more" in said
    assert "photo-4" not in said
