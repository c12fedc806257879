"""HTML: pages and fragments are read as their texts, and written back as they were."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from pipeline.errors import SourceError
from pipeline.model import Document, Dropped, Role, Translate
from pipeline.sources.readers import reader_for
from pipeline.sources.readers.html_tokens import read_tokens
from pipeline.sources.readers.inline import read_text, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

H, D, B, L, Q, C, M = (
    *(Role.HEADLINE, Role.HEADING, Role.BODY, Role.LIST),
    *(Role.QUOTE, Role.CAPTION, Role.META),
)
# Each case: a fragment, and what is translated in it: role, text.
FRAGMENTS: list[tuple[str, Sequence[tuple[Role, str]]]] = [
    ("<h1>Court</h1><p>It sits.</p><h2>Next</h2>", [(H, "Court"), (B, "It sits."), (D, "Next")]),
    ("<p>It <em>sits</em> in <a href='x'>Koblenz</a>.", [(B, "It <em>sits</em> in <a>Koblenz</a>.")]),
    ("<p><b><a href=x>It sits.</a></b> </p>", [(B, "It sits.")]),
    ("<p><b>Court:</b> it sits", [(B, "<b>Court:</b> it sits")]),
    ("<p>It <b>sits</b></p>", [(B, "It <b>sits</b>")]),
    ("<p><a href=1>a</a> <a href=2>b</a> <a href=1>c</a>", [(B, "<a>a</a> <a2>b</a2> <a>c</a>")]),
    ("<p>a<br>b<br/>\nc<p>d<br><br>e", [(B, "a<br> b<br2> \nc"), (B, "d"), (B, "e")]),
    ("<p>AT&amp;T &lt; 5&nbsp;&euro; &copy &lt;b&gt; &amp;lt;", [(B, "AT&T < 5\xa0€ © &lt;b> &amp;lt;")]),
    ("<ul><li>a<li>b <ul><li>c</ul></ul>", [(L, "a"), (L, "b"), (L, "c")]),
    ("<blockquote><p>a</blockquote><dl><dt>b<dd>c</dl>", [(Q, "a"), (L, "b"), (L, "c")]),
    ("<figure><img src=x alt='A court'><figcaption>b</figcaption></figure>", [(C, "A court"), (C, "b")]),
    ('<img src=x alt=court title="It\'s">', [(C, "court"), (M, "It's")]),
    (
        "<p>See <img src=x alt=One> and <a title=Two href=y>z</a>.",
        [(B, "See <img> and <a>z</a>."), (C, "One"), (M, "Two")],
    ),
    ('<p>See <a title="to </p>">z</a>.', [(B, "See <a>z</a>."), (M, "to </p>")]),
    ("<table><caption>a<tr><th>b<td>c</table>", [(C, "a"), (B, "b"), (B, "c")]),
    (
        "<p>Run <code>pip x</code> or <span translate=no>News <i>Loc</i></span>.",
        [(B, "Run <keep: pip x> or <keep: News Loc>.")],
    ),
    ("<p>a <kbd>x</kbd><samp>x</samp> b", [(B, "a <keep: x><keep2: x> b")]),
    ("<p class=notranslate>a<p>b<div translate='no'><p>c</p></div>d", [(B, "b"), (B, "d")]),
    ("<pre>a</pre><script>b</script><style>c</style><iframe>d</iframe><svg><text>e</text></svg><p>f", [(B, "f")]),
    ("<video><p>a</p></video><blockquote class='x twitter-tweet'><p>a</p></blockquote>b", [(B, "b")]),
    ("<iframe src=x />a<p>b <code/> c<svg/>d", [(B, "a"), (B, "b"), (B, "c"), (B, "d")]),
    ("<textarea><p>a</textarea><select><option>b</select><button>c</button>", []),
    ("a <!-- note --> b", [(B, "a <keep: comment> b")]),
    ("<!-- a --><p> 1 </p><p>--</p><p>https://a.example/b</p>", [(B, "1")]),
    ("a <b>b<p>c</b> d</p>", [(B, "a <b>b"), (B, "c<keep: /b> d")]),
    ("<p>a <code>b<p>c", [(B, "a <code>b"), (B, "c")]),
    ("<p>a < b <3 <p>c</p", [(B, "a < b <3"), (B, "c")]),
    ("---\nlanguage: en\ntitle: One\n---\n<p>Two", [(H, "One"), (B, "Two")]),
    (
        "<p>Read this.</p><div><h3>Share this:</h3><p>Facebook</p></div><p>It sits.</p>",
        [(B, "Read this."), (D, "Share this:"), (B, "Facebook"), (B, "It sits.")],
    ),
    ("", []),
]
BROKEN = [
    ("<!DOCTYPE x [<!ENTITY a 'b'>]>", "source/a.html:1: it declares an entity; remove"),
    ("\n" + "<div>" * 300, "source/a.html:2: more than 256 elements are open one inside the other; close"),
]
PIECES = (
    *("<p>", "</p>", "<div class=a>", "</div>", "<b>", "</b>", '<a href="x" title="A day">', "</a>", "<br>", "<li>"),
    *("<ul>", "</ul>", "<code>", "</code>", "<img alt='A'>", '<img alt="B', "<!--", "-->", "<!-- c -->", "</", "<"),
    *(
        "&amp;",
        "&lt;",
        "&",
        "a",
        "word. ",
        "نص",
        " ",
        "\n",
        "<h1>",
        "</h1>",
        "<script>",
        "</script>",
        "<td>",
        "<table>",
    ),
    *('<span translate="no">', "</span>", "\x00", "Share", "<title>", "</title>", "'", '"', "=", ">", "<p/>", "]]>"),
)
MARKUP = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
PAGE = Path(__file__).parents[2] / "source" / "ferry-line-reopens.html"


def parse(text: str) -> Document:
    return reader_for("a.html").parse(text, "source/a.html")


def texts(document: Document) -> list[tuple[Role, str]]:
    return [(block.role, block.text) for block in document.blocks if isinstance(block, Translate)]


def render(document: Document, change: dict[str, str]) -> str:
    """Write an edition; texts without a change stay as they are, but are written as targets are."""
    targets = {
        index: change.get(block.text, block.text)
        for index, block in enumerate(document.blocks)
        if isinstance(block, Translate)
    }
    return reader_for("a.html").render(document, targets)


def shape(text: str) -> str:
    """Show a fragment's tree, whitespace as browsers do."""
    tree = html.fragment_fromstring(text.replace("\x00", ""), create_parent="div")
    return re.sub(r"\s+", " ", re.sub(r">\s+|\s+<", lambda m: m[0].strip(), etree.tostring(tree, encoding="unicode")))


