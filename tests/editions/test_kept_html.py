"""HTML and Markdown of other people: byte for byte, without what could run."""

from __future__ import annotations

import re

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.editions.writers import kept_html
from pipeline.editions.writers.kept_html import keep_html
from pipeline.editions.writers.kept_markdown import _is_active, keep_markdown
from tests.editions.test_isolation import steps

# What agencies send: figures, captions, bylines, datelines, credits, contacts, embeds, classes, data attributes.
AGENCY = [
    '<section class="main"><p class="byline">By A B</p><p>OSLO <em>(X)</em> &#8212; Text</p></section>',
    "<figure class='img' data-assoc-ref=\"a1\"><img src=\"https://e.example/a.jpg?w=1&amp;h=2\" alt='A > B'/>"
    "<figcaption>Photo: C</figcaption></figure>".replace("A > B", "A"),
    '<iframe src="https://www.youtube.com/embed/x" width=560 height="315" allowfullscreen></iframe>',
    '<p>Contact:<br/>D, <a href="mailto:d@e.example">d@e.example</a>, <a HREF="tel:+123">123</a></p>',
    '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>B</body></html>',
    "<div  id = 'x'   data-charCount='3' aria-label=y style=\"color: red; text-align:center\">1 < 2 & 3 > 2</div >",
    "<!-- block 1 --><a href=/a/b/?c=d target=_blank rel=noopener>e</a>",
    '<video controls poster="p.jpg"><source src="v.mp4" type="video/mp4"><track kind=captions src=c.vtt></video>',
    '<blockquote class="twitter-tweet" cite="https://t.example/1"><p lang="en" dir="ltr">T</p></blockquote>',
    '<img srcset="a.jpg 1x, https://e.example/b.jpg 2x" src="//e.example/a.jpg" alt="">',
]
# A text, and what is left of it.
REFUSED = [
    ("a<script>alert(1)</script>b", "ab"),
    ("a<SCRIPT src=x></SCRIPT >b", "ab"),
    ("a<script>b", "ab"),
    ("<img/onerror=alert(1) src=x>", "<img src=x>"),
    ('<img src="x" onerror="a>b" alt="c">', '<img src="x" alt="c">'),
    ('<a href="java&#115;cript:alert(1)" class="k">a</a>', '<a class="k">a</a>'),
    ('<a href="java&Tab;script&colon;alert(1)">a</a>', "<a>a</a>"),
    ("<a href=' \x01javascript:alert(1)'>a</a>", "<a>a</a>"),
    ("<a href=data:text/html,x>a</a>", "<a>a</a>"),
    (
        '<iframe srcdoc="<script>1</script>" src="https://e.example"></iframe>',
        '<iframe src="https://e.example"></iframe>',
    ),
    ("<iframe src=javascript:1></iframe>", "<iframe></iframe>"),
    ("a<svg><script>1</script><a xlink:href=javascript:1>x</a></svg>b", "ab"),
    ("a<svg onload=1>b", "ab"),
    ("a<math><mtext></math>b", "ab"),
    ("<style>p{}</style>a", "a"),
    ('<p style="background: url(x)">a</p>', "<p>a</p>"),
    ('<p style="position: fixed">a</p>', "<p>a</p>"),
    ("<form action=x><input name=a>b</form>", "b"),
    ("<base href=x><link rel=stylesheet href=y><meta http-equiv=refresh content=z>a", "a"),
    ("<iframe><!-- </iframe><img src=x onerror=1> --></iframe>", "<iframe></iframe>"),
    (
        '<iframe><a title="</iframe><img src=x onerror=1>">',
        '<iframe><a title="&lt;/iframe&gt;&lt;img src=x onerror=1&gt;">',
    ),
    ("<textarea><a title='</textarea><img onerror=1>'>", "<img>'>"),
    ('<a title="a<b>c">d</a>', '<a title="a&lt;b&gt;c">d</a>'),
    ("<p/onclick='1'/class=a>b", "<p/class=a>b"),
    ('<p class="a"onclick="b"id="c">d', '<p class="a"id="c">d'),
    ("<CITAT>a</CITAT>", "a"),
    ("<a<b>c", "&lt;a<b>c"),
    ("<img src=`x` onerror=1>", "&lt;img src=`x` onerror=1>"),
    ("<![CDATA[a]]>b", "b"),
    ("<?xml-stylesheet href='a'?>b", "b"),
    ("<div xmlns='http://www.w3.org/2000/svg'>a</div>", "<div>a</div>"),
    ("<!--><img onerror=1>-->a", "a"),
    ("<!-- a", " a"),
    ("<<!--noscript/>a <", "&lt;noscript/>a &lt;"),
    ("<img srcset='a 1x, javascript:b 2x'>", "<img>"),
]
MARKDOWN = [
    ("a <https://e.example> <d@e.example> [b](c.md) `<script>`\n", None),
    ("<div class='x'>\n\n*a* 1 < 2\n\n</div>\n", None),
    ("```\n<script>alert(1)</script>\n```\n", None),
    ("a <img src=x onerror=alert(1)> b\n", "a <img src=x> b\n"),
    ("<img src=x onerror=alert(1)>\n", "<img src=x>\n"),
    ("[a](javascript:alert(1)) b\n", "[a](#javascript:alert(1)) b\n"),
    ("[a](<java&#115;cript:alert(1)>) b\n", "[a](<#java&#115;cript:alert(1)>) b\n"),
    ("[a](javascript\\:alert(1)) b\n", "[a](#javascript\\:alert(1)) b\n"),
    ("![a](data:text/html,b)\n", "![a](#data:text/html,b)\n"),
    ("[a]\n\n[a]: javascript:b\n", "[a]\n\n[a]: #javascript:b\n"),
    ("<javascript:alert(1)>\n", "&lt;javascript:alert(1)>\n"),
    ("a ` b\n`<img src=x onerror=1>` c\n", "a ` b\n`<img src=x>` c\n"),
    ("[a\nb]\n\n[a\nb]: vbscript:c\n", "[a\nb]\n\n[a\nb]: #vbscript:c\n"),
    ("> - <script>\n>   alert(1)\n>   </script>\n", "> - \n"),
]
PIECES = [
    *("<", ">", "</", "/>", '"', "'", "=", " ", "/", "`", "<!--", "-->", "--!>", "]]>", "<![CDATA[", "&lt;", "a", "\n"),
    *("script", "img", "svg", "iframe", "style", "p", "title", "math", "mtext", "textarea", "noscript", "template"),
    *("onerror=alert(1)", "src=x", "href=", "javascript:1", "class=a", "srcdoc=", "xlink:href=", "style='a:url(b)'"),
]
GROWING = [
    "<a ",
    "<a b='",
    "<!--",
    "<script>",
    "<svg>",
    "</a ",
    "<a b=c ",
    "](",
    "<script></script>",
    '<a b="<',
    " a=b",
]
WIDE = {*kept_html._ELEMENTS, *kept_html._WITH_CONTENT, "embed", "form", "input", "link", "base"} - {"script", "style"}


