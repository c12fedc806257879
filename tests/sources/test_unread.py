"""Documents in source/ that no reader knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.sources.article import find_articles, list_source
from pipeline.sources.unread import describe_unread, find_documents, find_unread

# The files of source/ beside an article, what the article says, and those that are told.
CASES = [
    (("a.docx", "desk/B.PDF"), "", ["a.docx", "desk/B.PDF"]),
    (("c.odt", "d.rtf", "e.doc", "f.epub", "g.xml"), "", ["c.odt", "d.rtf", "e.doc", "f.epub", "g.xml"]),
    (("port.jpg", "port.mp4", "table.csv"), "", []),
    ((".a.docx", ".git/b.pdf", "~$a.docx", "README.rst", "desk/Licence.pdf"), "", []),
    (("report.pdf", "other.pdf"), "[The report](files/report.pdf) is out.", ["other.pdf"]),
    (("Ice report.pdf",), "![Ice](<Ice report.pdf>)", []),
    (("Ice report.pdf",), '<a href="Ice%20Report.PDF">Ice</a>', []),
    (("تقرير.pdf",), "[تقرير](%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.pdf)", []),
    (("port.pdf",), "[The airport](airport.pdf)", ["port.pdf"]),
]


@pytest.mark.parametrize(("names", "text", "told"), CASES)
def test_documents_that_no_article_names_are_told(
    tmp_path: Path, names: tuple[str, ...], text: str, told: list[str]
) -> None:
    for name in names:
        path = tmp_path / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "source" / "ice.md").write_text(text, encoding="utf-8")
    assert find_unread(find_documents(list_source(tmp_path)), find_articles(tmp_path)) == told


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ([], ""),
        (["a.docx"], "1 file in source/ is of no kind that newsloc reads: a.docx (it reads .txt, .md, "),
        (["a.docx", "b.pdf"], "2 files in source/ are of no kind that newsloc reads: a.docx, b.pdf (it reads .txt"),
        (["1.pdf", "2.pdf", "3.pdf", "4.pdf", "5.pdf"], "5 files in source/ are of no kind that newsloc reads: 1.pdf,"),
    ],
)
def test_the_message_counts_them_and_says_what_is_read(paths: list[str], said: str) -> None:
    message = describe_unread(paths)
    assert message.startswith(said)
    assert ("2.pdf, 3.pdf and 2 more (it" in message) == (len(paths) > 3)
