"""HTML and ninjs articles have the form of Markdown for editions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.editions.edition import Site, build_edition
from pipeline.editions.writers import WRITERS
from pipeline.errors import SourceError
from pipeline.model import Article, Catalog, Entry, Translate, Unit
from pipeline.sources.readers import markdown_form, reader_for
from pipeline.sources.readers.html_clean import clean_html
from pipeline.sources.readers.markdown_form import in_markdown_form

SOURCE = Path(__file__).parents[2] / "source"
_TWEET = '<div><blockquote class="twitter-tweet">x</blockquote></div>'
# Each case: a file's name, its text, and what it is in Markdown.
FORMS = [
    ("a.html", "<h1>One</h1><p>a <em>b</em> <b>c</b> <del>d</del> <span>e</span>", "# One\n\na *b* **c** ~~d~~ e\n"),
    ("a.html", "<p>See <a href='x y'>it</a> * _ [z] 1 &lt; 2", "See [it](<x%20y>) \\* \\_ \\[z\\] 1 \\< 2\n"),
    ("a.html", "<ul><li>a<br>b</ul><blockquote>c<br>d</blockquote>", "- a\\\n  b\n\n> c\\\n> d\n"),
    ("a.html", "<p><img src=x alt='A port'></p><p>See <img src=y alt=One>.", "![A port](x)\n\nSee ![One](<y>).\n"),
    (
        "a.html",
        "<p>Run <code>pip</code>, <span translate=no>a*</span>.<pre>x\n y</pre>",
        "Run `pip`, a\\*.\n\n```\nx\n y\n```\n",
    ),
    (
        "a.html",
        "<p>a<iframe src=https://a.example/v></iframe><p>b",
        'a\n\n<div><iframe src="https://a.example/v"></iframe></div>\n\nb\n',
    ),
    ("a.html", "<table><tr><th>a<th>b<tr><td>c<td>d</table>", "| a | b |\n| --- | --- |\n| c | d |\n"),
    ("a.html", "<p>See <a href='javascript:x()'>it</a>, <a href='/y'>that</a>", "See it, [that](</y>)\n"),
    ("a.html", "<blockquote class=twitter-tweet>x</blockquote>a", _TWEET + "\n\na\n"),
    ("a.html", "<script>x</script><p onclick=x>a</p><form><input></form>", "a\n"),
    ("a.html", "---\ntitle: One\n---\n<p>a", "---\ntitle: One\n---\na\n"),
    ("a.json", '{"headlines": [{"value": "One"}], "bodies": [{"value": "a\\n\\nb"}]}', "# One\n\na\n\nb\n"),
    (
        "a.json",
        '{"headline": "One", "body_text": "a", "body_html": "<p>b", "description_text": "c"}',
        "# One\n\nc\n\nb\n",
    ),
    (
        "a.json",
        '{"headline": "x", "associations": {"m": {"type": "picture", "headline": "A", "renditions": [{"href": "y"}]}}}',
        "# x\n\n![A](y)\n",
    ),
]


def edition_of(name: str, text: str, targets: dict[str, str]) -> dict[str, str]:
    """Write the editions of an article, one unit for each block."""
    document = reader_for(name).parse(text, name)
    units = tuple(
        Unit(source=" ".join(block.text.split()), role=block.role, block=index, line=1, language="en")
        for index, block in enumerate(document.blocks)
        if isinstance(block, Translate)
    )
    entries = tuple(
        Entry(context=f"{unit.role}#{n}", source=unit.source, target=targets.get(unit.source, unit.source))
        for n, unit in enumerate(units)
    )
    catalog = Catalog(slug="a", source_language="en", language="ar", entries=entries)
    edition = build_edition(Article(slug="a", language="en", document=document, units=units), catalog, "ar")
    return {writer.name: writer.write(edition) for writer in WRITERS}


@pytest.mark.parametrize(("name", "text", "form"), FORMS, ids=lambda case: repr(case)[:40])
def test_an_article_has_the_form_of_markdown(name: str, text: str, form: str) -> None:
    document = in_markdown_form(reader_for(name).parse(text, name)).document
    assert document.format == "markdown"
    assert reader_for("a.md").render(document, {}) == form


def test_a_target_takes_its_place_with_its_tags_and_attributes() -> None:
    text = '<h1>Port</h1><p>See <a href="https://a.example/x">the <b>port</b></a> and <img src="y.png" alt="Ship">.'
    targets = {
        "Port": "ميناء",
        "See <a>the <b>port</b></a> and <img>.": "انظر <img> و<a>ال<b>ميناء</b></a>.",
        "Ship": "سفينة",
    }
    editions = edition_of("a.html", text, targets)
    assert "# ميناء\n\nانظر ![سفينة](<y.png>) و[ال**ميناء**](<https://a.example/x>)." in editions["md"]
    assert '<a href="https://a.example/x">ال<strong>ميناء</strong></a>' in editions["html"]


HTML_IN_MARKDOWN = """# Port

<div align="center">
<p>See <a href="https://a.example/x">the <b>port</b></a> &amp; wait.</p>
</div>
<table><tr><th>Ship</th></tr><tr><td>First | <img src="y.png" alt="Big ship"></td></tr></table>