@pytest.mark.parametrize(("text", "expected"), FRAGMENTS, ids=lambda case: repr(case)[:40])
def test_a_fragment_is_read_as_its_texts(text: str, expected: Sequence[tuple[Role, str]]) -> None:
    document = parse(text)
    assert texts(document) == list(expected)
    assert "".join(block.raw for block in document.blocks) == text


@pytest.mark.parametrize("text", [text for text, _ in FRAGMENTS if not re.search("Share|^---|<code>b<p>", text)])
def test_a_fragment_with_its_own_texts_as_targets_is_the_same_tree(text: str) -> None:
    if text:
        assert shape(render(parse(text), {})) == shape(text)


@given(MARKUP)
@settings(max_examples=60, deadline=None)
def test_any_markup_joins_to_its_text_and_an_edition_without_targets_keeps_it(text: str) -> None:
    document = parse(text)
    assert "".join(block.raw for block in document.blocks) == text
    kept = "".join(block.raw for block in document.blocks if not isinstance(block, Dropped))
    assert reader_for("a.html").render(document, {}) == kept


@given(MARKUP)
@settings(max_examples=60, deadline=None)
def test_texts_written_as_targets_are_read_as_the_same_texts(text: str) -> None:
    document = parse(text)
    again = parse(render(document, {}))
    if not any(isinstance(block, Dropped) for block in (*document.blocks, *again.blocks)):
        assert [" ".join(t.split()) for _, t in texts(again)] == [" ".join(t.split()) for _, t in texts(document)]


