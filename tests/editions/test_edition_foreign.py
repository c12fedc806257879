"""Editions of HTML and ninjs articles: in every format, safe, with what stands above the body there once."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.editions.edition import Edition, Origin, Site, build_edition
from pipeline.editions.writers import WRITERS
from pipeline.editions.writers.ninjs_item import rewrite_item
from pipeline.model import Article, Catalog, Entry
from pipeline.sources.readers import reader_named
from pipeline.sources.segment import units_of

WRITE = {writer.name: writer.write for writer in WRITERS}
PAGE = """<!doctype html><html lang="en"><head><title>Ferry reopens | Post</title><script>alert(1)</script></head><body>
<nav><a href="/">Home</a></nav><article><h1>Ferry line reopens after nine years</h1>
<figure><img src="images/ferry.jpg" alt="A ferry" onerror="x()"><figcaption>The ferry on Friday</figcaption></figure>
<p>The <a href="grain.html" onclick="x()">terminal</a> paid <b>$100</b> &amp; more.
Read <a href="javascript:x()">this</a>.</p>
<ul><li>Two boats will leave from the northern pier every day</li><li>One will leave on Fridays</li></ul>
<p>Residents waited for nine years, and the harbour master said that the first boat will leave at half past eight.</p>
</article></body></html>
"""
ITEM = """{"uri": "urn:x:1", "language": "en", "standard": {"name": "ninjs", "version": "3.0"}, "edNote": "Hold.",
 "headlines": [{"value": "Wire story on the port"}], "descriptions": [{"value": "A summary of the story."}],
 "bodies": [{"contentType": "text/html", "value": "<p>The port is <b>closed</b>. Nobody was hurt.</p>"}],
 "associations": [{"name": "main", "type": "picture", "descriptions": [{"value": "The port at night"}],
   "renditions": [{"name": "main", "href": "https://example.org/p.jpg"}]}],
 "genres": [{"name": "news"}]}
