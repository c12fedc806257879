"""Editions: which text a unit gets, and how the writers show it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from pipeline.editions.edition import Edition, build_edition
from pipeline.editions.writers import WRITERS
from pipeline.editions.writers.markdown import escape_markdown
from pipeline.editions.writers.tokens import _allows
from pipeline.languages.normalize import normalize
from pipeline.model import Article, Catalog, Dropped, Entry, Role, Translate, Unit
from pipeline.sources.readers import reader_named
from pipeline.sources.segment import units_of

WRITE = {writer.name: writer.write for writer in WRITERS}
VOID = {"meta", "br", "hr", "img"}
ARTICLE = """\
---
language: en
title: Ice closes the port
standfirst: Ships wait outside.
date: 2026-01-09
author: Lina Haddad
---

The port is **closed**. Ships _wait_ outside.

![The port on Friday](port.jpg)

## What comes next

- An icebreaker.
- A thaw.

1. Clear the quay.
2. Count the ships.

> Nobody leaves, she said.

```
keep = this
```

<iframe src="https://example.org"></iframe>

<!-- a note of the desk -->

***

| Day | Ships |
| --- | --- |
| Friday | Twelve |

Read the [notice](https://example.org/ice "Notice") and `code`.
"""
ARABIC = {
    "Ice closes the port": "الجليد يغلق الميناء",
    "The port is **closed**.": "الميناء **مغلق**.",
    "The port on Friday": "الميناء يوم الجمعة",
    "An icebreaker.": "كاسحة جليد.",
    "Clear the quay.": "إخلاء الرصيف.",
    "Day": "اليوم",
}
PLAIN_TEXT = """\
Ice closes the port

The *port* is closed. 1 < 2 & more_or_less.

1. Clear the quay
- Wait

***
"""
SAFE = [
    ("[a](https://example.org/x)", '<a href="https://example.org/x">a</a>'),
    ("[a](mailto:a@example.org)", '<a href="mailto:a@example.org">a</a>'),
    ("<https://example.org>", '<a href="https://example.org">https://example.org</a>'),
    ("[a](javascript:alert(1)) b", "<p>a b</p>"),
    ("[a](//evil.example) b", "<p>a b</p>"),
    ("[a](data:text/html,x) b", "<p>a b</p>"),
    ("![a](javascript:x) b", "<p>a b</p>"),
    ("![a *b*](x.png) c", '<p><img src="x.png" alt="a b"> c</p>'),
    ("a <b onclick='x'>b</b>", "<p>a &lt;b onclick='x'&gt;b&lt;/b&gt;</p>"),
    ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ("<div>", "<p>&lt;div&gt;</p>"),
    ("# a", "<p># a</p>"),
]
FRONTS = [
    ("---\nlanguage: en\ntitle: A b\n---\n\n", "---\nlanguage: ar\n{note}title: أ ب\n---\n\n"),
    ("---\nlang: en # ours\n---\n\n", "---\nlanguage: ar\n{note}---\n\n"),
    ("---\nauthor: X\n---\n\n", "---\nlanguage: ar\n{note}author: X\n---\n\n"),
    ("", "---\nlanguage: ar\n{note}---\n\n"),
]
TOO_MANY_ELEMENTS = 100
WHOLE = "مترجَم عن الإنجليزية، وقد روجعت ترجمة كل جملة فيه."
NOTE = f'translation_note: "{WHOLE}"\n'


class Outline(HTMLParser):
    """Reads a page as a browser does, and fails where its elements are not nested."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of the elements with a tag."""
        return [attrs for name, attrs in self.elements if name == tag]


def article_of(text: str, form: str = "markdown", language: str = "en") -> Article:
    """Read an article; its sentences end at a full stop."""
    document = reader_named(form).parse(text, "source/ice.md")
    units = tuple(
        Unit(source=sentence, role=block.role, block=index, line=block.line, language=language)
        for index, block in enumerate(document.blocks)
        if isinstance(block, Translate)
        for sentence in re.split(r"(?<=\.) (?=[A-Z_<])", " ".join(block.text.split()))
    )
    return Article(slug="ice", language=language, document=document, units=units)


def catalog_of(article: Article, targets: dict[str, str], *, fuzzy: bool = False) -> Catalog:
    entries = tuple(
        Entry(context=f"{unit.role}#{n}", source=unit.source, target=targets.get(unit.source, ""), fuzzy=fuzzy)
        for n, unit in enumerate(article.units, 1)
    )
    return Catalog(slug="ice", source_language=article.language, language="ar", entries=entries)


def edition_of(text: str = ARTICLE, targets: dict[str, str] | None = None, form: str = "markdown") -> Edition:
    article = article_of(text, form)
    return build_edition(article, catalog_of(article, ARABIC if targets is None else targets), "ar")


def bare(text: str) -> str:
    """Remove the isolating characters."""
    return re.sub("[\u2066-\u2069]", "", text)


def body_of(page: str) -> str:
    return page.partition("</header>\n")[2].partition("</article>")[0].strip()


def test_only_reviewed_targets_are_taken() -> None:
    article = article_of("Ice. Snow. Rain.\n")
    entries = (
        Entry(context="body#1", source="Ice.", target="جليد."),
        Entry(context="body#2", source="Snow.", target="ثلج.", fuzzy=True),
        Entry(context="body#3", source="Rain."),
    )
    catalog = Catalog(slug="ice", source_language="en", language="ar", entries=entries)
    edition = build_edition(article, catalog, "ar")
    assert [(unit.text, unit.is_source, unit.language) for unit in edition.units] == [
        ("جليد.", False, "ar"),
        ("Snow.", True, "en"),
        ("Rain.", True, "en"),
    ]
    assert (edition.reviewed, edition.source) == (1, 2)


def test_a_target_of_several_lines_becomes_one() -> None:
    edition = edition_of("Ice.\n", {"Ice.": "جليد\n\n# كثير."})
    assert edition.units[0].text == "جليد # كثير."


def test_neighbouring_source_sentences_are_marked_as_one() -> None:
    text = WRITE["md"](edition_of("Ice. Snow. Rain. Wind.\n", {"Rain.": "مطر."}))
    assert text.endswith('<span lang="en" dir="ltr">Ice. Snow.</span> مطر. <span lang="en" dir="ltr">Wind.</span>\n')


@pytest.mark.parametrize(("front", "expected"), FRONTS)
def test_front_matter_names_the_language_of_the_edition(front: str, expected: str) -> None:
    written = WRITE["md"](edition_of(f"{front}Ice.\n", {"Ice.": "جليد.", "A b": "أ ب"}))
    assert written.replace('"أ ب"', "أ ب") == f"{expected.format(note=NOTE)}جليد.\n"


def test_markdown_keeps_the_skeleton_and_marks_what_can_be_marked() -> None:
    text = WRITE["md"](edition_of())
    assert 'title: "الجليد يغلق الميناء"\nstandfirst: Ships wait outside.\n' in text
    assert 'الميناء **مغلق**. <span lang="en" dir="ltr">Ships _wait_ outside.</span>\n' in text
    assert "![الميناء يوم الجمعة](port.jpg)\n" in text
    assert '## <span lang="en" dir="ltr">What comes next</span>\n' in text
    assert "```\nkeep = this\n```\n\n<iframe" in text
    untranslated = WRITE["md"](edition_of(targets={}))
    assert "![The port on Friday](port.jpg)" in untranslated


def test_a_text_article_becomes_markdown_that_reads_the_same() -> None:
    text = WRITE["md"](build_edition(article_of(PLAIN_TEXT, "text"), None, "en"))
    assert text == (
        "# Ice closes the port\n\nThe \\*port\\* is closed. 1 \\< 2 \\& more\\_or\\_less.\n\n"
        "1. Clear the quay\n- Wait\n\n\\*\\*\\*\n"
    )


@pytest.mark.parametrize("form", ["md", "txt"])
@pytest.mark.parametrize("language", ["en", "en-GB"])
def test_an_edition_in_the_original_language_is_the_article(form: str, language: str) -> None:
    article = article_of(ARTICLE if form == "md" else PLAIN_TEXT, "markdown" if form == "md" else "text")
    edition = build_edition(article, None, language)
    written = WRITE[form](edition)
    raw = "".join(block.raw for block in article.document.blocks)
    assert edition.source == 0
    assert written == raw


@settings(deadline=None)
@given(
    st.text(st.sampled_from('ab. -*1)>#\n\u00a0\u200f:ا،؟"_[]()`|~'), max_size=80),
    st.sampled_from(["text", "markdown"]),
)
def test_the_identity_edition_is_the_normalized_article_without_boilerplate(text: str, form: str) -> None:
    document = reader_named(form).parse(text, "source/a.x")
    article = Article(slug="a", language="en", document=document, units=units_of(document, "en"))
    normalized = {
        index: normalize(block.text) for index, block in enumerate(document.blocks) if isinstance(block, Translate)
    }
    written = WRITE["md" if form == "markdown" else "txt"](build_edition(article, None, "en"))
    assert written == reader_named(form).render(document, normalized)


def test_boilerplate_is_left_out_of_every_format() -> None:
    edition = edition_of("The port is closed.\n\nShare this article\n\nLeave a Comment\n", {})
    assert any(isinstance(block, Dropped) for block in edition.document.blocks)
    for write in WRITE.values():
        assert "Comment" not in write(edition)


def test_plain_text_of_a_text_article_keeps_its_form() -> None:
    text = WRITE["txt"](
        edition_of(PLAIN_TEXT, {"Ice closes the port": "الجليد يغلق الميناء", "Wait": "انتظار"}, "text")
    )
    note, body = text.partition("---\n\n")[::2]
    assert "وتُركت جملتان بلغتهما الأصلية" in note
    assert bare(body) == (
        "الجليد يغلق الميناء\n\n⟦en: The *port* is closed. 1 < 2 & more_or_less.⟧\n\n"
        "1. ⟦en: Clear the quay⟧\n- انتظار\n\n***\n"
    )


def test_plain_text_of_a_markdown_article_keeps_the_layout_without_markup() -> None:
    blocks = bare(WRITE["txt"](edition_of())).split("\n\n")
    assert blocks == [
        "الجليد يغلق الميناء",
        "⟦en: Ships wait outside.⟧",
        "Lina Haddad · 9 يناير 2026",
        "مترجَم عن الإنجليزية. وتُركت 10 جمل بلغتها الأصلية، وهي الإنجليزية.",
        "الميناء مغلق. ⟦en: Ships wait outside.⟧",
        "الميناء يوم الجمعة",
        "⟦en: What comes next⟧",
        "- كاسحة جليد.\n- ⟦en: A thaw.⟧",
        "1. إخلاء الرصيف.\n2. ⟦en: Count the ships.⟧",
        "> ⟦en: Nobody leaves, she said.⟧",
        "    keep = this",
        "[محتوى مضمَّن في المقال الأصلي]",
        "* * *",
        "اليوم | ⟦en: Ships⟧\n⟦en: Friday⟧ | ⟦en: Twelve⟧",
        "⟦en: Read the notice (https://example.org/ice) and code.⟧\n",
    ]


def test_plain_text_indents_what_lies_in_a_list_item() -> None:
    text = bare(WRITE["txt"](edition_of("- One\n\n  More\n- Two\n  - Three\\\n    end\n\n<https://example.org>\n", {})))
    assert "- ⟦en: One⟧\n\n  ⟦en: More⟧\n\n- ⟦en: Two⟧\n\n  - ⟦en: Three\n    end⟧" in text
    assert text.endswith("\n\nhttps://example.org\n")


def test_html_says_language_direction_title_and_standing() -> None:
    page = WRITE["html"](edition_of())
    outline = Outline(page)
    assert outline.all("html") == [{"lang": "ar", "dir": "rtl"}]
    assert "<title>الجليد يغلق الميناء</title>" in page
    assert "<h1>الجليد يغلق الميناء</h1>" in page
    assert '<time datetime="2026-01-09" lang="ar" dir="rtl">9 يناير 2026</time>' in page
    assert "وتُركت 10 جمل بلغتها الأصلية، وهي الإنجليزية." in page


def test_html_maps_every_role_to_its_element() -> None:
    body = body_of(WRITE["html"](edition_of()))
    assert "<strong>مغلق</strong>" in body
    assert '<figure><img src="port.jpg" alt="">\n<figcaption>الميناء يوم الجمعة</figcaption></figure>' in body
    assert '<h2 lang="en" dir="ltr"><span class="source" lang="en" dir="ltr">What comes next</span></h2>' in body
    assert "<ul>\n<li>كاسحة جليد.</li>" in body
    assert "<ol>\n<li>إخلاء الرصيف.</li>" in body
    assert '<blockquote lang="en" dir="ltr">\n<p lang="en" dir="ltr">' in body
    assert "<pre><code>keep = this\n</code></pre>" in body
    assert '<p class="embed">محتوى مضمَّن في المقال الأصلي</p>' in body
    assert "a note of the desk" not in body
    assert '<td><span class="source" lang="en" dir="ltr">Friday</span></td>' in body


def test_emphasis_across_sentences_stays_well_nested() -> None:
    page = WRITE["html"](edition_of("**Ice is here. Snow too.** Rain.\n", {"Snow too.** Rain.": "وثلج.** مطر."}))
    Outline(page)
    assert '<strong><span class="source" lang="en" dir="ltr">Ice is here.</span> وثلج.</strong> مطر.' in page
    text = WRITE["txt"](edition_of("**Ice *is* here. Snow too.** Rain.\n", {"Snow too.** Rain.": "وثلج.** مطر."}))
    assert bare(text).endswith("\n\n⟦en: Ice is here.⟧ وثلج. مطر.\n")


def test_an_untranslated_caption_is_marked_on_the_page() -> None:
    body = body_of(WRITE["html"](edition_of("![The port](port.jpg)\n", {})))
    assert body == (
        '<figure lang="en" dir="ltr"><img src="port.jpg" alt="">\n'
        '<figcaption><span class="source" lang="en" dir="ltr">The port</span></figcaption></figure>'
    )


def test_a_headline_in_the_text_is_the_title_and_stands_there_once() -> None:
    twice = Outline(WRITE["html"](edition_of("---\ntitle: Ice\n---\n# Ice\n\nSnow.\n\n# More\n", {"Ice": "جليد"})))
    assert (len(twice.all("h1")), len(twice.all("h2"))) == (1, 1)
    other = WRITE["html"](edition_of("---\ntitle: Ice\n---\n# Snow\n", {"Ice": "جليد", "Snow": "ثلج"}))
    assert "<h1>جليد</h1>" in other
    assert "<h2>ثلج</h2>" in other
    alone = WRITE["html"](edition_of("Rain.\n\n# Ice\n", {"Ice": "جليد"}))
    assert "<h1>جليد</h1>" in alone
    none = WRITE["html"](edition_of("Rain.\n", {}))
    assert "<h1>" not in none
    assert "<title>Rain.</title>" in none


def test_an_original_says_nothing_of_translation() -> None:
    page = WRITE["html"](build_edition(article_of(ARTICLE), None, "en"))
    assert "statement" not in page.partition("</style>")[2]
    assert 'class="source"' not in page
    assert "January 9, 2026" in page


@pytest.mark.parametrize(("target", "expected"), SAFE)
def test_a_target_cannot_smuggle_markup_into_the_page(target: str, expected: str) -> None:
    page = body_of(WRITE["html"](edition_of("Ice.\n", {"Ice.": target})))
    assert expected in re.sub('<bdi dir="ltr">|</bdi>', "", page)


def test_an_address_that_is_none_is_not_kept() -> None:
    assert not _allows(frozenset({"http"}), Token("link_open", "a", 1, attrs={"href": "http://[x"}), "href")


@settings(deadline=None)
@given(st.text(st.sampled_from("<>&\"'/!?-[]()*_`#ab:javscript \\⸢⸣⁝en"), min_size=1, max_size=30))
def test_whatever_a_target_holds_the_page_holds_only_our_elements(target: str) -> None:
    edition = edition_of("---\ntitle: Ice.\nauthor: <b>\n---\nSnow.\n", {"Ice.": target, "Snow.": target})
    outline = Outline(WRITE["html"](edition))
    assert {tag for tag, _ in outline.elements}.isdisjoint({"b", "iframe", "object"})
    assert outline.all("script") == [{"type": "application/ld+json"}]
    schemes = {str(link["href"]).partition(":")[0] for link in outline.all("a") if ":" in str(link["href"])}
    assert schemes <= {"http", "https", "mailto"}
    assert not any(name.startswith("on") for _, attrs in outline.elements for name in attrs)


@settings(deadline=None)  # the first page loads the template
@given(st.text(st.sampled_from('*_`[]()<>#+-=.&|~\\!19 ab;"'), min_size=1, max_size=20))
def test_escaped_text_reads_as_itself(text: str) -> None:
    plain = " ".join(text.split())
    if plain:
        article = Article(
            slug="ice",
            language="en",
            document=reader_named("text").parse("Ice.\n", "source/ice.txt"),
            units=(Unit(source=plain, role=Role.BODY, block=0, line=1, language="en"),),
        )
        assert _text_of(body_of(WRITE["html"](build_edition(article, None, "en")))) == plain


@pytest.mark.parametrize("text", ["Since 1994. A 14-hour sitting (2 of 3) - 1 = 0 + 1.", "١٩٩٤. عام", "1 a"])
def test_what_begins_no_block_is_not_escaped(text: str) -> None:
    assert escape_markdown(text) == text


def test_an_article_that_uses_our_brackets_is_marked_all_the_same() -> None:
    body = body_of(WRITE["html"](edition_of("The sign ⸢en⁝ice⸣ stays.\n", {})))
    assert body.startswith('<p lang="en" dir="ltr"><span class="source" lang="en" dir="ltr">The sign ⸢en⁝ice⸣ stays.')


def _text_of(page: str) -> str:
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^>]*>", "", page)).split())


def test_an_edition_puts_no_space_after_a_full_width_stop() -> None:
    edition = edition_of(
        "The port is closed. Ships wait. It snows.\n",
        {"The port is closed.": "港口关闭了。", "Ships wait.": "船在等。"},
    )
    [line] = [line for line in WRITE["md"](edition).splitlines() if "港口" in line]
    assert bare(line).startswith("港口关闭了。船在等。<span")


@pytest.mark.parametrize("name", WRITE)
def test_deep_emphasis_loses_its_depth_and_no_word(name: str) -> None:
    words = 1_200
    edition = edition_of(f"---\nlanguage: en\n---\nIce.\n\n{'*a ' * words}{'b* ' * words}\n")
    shown = WRITE[name](edition)
    assert re.sub(r"<[^>]*>", "", shown).count("a ") >= words
    assert shown.count("<em>") <= TOO_MANY_ELEMENTS