@given(st.text(st.sampled_from("<>&;/ abltgamp#38x\"'!-"), max_size=30))
def test_a_text_means_one_thing(text: str) -> None:
    assert write_text(read_text(write_text(text))) == write_text(text)
    assert not list(read_tokens(read_text(text)))[1:]


def test_lines_are_counted_from_the_file_s_first() -> None:
    document = parse("---\nlanguage: en\n---\n<p>One\n<b>two</b>\n\n<p>Three\n<img alt='x'>\n<p>Four")
    assert [(block.line, block.text[:5]) for block in document.blocks if isinstance(block, Translate)] == [
        (4, "One\n<"),
        (7, "Three"),
        (8, "x"),
        (9, "Four"),
    ]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_what_attacks_readers_is_an_error(text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(text)
    assert str(caught.value).startswith(message)


def test_a_target_gets_the_attributes_back_and_nothing_else_becomes_markup() -> None:
    document = parse('<p>See <a href="x" title="The port">the port</a> &amp; <b>wait</b>.</p>')
    change = {
        "See <a>the port</a> & <b>wait</b>.": "<b>انتظر</b> & انظر <a>الميناء</a> <script>x</script> 1 < 2 </i> &nbsp;",
        "The port": 'الميناء "القديم" <b>',
    }
    assert render(document, change) == (
        '<p><b>انتظر</b> &amp; انظر <a href="x" title="الميناء &quot;القديم&quot; &lt;b&gt;">الميناء</a> '
        "&lt;script&gt;x&lt;/script&gt; 1 &lt; 2 &lt;/i&gt; \xa0</p>"
    )


def test_an_attribute_is_translated_where_its_text_is_not() -> None:
    document = parse("<p>See <img src=x alt=One> here.")
    index = next(i for i, block in enumerate(document.blocks) if isinstance(block, Translate) and block.text == "One")
    assert reader_for("a.html").render(document, {index: "واحد"}) == '<p>See <img src=x alt="واحد"> here.'


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("<a>x", '<a href="y">x</a>'),
        ("x</a>", "x"),
        ("<a>x <b>y</a> z</b>", '<a href="y">x <b>y</b></a> z'),
        ("x<br>y <a>z</a>", 'x<br/>y <a href="y">z</a>'),
        ("<keep: pip x/>", "<code>pip x/</code>"),
        ("x<br />y", "x<br/>y"),
    ],
)
def test_a_target_with_broken_tags_is_closed_in_order(target: str, written: str) -> None:
    text = 'See <a href="y">a</a> <b>b</b> <code>pip x/</code><br/>c'
    assert render(parse(text), {texts(parse(text))[0][1]: target}) == written


def test_a_page_is_read_as_its_article() -> None:
    document = parse(PAGE.read_text(encoding="utf-8"))
    found = texts(document)
    assert [text for role, text in found if role is Role.HEADLINE] == [
        "Ferry line to Arwad-Nour reopens after eleven years"
    ]
    assert [text[:21] for role, text in found if role is Role.STANDFIRST] == ["A passenger ferry cro"]
    assert [text for role, text in found if role is Role.HEADING] == ["Four crossings a day"]
    said = " ".join(text for _, text in found)
    assert all(words in said for words in ("Umm Karim", "no hospital", "her first crossing"))
    for around in ("cookies", "Privacy", "Most read", "Share this", "Related", "Economy", "newsletter", "She is back"):
        assert around not in said
    metadata = document.metadata
    assert (metadata.language, metadata.author, str(metadata.date)) == ("en-GB", "Rania Saleh", "2026-04-16")


def test_what_surrounds_an_article_is_dropped_as_whole_elements() -> None:
    document = parse(PAGE.read_text(encoding="utf-8"))
    edition = reader_for("a.html").render(document, {})
    html.document_fromstring(edition)
    assert all(kept in edition for kept in ("twitter-tweet", "<em>Dalia</em>", 'src="images/ferry.svg"'))
    for around in ("<nav", "<footer", "<aside", "cookie-banner", "sharedaddy", "comments", "logo.svg"):
        assert around not in edition
    assert edition.count("<div") == edition.count("</div")


