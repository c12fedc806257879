"""Line breaks cut the texts of HTML: two everywhere, one in whole pages where it is more than a line's width."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from pipeline.model import Document, Translate
from pipeline.sources.boilerplate.left_out import digest_blocks
from pipeline.sources.readers import reader_for

LONG = "The court in the old town has heard all of them by now"
# What stands in a page's paragraph, and its texts.
CUTS = [
    ("It sits.<br>It heard two men.", ["It sits.", "It heard two men."]),
    ("It asks for:<br>Water", ["It asks for:", "Water"]),
    (f"{LONG}<br>- and the judges, too", [LONG, "- and the judges, too"]),
    (f"<b>Next week</b><br>{LONG}", ["Next week", LONG]),
    ("I had one tin<br>and gave it you,<br/>the mustard too", ["I had one tin", "and gave it you,", "the mustard too"]),
    (f"{LONG}<br>and goes on", [f"{LONG}<br> and goes on"]),
    ("<font>It sits.<br><br>It rests.</font>", ["It sits.", "It rests."]),
    ("<font><b>Next</b><br>It sits.</font><br>It rests.", ["Next", "It sits.", "It rests."]),
    ("<i>It sits.<br>It</i> rests.", ["<i>It sits.<br> It</i> rests."]),
    ("<i>It sits.<br><br>It</i> rests.", ["<i>It sits.<br> <br> It</i> rests."]),
]


def parse(text: str) -> Document:
    return reader_for("a.html").parse(text, "a.html")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Translate)]


def tree(text: str) -> str:
    return etree.tostring(html.document_fromstring(text), encoding="unicode")


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_a_break_in_a_page_cuts_where_it_ends_something(text: str, expected: list[str]) -> None:
    page = f"<html><body><p>{text}</p></body></html>"
    document = parse(page)
    assert texts(document) == expected
    assert "".join(block.raw for block in document.blocks) == page
    targets = {i: block.text for i, block in enumerate(document.blocks) if isinstance(block, Translate)}
    assert tree(reader_for("a.html").render(document, targets)).replace("<br/> ", "<br/>") == tree(page)


def test_a_single_break_cuts_neither_fragments_nor_headings() -> None:
    assert texts(parse("<p>It sits.<br>It rests.</p>")) == ["It sits.<br> It rests."]
    assert texts(parse("<body><h1>It sits.<br>It rests.</h1>")) == ["It sits.<br> It rests."]


def test_what_is_dropped_beside_a_break_takes_no_tag_of_what_stays() -> None:
    inner = "<font><b>Share this article</b><br>It sits in Koblenz.</font>"
    page = f"<html><body><h1>Court</h1><div>{inner}</div></body></html>"
    share = next(digest for index, digest in digest_blocks(parse(page).blocks).items() if index == 3)
    document = reader_for("a.html").parse(page, "a.html", record={share: "by-hand"})
    assert texts(document) == ["Court", "It sits in Koblenz."]
    edition = reader_for("a.html").render(document, {})
    assert edition.count("<font") == edition.count("</font") == 1


@given(
    st.lists(
        st.sampled_from(("<b>", "</b>", "<font>", "</font>", "<br>", "a", "It sits. ", " ", "<p>", "- ")), max_size=20
    )
)
@settings(max_examples=60, deadline=None)
def test_any_page_with_breaks_joins_to_its_text(parts: list[str]) -> None:
    page = f"<html>{''.join(parts)}"
    assert "".join(block.raw for block in parse(page).blocks) == page


@pytest.mark.parametrize("text", ["<b>x<br>", "<b><br>"])
def test_breaks_without_end_are_cut_in_no_time(text: str) -> None:
    start = time.process_time()
    parse(f"<html>{text * 10_000}")
    assert time.process_time() - start < 20