One *two*.

<details>
<summary>More</summary>

> Three
> four

</details>
"""


def test_blocks_of_html_in_markdown_stay_so_and_become_markdown_for_other_forms() -> None:
    targets = {
        "See <a>the <b>port</b></a> & wait.": "انظر <a>ال<b>ميناء</b></a> & <i>انتظر</i>.",
        "Ship": "سفينة",
        "Big ship": 'سفينة "كبيرة"',
        "More": "المزيد",
        "Three four": "ثلاثة أربعة",
    }
    isolates = dict.fromkeys(map(ord, "\u2066\u2067\u2069"))
    editions = {form: text.translate(isolates) for form, text in edition_of("a.md", HTML_IN_MARKDOWN, targets).items()}
    assert editions["md"].endswith(
        """# Port

<div align="center">
<p>انظر <a href="https://a.example/x">ال<b>ميناء</b></a> &amp; &lt;i&gt;انتظر&lt;/i&gt;.</p>
</div>
<table><tr><th>سفينة</th></tr><tr><td>First | <img src="y.png" alt="سفينة &quot;كبيرة&quot;"></td></tr></table>

One *two*.

<details>
<summary>المزيد</summary>

> ثلاثة أربعة

</details>
"""
    )
    page = editions["html"]
    assert (
        '<p>انظر <a href="https://a.example/x">ال<strong>ميناء</strong></a> &amp; &lt;i&gt;انتظر&lt;/i&gt;.</p>' in page
    )
    assert "<th>سفينة</th>" in page
    assert "<blockquote>\n<p>ثلاثة أربعة</p>\n</blockquote>" in page
    assert "embed" not in page.partition("<article")[2]
    assert "المزيد\n\n> ثلاثة أربعة" in editions["txt"]


def unreviewed_markdown(text: str, site: Site | None = None) -> dict[str, str]:
    document = reader_for("a.md").parse(text, "a.md")
    units = tuple(
        Unit(source=block.text, role=block.role, block=index, line=1, language="en")
        for index, block in enumerate(document.blocks)
        if isinstance(block, Translate)
    )
    article = Article(slug="a", language="en", document=document, units=units)
    edition = build_edition(article, None, "ar", site=site)
    return {writer.name: writer.write(edition) for writer in WRITERS}


def test_what_nobody_reviewed_is_marked_in_a_block_of_html_too() -> None:
    written = unreviewed_markdown("<p>One <b>two</b>.</p>\n\n<p><img src='a.png' alt='Ship'></p>\n")
    assert written["md"].endswith(
        """<p><span lang="en" dir="ltr">One <b>two</b>.</span></p>\n\n<p><img src='a.png' alt='Ship'></p>\n"""
    )
    assert 'dir="ltr">One <strong>two</strong>.</span>' in written["html"]


def test_omitted_texts_of_a_block_of_html_are_empty() -> None:
    written = unreviewed_markdown("# One\n\n<p>Two</p>\n", Site(fallback="omit"))
    assert written["md"].endswith("---\n\n<p></p>\n")


@pytest.mark.parametrize(
    "path", [SOURCE / "ferry-line-reopens.html", SOURCE / "orchard-prices.json"], ids=lambda path: path.name
)
def test_our_examples_are_written_in_every_form(path: Path) -> None:
    editions = edition_of(path.name, path.read_text(encoding="utf-8"), {})
    for text in editions.values():
        assert "\ue000" not in text
        assert "Privacy" not in text
    words = "Umm Karim" if path.suffix == ".html" else "هدى النجار"
    assert words in editions["md"]
    assert words in editions["html"]


def test_texts_that_browsers_would_hide_are_kept_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = clean_html
    monkeypatch.setattr(markdown_form, "clean_html", lambda text: whole(re.sub("<div>.*</div>", "", text)))
    page = "<h1>One</h1><div><p>Two <b>three</b></p></div><blockquote>Four</blockquote>"
    form = in_markdown_form(reader_for("a.html").parse(page, "a.html"))
    assert reader_for("a.md").render(form.document, {}) == "# One\n\nTwo **three**\n\n> Four\n"


def test_what_is_nested_too_deeply_is_an_error() -> None:
    with pytest.raises(SourceError, match="nested too deeply"):
        in_markdown_form(reader_for("a.html").parse("<b>" * 3000 + "<p>a", "a.html"))


@given(
    st.lists(
        st.sampled_from(
            ("<p>", "<b>", "</b>", "<a href=x>", "</a>", "<br>", "<ul>", "<li>", "a", " ", "<td>", "# ", "1. ", "*")
        ),
        max_size=20,
    ).map("".join)
)
@settings(max_examples=40, deadline=None)
def test_no_text_is_lost_on_the_way_to_markdown(text: str) -> None:
    document = reader_for("a.html").parse(text, "a.html")
    form = in_markdown_form(document)
    placed = {index for index, block in enumerate(document.blocks) if isinstance(block, Translate) and block.raw}
    assert all(form.places[index] < len(form.document.blocks) - 1 for index in placed)
