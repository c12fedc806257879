"""Articles: found, named, read."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import SourceError
from pipeline.model import Dropped, Role
from pipeline.project.paths import slug_of
from pipeline.sources.article import find_articles, read_article

if TYPE_CHECKING:
    from pathlib import Path

# A scraped page: no-break and double spaces, paragraphs far apart, a comment form at its end.
SCRAPED = """In a step that families had awaited for\u00a0years, the society signed an agreement with the \
archive in Geneva, which keeps records of the missing.


By signing it, the society wants to bring the file forward.\u00a0 It is a first step for the mothers.


“The archive is one of our tools, \u00a0which keeps what was found,\u00a0 and shows it to the judges,” Mona added, \
explaining that both sides will share lists. \u00a0 \u00a0 In the coming months, we hope to reach the same goal.

The archive holds one million records since 2011, according to a\u00a0UN report.\u00a0The task is to sort them.

On December 21, \u00a02016, the council of the U.N. adopted its resolution at 5 p.m. It was a cold day.

Leave a Comment

Your email address will not be published. Required fields are marked *"""
UNITS = [
    (
        "In a step that families had awaited for years, the society signed an agreement with the archive in Geneva, "
        "which keeps records of the missing."
    ),
    "By signing it, the society wants to bring the file forward.",
    "It is a first step for the mothers.",
    (
        "“The archive is one of our tools, which keeps what was found, and shows it to the judges,” Mona added, "
        "explaining that both sides will share lists."
    ),
    "In the coming months, we hope to reach the same goal.",
    "The archive holds one million records since 2011, according to a UN report.",
    "The task is to sort them.",
    "On December 21, 2016, the council of the U.N. adopted its resolution at 5 p.m.",
    "It was a cold day.",
]
SLUGS = [("a.md", "a"), ("2024/03/ice-age.txt", "2024/03/ice-age")]
BAD_NAMES = [
    ("Ice Age.md", "ice-age.md"),
    ("a/Café_1.TXT", "a/cafe-1.txt"),
    ("خبر.md", "article.md"),
    ("v1.2.md", "v1-2.md"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    return tmp_path


def write(project: Path, name: str, text: str | bytes) -> Path:
    path = project / "source" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def error_of(project: Path, name: str, text: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_article(write(project, name, text), project)
    return str(caught.value)


def test_a_scraped_page_is_read_as_its_sentences(project: Path) -> None:
    article = read_article(write(project, "news/scraped.txt", SCRAPED), project)
    assert (article.slug, article.language, article.document.path) == ("news/scraped", "en", "source/news/scraped.txt")
    assert [unit.source for unit in article.units] == UNITS
    assert {unit.role for unit in article.units} == {Role.BODY}
    assert [block.rule for block in article.document.blocks if isinstance(block, Dropped)] == ["comment-form"] * 2
    assert "".join(block.raw for block in article.document.blocks) == SCRAPED


def test_an_arabic_article_is_found_to_be_arabic(project: Path) -> None:
    signed = "وقعت الرابطة البروتوكول مع د. أحمد. وغادر الوفد مساء."
    text = f"# رابطة توقع بروتوكول تعاون\n\n{signed}\n\nشارك الخبر\n\nاترك تعليقاً\n"
    article = read_article(write(project, "a.md", text), project)
    assert article.language == "ar"
    assert [(unit.role, unit.source) for unit in article.units] == [
        (Role.HEADLINE, "رابطة توقع بروتوكول تعاون"),
        (Role.BODY, "وقعت الرابطة البروتوكول مع د. أحمد."),
        (Role.BODY, "وغادر الوفد مساء."),
    ]


def test_a_declared_language_is_believed(project: Path) -> None:
    assert read_article(write(project, "a.txt", "---\nlang: fr\n---\nOui.\n"), project).language == "fr"


def test_a_byte_order_mark_is_no_text(project: Path) -> None:
    article = read_article(write(project, "a.txt", b"\xef\xbb\xbf---\nlang: en\n---\r\nYes.\r\n"), project)
    assert "".join(block.raw for block in article.document.blocks) == "---\nlang: en\n---\r\nYes.\r\n"


def test_too_little_text_to_tell_the_language_is_an_error(project: Path) -> None:
    message = error_of(project, "a.txt", "Yes.\n")
    assert message.startswith("source/a.txt:1: ")
    assert "language" in message


@pytest.mark.parametrize(
    ("name", "text"), [("a.txt", ""), ("a.md", "\n \n"), ("a.html", b"\xef\xbb\xbf\n"), ("a.json", "")]
)
def test_an_empty_file_is_called_so(project: Path, name: str, text: str | bytes) -> None:
    assert error_of(project, name, text).startswith(f"source/{name}: the file is empty")


def test_an_encoding_that_is_not_clear_is_an_error_with_the_line(project: Path) -> None:
    message = error_of(project, "a.txt", "\nخبر".encode("cp1256"))
    assert message.startswith("source/a.txt:2: byte 0xce ")


def test_another_encoding_is_told(project: Path) -> None:
    article = read_article(write(project, "a.txt", SCRAPED.encode("cp1252")), project)
    assert article.document.encoding == "cp1252"
    assert [unit.source for unit in article.units] == UNITS


def test_an_unresolved_merge_conflict_is_an_error_with_the_line(project: Path) -> None:
    head = "---\nlanguage: en\n---\nA heading\n=======\n\n"
    text = f"{head}The court opens.\n<<<<<<< HEAD\nIt sits.\n=======\nIt rests.\n>>>>>>> other\n"
    path = write(project, "court.md", text)
    with pytest.raises(SourceError, match=r"source/court\.md:8: .*merge conflict"):
        read_article(path, project)
    path.write_text(text.replace("<<<<<<< HEAD\n", ""), encoding="utf-8")
    assert read_article(path, project).units


def test_a_file_that_is_far_too_long_is_an_error(project: Path) -> None:
    assert "8,000,000" in error_of(project, "a.txt", b"a" * 8_000_001)


def test_a_missing_file_is_an_error(project: Path) -> None:
    with pytest.raises(SourceError, match=r"^source/none\.md: No such file"):
        read_article(project / "source" / "none.md", project)


def test_an_unknown_suffix_is_an_error(project: Path) -> None:
    assert "no reader" in error_of(project, "a.docx", "x")


@pytest.mark.parametrize(("name", "slug"), SLUGS)
def test_a_slug_is_the_path_without_suffix(project: Path, name: str, slug: str) -> None:
    assert slug_of(project / "source" / name, project / "source") == slug


@pytest.mark.parametrize(("name", "advice"), BAD_NAMES)
def test_another_name_is_an_error_that_offers_one(project: Path, name: str, advice: str) -> None:
    with pytest.raises(SourceError, match=rf"^source/{re.escape(name)}: .*{re.escape(advice)}$"):
        slug_of(project / "source" / name, project / "source")


def test_a_file_outside_source_is_an_error(project: Path) -> None:
    with pytest.raises(SourceError, match="not under source/"):
        slug_of(project / "a.md", project / "source")


def test_articles_are_found_in_order_and_other_files_left_out(project: Path) -> None:
    for name in ("b.md", "a/z.txt", "a.MARKDOWN", ".hidden.md", ".git/x.md", "photo.jpg", "notes.docx"):
        write(project, name, "x")
    (project / "source" / "folder.md").mkdir()
    (project / "source" / "gone.md").symlink_to("nowhere.md")
    found = [path.relative_to(project / "source").as_posix() for path in find_articles(project)]
    assert found == ["a/z.txt", "a.MARKDOWN", "b.md"]


def test_two_files_of_one_slug_are_an_error(project: Path) -> None:
    write(project, "ice.md", "x")
    write(project, "ice.txt", "x")
    with pytest.raises(SourceError, match=r"^source/ice\.txt: ice\.md "):
        find_articles(project)


def test_a_project_without_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="newsloc init"):
        find_articles(tmp_path)


def test_a_relative_project_is_read_as_well(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(project, "a.txt", SCRAPED)
    monkeypatch.chdir(project)
    here = project.__class__()
    assert read_article(here / os.path.relpath(path), here).document.path == "source/a.txt"