"""
PIECES = [
    *(
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<h1>",
        "<ul><li>",
        "<br>",
        "</a>",
        "<script>x</script>",
        '<a href="javascript:x">',
    ),
    *("text ", "نص ", "&amp;", "*", "[x](y)", "⸢0⁝", "⸣", "1. ", "# ", "<img src=x onerror=y>", "<table><tr><td>"),
]
ARABIC = {
    "Ferry line reopens after nine years": "خط العبّارات يعود بعد تسع سنوات",
    "A ferry": "عبّارة",
    "The <a>terminal</a> paid <b>$100</b> & more.": "دفعت <a>المحطة</a> مبلغ <b>$100</b> وأكثر.",
    "Wire story on the port": "خبر عن الميناء",
    "The port is <b>closed</b>.": "الميناء <b>مغلق</b>.",
    "The port at night": "الميناء ليلاً",
}


def edition_of(text: str, form: str, language: str = "ar", site: Site | None = None) -> Edition:
    document = reader_named(form).parse(text, "source/ferry.x")
    article = Article(slug="ferry", language="en", document=document, units=units_of(document, "en"))
    entries = tuple(
        Entry(context=f"{unit.role}#{n}", source=unit.source, target=ARABIC.get(unit.source, ""))
        for n, unit in enumerate(article.units, 1)
    )
    catalog = Catalog(slug="ferry", source_language="en", language="ar", entries=entries)
    return build_edition(article, catalog if language == "ar" else None, language, site=site)


def body_of(page: str) -> str:
    return page.partition("</header>\n")[2].partition("</article>")[0].strip()


def test_a_page_becomes_markdown_with_its_links_and_pictures() -> None:
    body = WRITE["md"](edition_of(PAGE, "html")).split("---\n\n")[1]
    assert body == (
        "# خط العبّارات يعود بعد تسع سنوات\n\n"
        "![عبّارة](images/ferry.jpg)  \n"
        '<span lang="en" dir="ltr">The ferry on Friday</span>\n\n'
        "دفعت [المحطة](<grain.html>) مبلغ **\u2066$100\u2069** وأكثر. "
        '<span lang="en" dir="ltr">Read this.</span>\n\n'
        '- <span lang="en" dir="ltr">Two boats will leave from the northern pier every day</span>\n'
        '- <span lang="en" dir="ltr">One will leave on Fridays</span>\n\n'
        '<span lang="en" dir="ltr">Residents waited for nine years, and the harbour master said that the first boat '
        "will leave at half past eight.</span>\n"
    )


def test_a_page_stays_a_page_without_what_could_run() -> None:
    page = WRITE["html"](edition_of(PAGE, "html"))
    assert "<h1>خط العبّارات يعود بعد تسع سنوات</h1>" in page
    body = body_of(page)
    assert '<img src="images/ferry.jpg"' in body
    assert '<a href="grain.html">المحطة</a> مبلغ <strong><bdi dir="ltr">$100</bdi></strong>' in body
    assert "h1" not in body
    assert "Home" not in body
    for word in ("alert", "onerror", "onclick", "javascript"):
        assert word not in page


LINKED = '<figure class="x">\n<a href="b.jpg"><img src="a.jpg" alt="A ferry"></a><figcaption>\n'
FIGURES = [
    # the figure in HTML, the figure of the page
    (
        '<figure><img src="a.jpg" alt="A ferry"><figcaption>On Friday</figcaption></figure>',
        '<figure><img src="a.jpg" alt="A ferry"><figcaption>On Friday</figcaption></figure>',
    ),
    (
        f"{LINKED}<p>On <b>Friday</b></p><p>Post</p></figcaption></figure>",
        '<a href="b.jpg"><img src="a.jpg" alt="A ferry"></a><figcaption>On <strong>Friday</strong> Post</figcaption>',
    ),
    (
        '<figure><img src="a.jpg" alt=""><figcaption>On Friday</figcaption></figure>',
        '<figure><img src="a.jpg" alt=""><figcaption>On Friday</figcaption></figure>',
    ),
    (
        '<figure><img src="a.jpg" alt="A ferry"></figure>',
        '<figure><img src="a.jpg" alt="">\n<figcaption>A ferry</figcaption></figure>',
    ),
]


@pytest.mark.parametrize(("figure", "shown"), FIGURES)
def test_a_figures_caption_is_its_caption_and_its_alternative_text_stays_one(figure: str, shown: str) -> None:
    body = body_of(WRITE["html"](edition_of(f"{figure}\n<p>The first boat left at half past eight.</p>", "html", "en")))
    assert body.startswith("<figure>")
    assert shown in body


def test_both_texts_of_a_figure_are_translated_and_each_may_be_left_out() -> None:
    page = FIGURES[0][0] + "\n<p>The terminal is open on Fridays, and nobody was hurt there.</p>"
    assert '<img src="a.jpg" alt="عبّارة"><figcaption><span class="source" lang="en" dir="ltr">On Friday<' in body_of(
        WRITE["html"](edition_of(page, "html"))
    )
    site = Site(base_url="https://news.example.org")
    item = json.loads(WRITE["ninjs"](replace(edition_of(page, "html"), site=site)))
    pictures = [each for each in item["associations"] if each["type"] == "picture"]
    assert [picture["descriptions"][0]["value"] for picture in pictures] == ["On Friday"]
    edition = edition_of(page, "html", site=Site(fallback="omit"))
    assert "![عبّارة](a.jpg)  \n\n" in WRITE["md"](edition)
    assert "<figcaption>عبّارة</figcaption>" in WRITE["html"](edition)


def test_a_hard_break_below_an_image_begins_its_caption() -> None:
    text = "The first boat left the harbour.\n\n![A ferry](a.jpg)\\\nIt left the harbour on *Friday*.\n\nIt was full.\n"
    shown = "<figcaption>It left the harbour on <em>Friday</em>.</figcaption></figure>"
    assert f'<figure><img src="a.jpg" alt="A ferry">{shown}' in body_of(
        WRITE["html"](edition_of(text, "markdown", "en"))
    )


def test_an_item_becomes_text_and_a_page() -> None:
    text = WRITE["txt"](edition_of(ITEM, "ninjs")).replace("\u2066", "").replace("\u2069", "")
    assert text.split("\n\n") == [
        "خبر عن الميناء",
        "مترجَم عن الإنجليزية. وتُركت جملتان بلغتهما الأصلية، وهي الإنجليزية.",
        "⟦en: A summary of the story.⟧",
        "الميناء ليلاً",
        "الميناء مغلق. ⟦en: Nobody was hurt.⟧\n",
    ]
    page = WRITE["html"](edition_of(ITEM, "ninjs"))
    assert '<img src="https://example.org/p.jpg" alt="">\n<figcaption>الميناء ليلاً</figcaption>' in page


def test_an_item_stays_an_item_with_its_other_properties() -> None:
    item = json.loads(WRITE["ninjs"](edition_of(ITEM, "ninjs")))
    assert (item["language"], item["genres"], item["uri"]) == ("ar", [{"name": "news"}], "urn:newsloc:ar:ferry")
    assert item["bodies"][0]["value"] == (
        '<p>الميناء <b>مغلق</b>. <span class="source" lang="en" dir="ltr">Nobody was hurt.</span></p>'
    )
    assert item["descriptions"][0]["value"] == "A summary of the story."
    assert item["edNote"].startswith("Hold. مترجَم")


@pytest.mark.parametrize(("version", "said"), [("3.1", True), ("3.0", False), ("2.2", True), ("2.1", False)])
def test_an_item_says_that_a_machine_wrote_it_where_its_version_can(version: str, said: bool) -> None:  # noqa: FBT001
    edition = edition_of(ITEM.replace("3.0", version), "ninjs")
    assert edition.as_filed
    drafts = tuple(replace(unit, origin=Origin.DRAFT) for unit in edition.as_filed.units)
    item = json.loads(rewrite_item(replace(edition, as_filed=replace(edition.as_filed, units=drafts))))
    assert (not {"digitalSourceType", "digitalsourcetype"}.isdisjoint(item)) is said
    assert item["standard"]["version"] == version


@pytest.mark.parametrize(("form", "text"), [("html", PAGE), ("ninjs", ITEM)])
def test_nothing_of_what_is_left_out_shows(form: str, text: str) -> None:
    edition = edition_of(text, form, site=Site(fallback="omit"))
    for name, write in WRITE.items():
        written = write(edition)
        assert "Residents" not in written, name
        assert "Nobody" not in written, name
        assert "\ue000" not in written, name


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_fragment_becomes_a_safe_page(pieces: list[str]) -> None:
    edition = edition_of("".join(["<p>Words of a fragment.</p>", *pieces]), "html")
    for write in WRITE.values():
        written = write(edition)
        assert "javascript:" not in written
        assert "<script>x" not in written
        assert "onerror" not in written