@pytest.mark.parametrize(
    "opened",
    [
        *("<svg><path>", "<video src=x>", "<button>Share", "<pre>x", "<object>", "<audio>", "<select><option>a"),
        *("<div><svg><path></div>", "<div><video></div>", "<ul><li><button>Share</ul>", "<svg></svg><svg>"),
    ],
)
def test_what_is_never_closed_swallows_no_page(opened: str) -> None:
    said = ["The court in Koblenz sits for the first time.", "The families of the missing filled all its benches."]
    text = f"<html><body><article><h1>Court opens</h1>{opened}<p>{said[0]}</p><p>{said[1]}</p></article></body></html>"
    document = parse(text)
    assert "".join(block.raw for block in document.blocks) == text
    assert {"Court opens", *said} <= {said for _, said in texts(document)}


def test_links_that_trafilatura_takes_out_of_a_paragraph_take_no_paragraph_with_them() -> None:
    said = "The Steelers were in the news for a reason on Monday, as the league <a href=/x>moved their game</a> to noon"
    page = PAGE.read_text(encoding="utf-8").replace("<h2>Four crossings", f"<p>{said}.</p><h2>Four crossings")
    assert any("were in the news" in said for _, said in texts(parse(page)))


def test_a_page_in_which_no_article_is_found_is_kept_but_for_its_navigation() -> None:
    document = parse("<html lang=ar><body><nav>Menu</nav><p>Short.</p></body></html>")
    assert texts(document) == [(B, "Short.")]


def test_a_title_inside_of_what_is_dropped_goes_with_it() -> None:
    text = "<html><body><nav><p>Menu<title>Court</title></p></nav><p>It sits.</p></body></html>"
    assert "".join(block.raw for block in parse(text).blocks) == text
    assert texts(parse(text)) == [(B, "It sits.")]


def test_a_template_s_language_is_not_that_of_a_text_in_another_script() -> None:
    page = "<html lang={}><body><p>{}</p></body></html>"
    assert parse(page.format("en", "قال الوزير إن المحكمة تفتح أبوابها.")).metadata.language is None
    assert parse(page.format("ar", "قال الوزير إن المحكمة تفتح أبوابها.")).metadata.language == "ar"
    assert parse(page.format("xx-nonsense", "It sits.")).metadata.language is None


@pytest.mark.parametrize(
    "text",
    ["<" * 50_000, "<a " * 30_000, "<!--" * 30_000, '<a b="' * 30_000, "&" * 50_000, "<b>" * 20_000, "<br>" * 20_000],
)
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    assert "".join(block.raw for block in parse(text).blocks) == text


@given(st.lists(st.sampled_from((*PIECES, "<html>", "<body>", "<head>", "<nav>", "</nav>")), max_size=25).map("".join))
@settings(max_examples=25, deadline=None)
def test_any_page_joins_to_its_text(text: str) -> None:
    page = f"<!doctype html>{text}"
    assert "".join(block.raw for block in parse(page).blocks) == page


DATED = """<html lang="en"><head><title>Water law</title></head><body><article><h1>Water law</h1>{said}
<p>The council voted on a new law on Thursday, after months of talks with farmers in the valley.</p>
<p>It opens in May, the minister said, and nobody wanted to wait any longer.</p></article>
<footer><p>© 2026 The Valley Post</p></footer></body></html>"""


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("", None),
        ("<p>12 May 2025</p>", "2025-05-12"),
        ("<p>1 January 2026</p>", "2026-01-01"),
        ("<p>1 كانون الثاني 2026</p>", "2026-01-01"),
        ("<p>01/01/2026</p>", "2026-01-01"),
        ('<time datetime="2026-01-01">New Year</time>', "2026-01-01"),
    ],
)
def test_the_year_of_a_copyright_is_no_date_of_an_article(said: str, date: str | None) -> None:
    metadata = reader_for("a.html").parse(DATED.format(said=said), "source/a.html").metadata
    assert str(metadata.date or "") == (date or "")
