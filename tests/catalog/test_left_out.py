"""What is left out of an article is decided once, stands in its catalogs, and is changed by people alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result

from pipeline.catalog.left_out import format_record, parse_record, read_recorded
from pipeline.cli import root
from pipeline.errors import CatalogError
from pipeline.model import Dropped
from pipeline.sources.boilerplate.left_out import digest_blocks, record_of
from pipeline.sources.boilerplate.listing import format_lines, parse_lines
from pipeline.sources.readers import reader_for

FIELD = "X-Newsloc-Left-Out"
ARTICLE = """Court opens in Koblenz

The court opened its doors on Tuesday.

The families of the missing filled all its benches.

Share this article

Leave a comment
"""
PAGE = """<!doctype html><html lang=en><head><title>Court opens in Koblenz</title></head><body>
<nav><a href=/>Home</a>
<a href=/sport>Sport</a></nav>
<article><h1>Court opens in Koblenz</h1>
<p>The court in Koblenz opened its doors on Tuesday, and the families of the missing filled all its benches.</p>
<p>The next hearing is in May, and the judge asked the families to bring what letters they still have at home.</p>
</article>
<footer><p>Home</p>
<p>All rights reserved</p></footer></body></html>
"""
MARKDOWN = f"---\nurl: https://a.example/b\n---\n\n# Court\n\n{ARTICLE}"
NINJS = '{"uri": "a", "headlines": [{"value": "Court opens"}], "bodies": [{"value": "It sits.\\n\\nShare"}]}'
CONFIG = 'languages = ["en", "ar"]\n[engines]\nname = "pseudo"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "court.txt").write_text(ARTICLE, encoding="utf-8")
    newsloc(tmp_path, "localize", "--engine", "pseudo", "--offline")
    return tmp_path


def newsloc(project: Path, command: str, *words: str) -> Result:
    result = CliRunner().invoke(root, [command, "--project", str(project), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def localize(project: Path) -> Result:
    return newsloc(project, "localize", "--engine", "pseudo", "--offline")


def sources(project: Path) -> list[str]:
    return [entry.msgid for entry in polib.pofile(str(project / "locales" / "court.pot"))]


def field(path: Path) -> str | None:
    metadata: dict[str, str] = polib.pofile(str(path)).metadata
    return metadata.get(FIELD)


def kept(project: Path) -> list[str]:
    return [unit.source for unit in read_recorded(project / "source" / "court.txt", project).article.units]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.txt", ARTICLE), ("a.html", PAGE), ("a.md", MARKDOWN)],
)
def test_a_record_is_obeyed_as_it_was_decided(name: str, text: str) -> None:
    document = reader_for(name).parse(text, name)
    record = record_of(document.blocks)
    assert record
    assert reader_for(name).parse(text, name, record=record) == document
    assert not any(isinstance(block, Dropped) for block in reader_for(name).parse(text, name, record={}).blocks)


@pytest.mark.parametrize(
    ("name", "text"), [("a.txt", ARTICLE), ("a.html", PAGE), ("a.md", MARKDOWN), ("a.json", NINJS)]
)
def test_any_text_can_be_left_out(name: str, text: str) -> None:
    document = reader_for(name).parse(text, name, record={})
    for digest in digest_blocks(document.blocks).values():
        again = reader_for(name).parse(text, name, record={digest: "by-hand"})
        assert record_of(again.blocks) == {digest: "by-hand"}
        assert "".join(block.raw for block in again.blocks) == text


def test_a_record_stands_in_the_template_and_in_every_catalog(project: Path) -> None:
    template = field(project / "locales" / "court.pot")
    assert template
    assert set(parse_record(template, "court").values()) == {"share-bar", "comment-form"}
    assert {field(path) for path in (project / "locales").rglob("*.po")} == {template}


def test_an_article_of_which_nothing_is_left_out_has_no_record(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "court.txt").write_text(ARTICLE[: ARTICLE.index("Share")], encoding="utf-8")
    localize(tmp_path)
    assert field(tmp_path / "locales" / "court.pot") is None


def test_lines_that_move_stay_left_out_and_new_ones_come_in(project: Path) -> None:
    path = project / "source" / "court.txt"
    path.write_text(f"Koblenz\n\n{ARTICLE}\nSubscribe to our newsletter\n", encoding="utf-8")
    assert kept(project) == [
        *("Koblenz", "Court opens in Koblenz", "The court opened its doors on Tuesday."),
        *("The families of the missing filled all its benches.", "Subscribe to our newsletter"),
    ]


def test_a_line_written_by_hand_later_is_no_boilerplate(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    path = tmp_path / "source" / "court.txt"
    path.write_text(ARTICLE[: ARTICLE.index("Share")], encoding="utf-8")
    localize(tmp_path)
    path.write_text(ARTICLE, encoding="utf-8")
    assert kept(tmp_path)[-2:] == ["Share this article", "Leave a comment"]


def test_without_its_template_an_article_keeps_its_record(project: Path) -> None:
    template = project / "locales" / "court.pot"
    before = field(template)
    newsloc(project, "include", "court", "7")
    template.unlink()
    localize(project)
    assert kept(project)[-1] == "Share this article"
    assert field(template) != before


@pytest.mark.skipif(not shutil.which("msgmerge"), reason="gettext is not installed")
@pytest.mark.parametrize("wrap", ["--width=79", "--no-wrap"])
def test_gettext_s_tools_keep_a_record(tmp_path: Path, wrap: str) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "court.html").write_text(PAGE, encoding="utf-8")
    localize(tmp_path)
    path, template = tmp_path / "locales" / "ar" / "LC_MESSAGES" / "court.po", tmp_path / "locales" / "court.pot"
    before = field(path)
    subprocess.run(["msgmerge", "-q", "--update", "--backup=none", wrap, path, template], check=True)
    subprocess.run(["msgcat", wrap, "-o", path, path], check=True)
    assert before
    assert field(path) == before
    template.unlink()
    assert read_recorded(tmp_path / "source" / "court.html", tmp_path).record == parse_record(before, "court")


def test_localize_and_check_list_what_is_left_out_with_its_lines(project: Path) -> None:
    said = "source/court.txt: left out, by line: share-bar 7; comment-form 9 (newsloc include court LINES takes"
    shutil.rmtree(project / ".newsloc")  # what a run remembers of articles that need nothing
    assert said in localize(project).stderr
    assert said in " ".join(newsloc(project, "check").output.split())


def test_a_line_is_taken_back_and_left_out_again(project: Path) -> None:
    assert (
        newsloc(project, "include", "court", "7").stdout == "belongs to the article again, line 7: Share this article\n"
    )
    assert newsloc(project, "check").exit_code == 1
    localize(project)
    assert sources(project)[-1] == "Share this article"
    newsloc(project, "exclude", "court", "7")
    told = localize(project).stderr
    assert sources(project)[-1] == "The families of the missing filled all its benches."
    assert "by-hand 7" in told


def test_a_line_that_no_rule_knows_is_left_out_of_editions(project: Path) -> None:
    newsloc(project, "exclude", "court", "5")
    newsloc(project, "include", "court", "7-9")
    localize(project)
    newsloc(project, "build", "--preview", "--as", "txt", "--out", str(project / "out"))
    (edition,) = (project / "out").rglob("en/court.txt")
    text = edition.read_text(encoding="utf-8")
    assert "benches" not in text
    assert "Share this article" in text


TABLE = """\
---
language: en
title: Ice closes the port
---