def seen(html: str, *, all_attributes: bool) -> str:
    """Return a body as an HTML5 parser understands it, with all that we keep, or with what we refuse as well."""
    names = {"onerror", "srcdoc", "xlink:href", "onload"} if all_attributes else set()
    attributes = {"*": {*kept_html._PLAIN, *kept_html._ADDRESSES, "style", *names} - {"rel"}}
    schemes = {"http", "https", "mailto", "tel"} | ({"javascript", "data"} if all_attributes else set())
    tags = WIDE if all_attributes else {*kept_html._ELEMENTS}
    return nh3.clean(html, tags=tags, attributes=attributes, url_schemes=schemes, link_rel=None)


@pytest.mark.parametrize("html", AGENCY)
def test_what_agencies_send_stays_byte_for_byte(html: str) -> None:
    assert keep_html(html) == html


@pytest.mark.parametrize(("html", "kept"), REFUSED)
def test_only_what_is_refused_goes(html: str, kept: str) -> None:
    assert keep_html(html) == kept
    assert keep_html(kept) == kept


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_a_browser_finds_nothing_refused_in_what_is_kept(html: str) -> None:
    kept = keep_html(html)
    assert keep_html(kept) == kept
    assert seen(kept, all_attributes=True) == seen(kept, all_attributes=False)
    assert not re.search("<(?:script|style|svg|math)", kept, re.IGNORECASE)


@pytest.mark.parametrize(("text", "kept"), MARKDOWN)
def test_markdown_keeps_all_but_what_runs(text: str, kept: str | None) -> None:
    assert keep_markdown(text) == (text if kept is None else kept)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from([*PIECES, "[a](", "]:", ")", "`", "\n\n", "> ", "- ", "    ", "\\"]), max_size=25).map(
        "".join
    )
)
def test_no_reader_of_markdown_finds_anything_active(text: str) -> None:
    assert not _is_active(keep_markdown(text))


@pytest.mark.parametrize("piece", GROWING)
def test_twice_the_html_takes_twice_the_steps(piece: str) -> None:
    def work(times: int) -> int:
        return steps(lambda: keep_html(f"<p>{piece * times}"))

    assert work(800) <= 2.2 * work(400) + 50
