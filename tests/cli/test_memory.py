"""``newsloc memory``: status, search, import, export, rebuild, forget."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.catalog.provenance import digest_pair
from pipeline.cli import root
from pipeline.model import Direction
from pipeline.translate.memory import LOCATION, Memory, RecordKind
from pipeline.translate.memory.exchange import digest_file
from pipeline.translate.memory.tmx import tmx_lines
from tests.translate.memory.memory_cases import make_record

STORM = ("The storm cut power to 4,000 homes.", "قطعت العاصفة الكهرباء عن 4000 منزل.")
CATALOG = f"""\
msgid ""
msgstr ""
"Last-Translator: Omar Said <omar@example.org>\\n"
"PO-Revision-Date: 2026-11-24 17:13+0000\\n"
"Language: ar\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Source-Language: en\\n"

# newsloc-reviewed: Amal Haddad, 2026-11-23 @{digest_pair(*STORM)}
msgctxt "body#1"
msgid "{STORM[0]}"
msgstr "{STORM[1]}"

#, fuzzy
msgctxt "body#2"
msgid "The mayor asked people to stay indoors."
msgstr "طلب رئيس البلدية من الناس البقاء في منازلهم."
"""
KEYS = {
    "similarity",
    "source",
    "target",
    "exchanged",
    "source_language",
    "target_language",
    "state",
    "article",
    "context",
    "place",
    "kind",
    "reviewer",
    "engine",
    "date",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "locales" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "storm.po").write_text(CATALOG, encoding="utf-8")
    return tmp_path


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(root, ["memory", "--project", str(project), *arguments])


def write_tmx(path: Path, *records: tuple[str, str]) -> Path:
    path.write_text("".join(tmx_lines(make_record(*record) for record in records)), encoding="utf-8")
    return path


def test_the_status_counts_by_pair_and_makes_an_absent_memory(project: Path) -> None:
    result = run(project)
    assert result.exit_code == 0
    assert "en→ar" in result.stdout
    assert str(LOCATION) in result.stdout
    result = run(project, "--format", "json")
    assert json.loads(result.stdout) == {"from": "en", "to": "ar", "catalogs": 1, "files": 0, "drafts": 1}


def test_a_search_shows_what_is_similar_and_who_reviewed_it(project: Path) -> None:
    shown = run(project, "search", "The storm cut power to 6,500 homes.").stdout
    assert "en->ar, reviewed in storm body#1 (by Amal Haddad, 2026-11-23)" in shown
    result = run(project, "search", "The storm cut power to 6,500 homes.", "--format", "json", "--to", "ar")
    (found,) = map(json.loads, result.stdout.splitlines())
    assert found.keys() == KEYS
    assert (found["reviewer"], found["article"], found["state"]) == ("Amal Haddad", "storm", "reviewed")
    assert 80 <= found["similarity"] < 100
    assert found["exchanged"] == "قطعت العاصفة الكهرباء عن 6500 منزل."
    assert "  with the numbers exchanged: قطعت العاصفة الكهرباء عن 6500 منزل." in shown.splitlines()


def test_a_search_finds_parts_of_texts_and_drafts_only_when_asked(project: Path) -> None:
    assert "nothing found; a lower --least" in run(project, "search", "mayor").stderr
    assert "nothing found; a lower --least" in run(project, "search", "mayor", "--contains").stderr
    result = run(project, "search", "mayor", "--contains", "--drafts", "--format", "json")
    assert [json.loads(line)["similarity"] for line in result.stdout.splitlines()] == [None]
    assert "draft in storm" in run(project, "search", "The mayor asked people to stay in.", "--drafts").stdout
    assert "nothing found" in run(project, "search", "The storm cut power to 4,000 homes.", "--to", "en").stderr


def test_a_search_where_nothing_is_reviewed_names_the_option_that_finds_drafts(project: Path) -> None:
    drafts = re.sub("(?s)msgctxt .body#1.*?\n\n", "", CATALOG)
    (project / "locales" / "ar" / "LC_MESSAGES" / "storm.po").write_text(drafts, encoding="utf-8")
    assert "--drafts" in run(project, "search", "mayor", "--contains").stderr
    assert "--drafts" not in run(project, "search", "bishop", "--drafts").stderr
    assert "--drafts" not in run(project, "search", "mayor", "--contains", "--to", "en").stderr


def test_imported_files_stay_through_a_rebuild_and_can_be_forgotten(project: Path) -> None:
    path = write_tmx(project / "old.tmx", ("Ice", "ثلج"), ("Rain", "مطر"))
    assert "2 translations taken in" in run(project, "import", str(path)).stdout
    assert run(project, "rebuild").exit_code == 0
    with Memory(project / LOCATION) as memory:
        assert {record.source for record in memory.records()} >= {"Ice", "Rain", "The storm cut power to 4,000 homes."}
    assert "old.tmx: forgotten" in run(project, "forget", "old.tmx").stdout
    result = run(project, "forget", "old.tmx")
    assert result.exit_code == 2
    assert "the imported files are: none" in result.stderr


def test_two_files_of_one_name_are_both_kept(project: Path, tmp_path: Path) -> None:
    files = []
    for name, pair in (("a", ("Ice", "ثلج")), ("b", ("Rain", "مطر"))):
        (tmp_path / name).mkdir()
        files.append(write_tmx(tmp_path / name / "django.tmx", pair))
    for path in files:
        assert "1 translations taken in" in run(project, "import", str(path)).stdout
    run(project, "import", str(files[0]))  # again: the same file
    with Memory(project / LOCATION) as memory:
        assert len(memory.files(RecordKind.IMPORT)) == 2
        assert {record.source for record in memory.records()} >= {"Ice", "Rain"}
    assert run(project, "forget", str(files[0])).exit_code == 0
    with Memory(project / LOCATION) as memory:
        assert len(memory.files(RecordKind.IMPORT)) == 1


def test_a_file_that_an_older_version_took_in_is_not_kept_twice(project: Path, tmp_path: Path) -> None:
    path = write_tmx(tmp_path / "elsewhere.tmx", ("Ice", "ثلج"))
    with Memory(project / LOCATION) as memory:
        memory.take_file("elsewhere.tmx", digest_file(path), [make_record("Ice", "ثلج")])
    run(project, "import", str(path))
    with Memory(project / LOCATION) as memory:
        assert list(memory.files(RecordKind.IMPORT)) == [os.path.relpath(path, project)]


def test_an_import_that_brings_nothing_says_why(project: Path, tmp_path: Path) -> None:
    record = replace(make_record("Ice", "Ice"), direction=Direction(source="en-US", target="en-GB"))
    (tmp_path / "english.tmx").write_text("".join(tmx_lines([record])), encoding="utf-8")
    result = run(project, "import", str(tmp_path / "english.tmx"))
    assert "0 translations taken in: all its texts are in one language (en-GB, en-US)" in result.stdout


def test_a_broken_file_does_not_stop_the_others(project: Path) -> None:
    good, bad = write_tmx(project / "good.tmx", ("Ice", "ثلج")), project / "bad.tmx"
    bad.write_text("<tmx>", encoding="utf-8")
    result = run(project, "import", str(bad), str(good))
    assert result.exit_code == 2
    assert "bad.tmx:1: is not well-formed XML" in result.stderr
    assert "good.tmx: 1 translations taken in" in result.stdout


def test_an_export_takes_its_form_from_the_suffix_or_the_option(project: Path) -> None:
    for name, options, start in (
        ("out.tmx", [], "<?xml"),
        ("out.po", [], "msgid"),
        ("out.txt", ["--format", "po"], "msgid"),
    ):
        result = run(project, "export", str(project / name), *options)
        assert "1 translations written" in result.stdout
        assert (project / name).read_text(encoding="utf-8").startswith(start)
    result = run(project, "export", str(project / "out.xls"))
    assert result.exit_code == 2
    assert "neither .tmx nor .po" in result.stderr


def test_what_a_file_cannot_hold_is_said(project: Path) -> None:
    with Memory(project / LOCATION) as memory:
        memory.take_file("x", "1", [make_record("Ring\a", "رن")])
    result = run(project, "export", str(project / "out.tmx"))
    assert "1 translations are left out, the first of ice body#1" in result.stderr


def test_a_broken_memory_is_set_aside_and_made_anew(project: Path) -> None:
    path = project / LOCATION
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 100)
    result = run(project)
    assert result.exit_code == 2
    assert "newsloc memory rebuild" in result.stderr
    result = run(project, "rebuild")
    assert result.exit_code == 0
    assert "memory.sqlite.broken" in result.stderr
    assert "en→ar" in run(project).stdout


def test_a_catalog_that_cannot_be_read_is_named(project: Path) -> None:
    (project / "locales" / "ar" / "LC_MESSAGES" / "bad.po").write_text('msgid "Ice\n', encoding="utf-8")
    result = run(project, "rebuild")
    assert result.exit_code == 2
    assert "bad.po:1" in result.stderr
    assert "en→ar" in result.stdout