The port is closed
and nobody knows why.

| Day | Ships |
| --- | --- |
| Friday | Twelve |
| Sunday | 9 |

![A ship](ship.png "Its bow")

Last line.
"""


@pytest.mark.parametrize(
    ("lines", "said", "gone"),
    [
        (
            "7",
            "left out, lines 6-7: The port is closed and nobody knows why.",
            "The port is closed\nand nobody knows why.",
        ),
        ("11", "left out, line 11: Friday", "| Friday | Twelve |\n"),
        ("12", "left out, line 12: Sunday", "| Sunday | 9 |\n"),
        ("9-12", "left out, line 9: Day", TABLE[TABLE.index("| Day") : TABLE.index("![A")]),
        ("14", "left out, line 14: A ship", '![A ship](ship.png "Its bow")\n\n'),
    ],
)
def test_a_line_of_markdown_goes_as_a_whole(tmp_path: Path, lines: str, said: str, gone: str) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "ice.md").write_text(TABLE, encoding="utf-8")
    result = newsloc(tmp_path, "exclude", "ice", lines)
    assert result.stdout.splitlines()[0] == said
    newsloc(tmp_path, "build", "--preview", "--to", "en", "--as", "md")
    (edition,) = (tmp_path / "build").rglob("en/ice.md")
    text = re.sub(r"\n+", "\n", edition.read_text(encoding="utf-8").partition("---\n\n")[2])
    body = TABLE.partition("---\n\n")[2].replace(gone, "").replace("closed\nand", "closed and")
    assert text == re.sub(r"\n+", "\n", body).lstrip()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            "3",
            "source/ice.md:3: what stands there (a title, front matter, an attribute) always stays; texts that can go",
        ),
        ("9", "source/ice.md:9: a table needs its head; leave its other rows out, too"),
        ("10", "source/ice.md:10: no text stands there"),
    ],
)
def test_what_cannot_go_is_said(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "ice.md").write_text(TABLE, encoding="utf-8")
    assert message in newsloc(tmp_path, "exclude", "ice", lines).stderr


def test_an_article_without_catalogs_can_be_chosen_from(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "court.txt").write_text(ARTICLE, encoding="utf-8")
    assert newsloc(tmp_path, "include", "court", "7-9").exit_code == 0
    localize(tmp_path)
    assert sources(tmp_path)[-2:] == ["Share this article", "Leave a comment"]
    assert field(tmp_path / "locales" / "court.pot") == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("include", "court", "3"), "source/court.txt:3: nothing is left out there; left out on lines: 7, 9"),
        (("exclude", "court", "7"), "source/court.txt:7: no text stands there; texts stand on lines: 1, 3, 5"),
        (("exclude", "court", "1-9"), "source/court.txt: no text would be left; delete the file instead"),
        (("include", "court", "a"), '"a" names no lines; write numbers and ranges, such as 12 or 12-15,20'),
        (("include", "court", "9-7"), '"9-7" names no lines; write numbers and ranges, such as 12 or 12-15,20'),
    ],
)
def test_a_wrong_choice_is_an_error_that_says_what_to_do(project: Path, words: tuple[str, ...], message: str) -> None:
    result = newsloc(project, *words)
    assert (result.exit_code, result.stderr) == (2, f"newsloc: {message}\n")


def test_a_damaged_record_is_an_error() -> None:
    with pytest.raises(CatalogError, match=r'^court: .* "zz" is no digest of 10 digits; take it out'):
        parse_record("share-bar 0123456789 zz", "court")
    record = {"0123456789": "page", "abcdefabcd": "by-hand", "1123456789": "page"}
    assert parse_record(format_record(record), "court") == record


def test_lines_are_written_and_read_as_ranges() -> None:
    assert format_lines([20, 12, 13, 14, 12]) == "12-14, 20"
    assert parse_lines("12-14, 20") == {12, 13, 14, 20}
