"""In a whole page the model weighs what stands around a text: the article's short texts stay, boxes of others go."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Document, Dropped, Role, Translate
from pipeline.sources.readers import reader_for
from pipeline.sources.readers.html_lines import read_features, say_title
from pipeline.sources.readers.html_model import ROUNDS, find_own, probabilities, read_model
from pipeline.sources.readers.html_pieces import read_texts
from pipeline.sources.readers.page_lines import bucket

PROSE = "The keeper counted every boat in chalk, and the council has promised him that the wall will stay as it is."
PAGE = f"""<!doctype html><html lang="en"><head>
<title>Lock keeper retires after forty summers | Tideway Courier</title></head>
<body><header><div class="brand"><a href="/">Tideway Courier</a></div>
<ul class="menu"><li><a href="/h">Harbours</a></li><li><a href="/b">Boatyards</a></li></ul></header>
<div class="story"><div class="story-title">Lock keeper retires after forty summers</div>
<div class="story-text">
<p>{PROSE}</p>
<p>He began at the upper gate in the summer of 1984, when there were still more barges than swans on the canal.</p>
<h3>The wall</h3>
<p>Visitors come to see it from three counties. The parish asked the council for these things in a letter:</p>
<ul><li>a roof over the chalk</li><li>a bench at the gate</li><li>a new lamp</li></ul>
<div class="newsletter-box"><h4>Stay afloat</h4><p>Get our weekly letter from the water in your inbox.</p>
<form><input type="email"><button>Subscribe</button></form></div>
<h3>The last barge</h3>
<p>On Friday he let through the same barge that he had let through first, and its owner brought a cake to the hut.</p>
<p>“Nobody asked me to count,” the keeper said. “I like to know how many there were, and now I do know it.”</p>
</div></div>
<div class="related"><h4>More stories</h4><div class="card"><a href="/1">Swan stops traffic on the ring road</a></div>
<div class="card"><a href="/2">Ten boats that never came back</a></div></div>
<footer><p>© 2024 Tideway Courier. All rights reserved.</p><a href="/p">Privacy</a></footer></body></html>"""
OWN = ["The wall", "The last barge", "a roof over the chalk", "a bench at the gate", "a new lamp"]
OTHER = ["Harbours", "Stay afloat", "weekly letter", "Subscribe", "More stories", "Swan stops", "Ten boats", "Privacy"]


def parse(text: str) -> Document:
    return reader_for("a.html").parse(text, "a.html")


def kept(document: Document) -> dict[str, Role]:
    return {block.text: block.role for block in document.blocks if isinstance(block, Translate)}


@pytest.mark.parametrize("text", OWN)
def test_what_is_short_stays_between_the_paragraphs(text: str) -> None:
    assert text in kept(parse(PAGE))


@pytest.mark.parametrize("text", OTHER)
def test_the_page_s_own_boxes_go(text: str) -> None:
    assert text not in " ".join(kept(parse(PAGE)))


def test_a_title_that_is_no_heading_is_the_headline() -> None:
    assert kept(parse(PAGE))["Lock keeper retires after forty summers"] is Role.HEADLINE


def test_a_fragment_is_never_judged() -> None:
    fragment = PAGE[PAGE.index("<p>") : PAGE.index('</div></div>\n<div class="related')]
    said = kept(parse(fragment))
    assert "Stay afloat" in said
    assert set(OWN) <= set(said)


def test_too_short_a_page_is_left_to_the_rules() -> None:
    assert find_own(read_texts("<html><p>It sits.</p></html>", "a.html")) is None


def test_probabilities_are_as_many_as_texts_and_between_none_and_all() -> None:
    page = read_texts(PAGE, "a.html")
    features = read_features(page)
    found = probabilities(page, features, read_model())
    assert len(found) == len(page.texts) == len(features)
    assert all(0 < each < 1 for each in found)
    assert len(read_model()) == len(ROUNDS)
    # Without any weight nothing is known.
    assert set(probabilities(page, features, ({}, {}))) == {0.5}


def test_most_features_of_a_page_are_known_to_the_model() -> None:
    names = {name for line in read_features(read_texts(PAGE, "a.html")) for name in line}
    assert len(names & read_model()[0].keys()) > len(names) / 2


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("lockkeeperretires", "begin"),
        ("keeperretires", "part"),
        ("lockkeeperretiresafterforty", "all"),
        ("lockkeeperretiresafterfortyyears", "more"),
        ("swan", ""),
        ("loc", ""),
    ],
)
def test_a_title_is_said_whole_or_in_part(key: str, said: str) -> None:
    assert say_title(key, ["lockkeeperretiresafterforty"]) == said


def test_a_bucket_is_the_first_edge_above() -> None:
    assert [bucket(value, (0, 0.5)) for value in (0, 0.1, 0.5, 2)] == ["0", "0.5", "0.5", "more"]


PARTS = ("<p>", "</div>", "<div class=card>", "<a href=x>", "</a>", "<br>", "<font>", "</font>", "<h2>", "It sits. ")


@given(st.lists(st.sampled_from((*PARTS, "Share", "<li>", "<td>", "<b>", "</b>")), min_size=30, max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_long_page_joins_to_its_text(parts: list[str]) -> None:
    page = f"<html><title>It sits</title>{''.join(parts)}"
    document = parse(page)
    assert "".join(block.raw for block in document.blocks) == page
    left = "".join(block.raw for block in document.blocks if not isinstance(block, Dropped))
    assert reader_for("a.html").render(document, {}) == left
