"""The commands, as a user runs them: in a project folder, through the command line's own entry."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result

from pipeline import __version__
from pipeline.cli import COMMANDS, root

ARTICLE = """---
language: en
title: "Council opens 12 bus lines"
url: https://example.org/buses
---

The council voted 31 to 9 on Thursday.

Share this article
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "buses.md").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def newsloc(*words: object) -> Result:
    result = CliRunner().invoke(root, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def localize(project: Path, *words: object) -> Result:
    return newsloc("localize", "--project", project, "--engine", "pseudo", *words)


def approve(project: Path) -> None:
    path = project / "locales" / "ar" / "LC_MESSAGES" / "buses.po"
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry in catalog:
        entry.flags = []
        entry.msgstr = "افتتح المجلس 12 خطا" if "12" in entry.msgid else "صوت المجلس 31 مقابل 9 يوم الخميس."
    catalog.save(str(path))


def test_help_lists_every_command_and_imports_none_of_them() -> None:
    code = (
        "import sys, pipeline.cli as cli\n"
        "try: cli.root(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'transformers', 'torch', 'rich.table', 'babel', 'sqlalchemy', 'jinja2', 'msgspec'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(name in result.stdout for name in COMMANDS)
    assert result.stderr.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_starts_with_a_sentence(name: str) -> None:
    result = newsloc(name, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_the_version_is_told() -> None:
    assert __version__ in newsloc("--version").output


def test_localize_writes_catalogs_and_shows_a_table(project: Path) -> None:
    result = localize(project)
    assert result.exit_code == 0, result.output
    assert "buses" in result.stdout
    assert "en→ar" in result.stdout
    assert [line.strip() for line in result.stdout.splitlines() if "Reused:" in line] == [
        "Reused: translations and drafts that were there"
    ]
    assert "pseudo" in result.stderr
    assert (project / "locales" / "ar" / "LC_MESSAGES" / "buses.po").is_file()


def test_localize_ends_with_one_json_object(project: Path) -> None:
    result = localize(project, "--format", "json")
    (line,) = result.stdout.splitlines()
    summary = json.loads(line)
    assert summary.pop("seconds") >= 0
    assert summary == {
        "articles": 1,
        "units": 2,
        "reused": 0,
        "translated": 2,
        "failed": 0,
        "failures": [],
        "engine": "pseudo",
        "dropped": 1,
    }


def test_the_json_object_names_what_failed(project: Path) -> None:
    (project / "source" / "empty.md").touch()
    (project / "source" / "khat.md").write_text("---\nlanguage: en\n---\n\nTwo.\n", encoding="utf-8")
    (project / "locales" / "ar" / "LC_MESSAGES").mkdir(parents=True)
    (project / "locales" / "ar" / "LC_MESSAGES" / "khat.po").write_text('msgid "', encoding="utf-8")
    result = localize(project, "--format", "json")
    assert result.exit_code == 2
    summary = json.loads(result.stdout)
    assert summary["failed"] == 2
    assert sorted(failure["path"] for failure in summary["failures"]) == [
        "source/empty.md",
        "source/khat.md",
    ]
    for failure in summary["failures"]:
        assert f"newsloc: {failure['message']}\n" in result.stderr


def test_documents_of_an_unknown_kind_are_told_once(project: Path) -> None:
    said = "newsloc: 2 files in source/ are of no kind that newsloc reads: a.docx, b.pdf (it reads .txt"
    assert "no kind" not in localize(project).stderr
    for name in ("a.docx", "b.pdf"):
        (project / "source" / name).touch()
    for words in (("localize", "--engine", "pseudo"), ("localize", "--dry-run", "--offline"), ("check",)):
        result = newsloc(*words, "--project", project)
        assert result.exit_code == 0, result.output
        assert result.stderr.count(said) == 1
    assert "no kind" not in localize(project, "buses").stderr
    (project / "source" / "buses.md").unlink()
    result = localize(project)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "no articles; put texts" in result.stderr


def test_a_long_run_says_which_articles_it_translates(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.localize.run.WINDOW", 2)
    for number in (1, 2):
        text = ARTICLE.replace("31", f"3{number + 1}")
        (project / "source" / f"more-{number}.md").write_text(text, encoding="utf-8")
    said = localize(project, "--to", "ar").stderr
    assert "Translating en->ar, articles 1-2 of 3: " in said
    assert "Translating en->ar, articles 3-3 of 3: " in said


def test_localize_takes_articles_by_slug_or_path_and_languages_by_tag(project: Path) -> None:
    (project / "source" / "other.md").write_text(ARTICLE, encoding="utf-8")
    localize(project, "buses", "--to", "ar")
    assert [path.name for path in (project / "locales").rglob("*.po")] == ["buses.po"]
    localize(project, project / "source" / "other.md", "--to", "ar")
    assert len(list((project / "locales").rglob("*.po"))) == 2


def test_an_article_that_does_not_exist_is_named_with_those_that_do(project: Path) -> None:
    result = localize(project, "trains")
    assert result.exit_code == 2
    assert "trains: no such article" in result.stderr
    assert "buses" in result.stderr


def test_a_project_without_articles_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    result = localize(tmp_path)
    assert result.exit_code == 2
    assert "newsloc init" in result.stderr


def test_what_no_engine_translates_makes_exit_code_2_and_is_said_once_a_direction(project: Path) -> None:
    for name in ("lyon", "paris"):
        (project / "source" / f"{name}.md").write_text(
            "---\nlanguage: fr\n---\n\nLe conseil a voté.\n", encoding="utf-8"
        )
    result = newsloc("localize", "--project", project, "--engine", "draft", "lyon", "paris", "--to", "ar")
    assert result.exit_code == 2
    (line,) = (line for line in result.stderr.splitlines() if "fr->ar" in line)
    assert "stay missing" in line
    assert result.stderr.count("by hand") == 1


def test_localize_ends_with_the_errors_that_stand_in_reviewed_units(project: Path) -> None:
    localize(project)
    approve(project)
    assert "reviewed units" not in localize(project).stderr
    path = project / "locales" / "ar" / "LC_MESSAGES" / "buses.po"
    path.write_text(path.read_text(encoding="utf-8").replace("31 مقابل", "13 مقابل"), encoding="utf-8")
    for result in (localize(project), localize(project)):  # the second opens nothing
        assert result.exit_code == 0
        assert "locales/ar/LC_MESSAGES/buses.po (body#2): numbers: " in result.stderr
        assert result.stderr.splitlines()[-1].endswith("newsloc check --all")


def test_a_run_that_is_stopped_says_how_to_go_on(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.localize.run.localize_each", stop)
    result = localize(project)
    assert result.exit_code == 130
    assert "run the same command again to go on" in result.stderr


def test_a_dry_run_says_what_would_be_done(project: Path) -> None:
    result = localize(project, "--dry-run")
    assert result.exit_code == 0
    assert "en->ar: 2 units would be translated by the pseudo engine" in result.stderr
    assert re.search(r"Reused +To draft +Missing", result.stdout)
    assert re.search(r"buses +en→ar +2 +0 +2 +0 ", result.stdout)
    assert not (project / "locales").exists()
    assert not (project / "build").exists()


def test_a_dry_run_tells_what_the_engine_cannot_translate(project: Path) -> None:
    (project / "source" / "lyon.md").write_text("---\nlanguage: fr\n---\n\nLe conseil a voté.\n", encoding="utf-8")
    result = newsloc("localize", "--project", project, "--engine", "draft", "--dry-run", "--format", "json")
    assert result.exit_code == 2
    summary = json.loads(result.stdout)
    assert (summary["translated"], summary["reused"], summary["engine"]) == (2, 0, "draft")
    assert "fr->ar: the draft engine does not know this direction" in result.stderr


def test_a_wrong_setting_is_one_line_and_exit_code_2(project: Path) -> None:
    (project / "newsloc.toml").write_text("langages = []\n", encoding="utf-8")
    result = localize(project)
    assert result.exit_code == 2
    assert result.stderr.startswith("newsloc: newsloc.toml: there is no setting")
    assert "Traceback" not in result.output


def test_a_glossary_that_is_not_there_is_named(project: Path) -> None:
    (project / "newsloc.toml").write_text('glossary = ["none.csv"]\n', encoding="utf-8")
    result = localize(project)
    assert result.exit_code == 2
    assert "none.csv: no such glossary" in result.stderr


def test_check_tells_by_its_exit_code_whether_the_gate_is_open(project: Path) -> None:
    localize(project)
    approve(project)
    assert newsloc("check", "--project", project).exit_code == 0
    path = project / "locales" / "ar" / "LC_MESSAGES" / "buses.po"
    path.write_text(path.read_text(encoding="utf-8").replace("31 مقابل", "13 مقابل"), encoding="utf-8")
    assert newsloc("check", "--project", project).exit_code == 1


def test_check_writes_json_to_stdout_or_a_file(project: Path) -> None:
    localize(project)
    printed = json.loads(newsloc("check", "--project", project, "--format", "json").stdout)
    target = project / "out" / "gate.json"
    newsloc("check", "--project", project, "--format", "json", "--output", target)
    assert json.loads(target.read_text(encoding="utf-8")) == printed


def test_check_writes_several_reports_in_one_run(project: Path) -> None:
    localize(project)
    sarif, summary = project / "out.sarif", project / "summary.md"
    words = ("--format", "github", "--format", f"sarif:{sarif}", "--format", f"markdown:{summary}")
    result = newsloc("check", "--project", project, *words)
    left_out, *_, verdict = result.stdout.splitlines()
    assert left_out.startswith("::notice file=source/buses.md,line=9,title=Lines left out of an article::")
    assert verdict.startswith("newsloc: the gate is open")
    assert json.loads(sarif.read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert summary.read_text(encoding="utf-8").startswith("## ✅ newsloc")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--format", "xml"), "'xml' is not one of table, json, junit, sarif, github, markdown."),
        (("--format", "sarif:"), "'sarif:' names no file."),
        (("--format", "json", "--format", "junit", "--output", "x"), "json and junit cannot both go to x"),
        (
            ("--format", "json", "--format", "github"),
            "json and github cannot both go to stdout; name a file for all but",
        ),
    ],
)
def test_check_explains_a_wrong_format(project: Path, words: tuple[str, ...], message: str) -> None:
    result = newsloc("check", "--project", project, *words)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_check_leaves_with_2_for_a_damaged_catalog_and_still_reports_the_rest(project: Path) -> None:
    localize(project)
    path = project / "locales" / "ar" / "LC_MESSAGES" / "buses.po"
    path.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    result = newsloc("check", "--project", project, "--format", "json")
    assert result.exit_code == 2
    answer = json.loads(result.stdout)
    assert answer["failures"][0]["line"] == 1
    assert [article["language"] for article in answer["articles"]] == ["en", "ar"]
    assert "buses.po:1: an unresolved merge conflict" in result.stderr
    assert "the gate is closed: 1 problem; see the report" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_check_has_colour_on_a_terminal_and_80_columns(project: Path) -> None:
    import pty

    localize(project)
    ours, theirs = pty.openpty()
    words = [sys.executable, "-c", "from pipeline.cli import main; main()", "check", "--project", str(project)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    subprocess.run(words, stdout=theirs, env=environment, check=True)
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "\x1b[1;32m✓" in shown
    assert all(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) <= 80 for line in shown.splitlines())


def test_build_writes_every_form_in_every_language(project: Path) -> None:
    localize(project)
    approve(project)
    result = newsloc("build", "--project", project)
    assert result.exit_code == 0
    for language in ("en", "ar"):
        for form in ("md", "txt", "html"):
            assert (project / "build" / language / f"buses.{form}").is_file()
    page = (project / "build" / "ar" / "buses.html").read_text(encoding="utf-8")
    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page
    assert "صوت المجلس 31 مقابل 9 يوم الخميس." in page
    assert "Share this article" not in page


def test_build_says_what_is_not_begun_and_a_preview_shows_it(project: Path) -> None:
    localize(project)
    result = newsloc("build", "--project", project, "--as", "txt")
    assert result.exit_code == 0
    assert "1 not begun" in result.stderr
    assert not (project / "build" / "ar" / "buses.txt").exists()
    assert newsloc("build", "--project", project, "--as", "txt", "--preview").exit_code == 0
    assert "معاينة: ليست للنشر" in (project / "build" / "preview" / "ar" / "buses.txt").read_text(encoding="utf-8")
    assert not (project / "build" / "ar" / "buses.txt").exists()


def test_build_tells_counts_as_json_lines(project: Path) -> None:
    localize(project)
    approve(project)
    lines = newsloc("build", "--project", project, "--as", "md", "--format", "json").stdout.splitlines()
    rows = {row["language"]: row for row in map(json.loads, lines)}
    assert (rows["ar"]["reviewed"], rows["ar"]["earlier"]) == (2, 0)


def test_assess_prints_one_object_a_unit(project: Path) -> None:
    path = project / "pairs.tsv"
    path.write_text("I have 3 apples in the house.\tلدي 5 تفاحات في البيت.\nNothing\t\n", encoding="utf-8")
    result = newsloc("assess", path, "--from", "en", "--to", "ar", "--project", project, "--format", "json")
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["verdict"] == "redo"
    assert first["context"] is None
    assert isinstance(first["score"], int)
    numbers = next(finding for finding in first["findings"] if finding["check"] == "numbers")
    assert numbers["severity"] == "error"
    spans = [
        (text, finding[span])
        for finding in first["findings"]
        for text, span in (("source", "source_span"), ("target", "target_span"))
        if finding[span]
    ]
    assert {first[text][slice(*span)] for text, span in spans} & {"3", "5"}
    assert (second["score"], second["signals"], second["findings"]) == (None, {}, [])
    assert first["calibration"].startswith("any en-ar ")
    assert set(first["used"]) <= first["signals"].keys()


def test_models_lists_the_embedded_model_and_its_terms() -> None:
    rows = [json.loads(line) for line in newsloc("models", "--format", "json").stdout.splitlines()]
    assert "draft" in [row["engine"] for row in rows]
    assert "Gemma terms" in newsloc("models").stdout
    assert "Gemma Terms of Use found at ai.google.dev/gemma/terms" in newsloc("models", "--notice").stdout
    assert "chrF" in newsloc("models", "--card").stdout


def test_init_makes_a_project_that_localizes_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert newsloc("init", folder).exit_code == 0
    assert localize(folder).exit_code == 0
    result = newsloc("check", "--project", folder)
    assert result.exit_code == 0, "nobody has begun to review"
    assert "not begun" in result.stdout
    assert (folder / ".github" / "workflows" / "newsloc.yml").is_file()


def test_an_unknown_engine_is_refused_where_there_is_nothing_to_translate_too(project: Path) -> None:
    localize(project)
    result = newsloc("localize", "--project", project, "--engine", "gogle")
    assert result.exit_code == 2
    assert 'there is no engine "gogle"; name one of auto, seq2seq' in result.stderr


def test_the_table_of_assess_shows_lines_and_whole_words_in_80_columns(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("source\ttarget\nIt counted 37 votes there.\tأحصت 73 صوتا هناك.\n", encoding="utf-8")
    lines = newsloc("assess", path, "--from", "en", "--to", "ar", "--project", tmp_path).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    (row,) = (line.split() for line in lines if "It counted" in line)
    assert (row[0], row[2], row[3:]) == ("2", "redo", ["It", "counted", "37", "votes", "there."])
    assert re.search("error: .*37", " ".join(" ".join(lines).split()))


def test_init_overwrites_nothing(project: Path) -> None:
    (project / "newsloc.toml").write_text("# mine\n", encoding="utf-8")
    result = newsloc("init", project)
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert (project / "newsloc.toml").read_text(encoding="utf-8") == "# mine\n"


def test_a_table_fits_in_80_columns(project: Path) -> None:
    for result in (localize(project), newsloc("check", "--project", project), newsloc("build", "--project", project)):
        assert max(map(len, result.stdout.splitlines())) <= 80
