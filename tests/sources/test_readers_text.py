"""Plain text, and the front matter that both formats share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.model import Document, Metadata, Role, Skip, Status, Translate
from pipeline.sources.readers import READERS, reader_for, reader_named
from pipeline.sources.readers.skeleton import quote_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

H, B, L, S, M = Role.HEADLINE, Role.BODY, Role.LIST, Role.STANDFIRST, Role.META
TEXTS: list[tuple[str, Sequence[tuple[Role, str]]]] = [
    ("Court opens in May\n\nIt will sit in Koblenz.\n", [(H, "Court opens in May"), (B, "It will sit in Koblenz.")]),
    ("It will sit in Koblenz.\n\nCourt opens in May\n", [(B, "It will sit in Koblenz."), (B, "Court opens in May")]),
    ("It will sit\nin Koblenz\n", [(B, "It will sit\nin Koblenz")]),
    ("\n\n  Court opens\t\n\n“It ends.”\n", [(H, "Court opens"), (B, "“It ends.”")]),
    ("محكمة تفتح أبوابها\r\n\r\nهل تعود؟\r\n", [(H, "محكمة تفتح أبوابها"), (B, "هل تعود؟")]),
    ("a" * 121, [(B, "a" * 121)]),
    (
        "They ask:\n- Truth\n- Justice\n  for all\n\nEnd.",
        [(B, "They ask:"), (L, "Truth"), (L, "Justice\n  for all"), (B, "End.")],
    ),
    ("1. One\n2) Two\n• Three\n•Four", [(L, "One"), (L, "Two"), (L, "Three"), (L, "Four")]),
    ("They came in May\n- and went\n2. so.", [(B, "They came in May\n- and went\n2. so.")]),
    ("Some came.\n• One\n- Two", [(B, "Some came."), (L, "One"), (L, "Two")]),
    ("2024. was.\n", [(B, "2024. was.")]),
    ("* * *\n\n----\n\nhttps://a.example/b\n\n{{< tweet 1 >}}\n\nEnd.", [(B, "End.")]),
    ("Advertisement\n\nCourt opens\n\nIt did.\n\nShare", [(H, "Court opens"), (B, "It did.")]),
    ("---\ntitle: One\n---\nTwo\n\nIt did.", [(H, "One"), (H, "Two"), (B, "It did.")]),
    ("---\nNot closed.", [(B, "---\nNot closed.")]),
    ("---", []),
    ("---\n---\nEnd.", [(B, "End.")]),
    ("---\nlead: x\n---\nEnd.", [(B, "End.")]),
    ("---\nsummary: |\n  One.\n  Two.\n\n# note\n...\nEnd.", [(S, "One.\nTwo.\n"), (B, "End.")]),
    ("---\ntitle:\ndate:\nstandfirst: '?'\n---\nEnd.", [(B, "End.")]),
    ("---\nauthor: &a Mona\ntitle: *a\n---\nEnd.", [(B, "End.")]),
    ("", []),
]
FRONT = """---
lang: ar-eg
title: "The \\"court\\": it opens"  # checked
standfirst: >-
  It sits
  in Koblenz.
date: 2024-03-09T10:00
author: [Mona Aziz, Sami Haddad]
section: Justice
---
Body.
"""
STATUSES = [
    ("kill: true", Status.CANCELED),
    ("kill: Yes\nstatus: usable", Status.CANCELED),
    ("status: killed", Status.CANCELED),
    ("kill: false", Status.USABLE),
    ("status: draft", Status.WITHHELD),
    ("status:", Status.USABLE),
]
TAGS = [
    ("[Syria, 'justice, truth']", ("Syria", "justice, truth")),
    ("Syria, justice", ("Syria", "justice")),
    ("", ()),
]
BROKEN = [
    ("---\ntitle: a\n\nBody.\n", "source/a.txt:1: the front matter is not closed; add a line ---"),
    ("---\nstandfirst: {a: b}\n---\n", 'source/a.txt:2: "standfirst" is not a text'),
    ("---\ntitle: a: b\n---\n", "source/a.txt:2: the front matter is not valid YAML"),
    ("---\ntitle: 'a\nlang: en\n---\n", "source/a.txt:2: the quote ' is not closed; write ' at the end"),
    ('---\nlang: en\ntitle: "a\n\n---\n', 'source/a.txt:3: the quote " is not closed; write " at the end'),
    ("---\nlang: en\ntags: [a, 'b]\n---\n", "source/a.txt:3: the quote ' is not closed"),
    ('---\nlang: en\ntitle: "a\\qb"\n---\n', "source/a.txt:3: the front matter is not valid YAML"),
    ("---\nlang: en\ntitle: a\x07b\n---\n", "source/a.txt:3: the front matter is not valid YAML"),
    ('---\nlang: en\ndate: "31\n  June" \n---\n', 'source/a.txt:3: "31 June" is not a date'),
    (f"---\nlang: en\ndate: {'31 ' * 40}\n---\n", f'source/a.txt:3: "{"31 " * 19}31…" is not a date'),
    ("---\nlang: en\ndate: 31 June\n---\n", 'source/a.txt:3: "31 June" is not a date; write year-month-day'),
    ("---\ndate: 2024-02-30\n---\n", "source/a.txt:2:"),
    ("---\nx: " + "[" * 2000 + "]" * 2000 + "\n---\n", "source/a.txt:2: the front matter is nested too deeply"),
    ("---\ntitle: a\nlanguage: klingon\n---\n", 'source/a.txt:3: "klingon" is not a language tag; write one'),
    ("---\nlanguage: en\nlang: ar\n---\n", 'source/a.txt:3: "lang" says again what another line said; keep one'),
    ("---\nTitle: a\n---\n", 'source/a.txt:2: "Title" is not read; write title in small letters'),
    ("---\ntitle: [a]\n---\n", 'source/a.txt:2: "title" is not a text; write it as title: "..."'),
    ("---\nauthor: [[a]]\n---\n", 'source/a.txt:2: "author" is not a text'),
    (
        "---\nembargo: 2026-03-09\n---\n",
        'source/a.txt:2: "2026-03-09" does not say when the embargo ends; write date, time',
    ),
    ("---\nembargo: soon\n---\n", 'source/a.txt:2: "soon" does not say when the embargo ends'),
    ("---\nkill: maybe\n---\n", 'source/a.txt:2: "maybe" is neither true nor false; write kill: true'),
    ("---\narchived: old\n---\n", 'source/a.txt:2: "old" is neither true nor false; write archived: true'),
    ('---\nlang: en\ntitle: "a\\ud800"\n---\n', 'source/a.txt:3: "title" holds half a character'),
    ('---\nlang: en\nx:\n  - y: "\\udc00"\n---\n', 'source/a.txt:3: "x" holds half a character'),
    ("---\nstatus: kiled\n---\n", 'source/a.txt:2: "kiled" is not a status; write one of usable, withheld, canceled'),
    ("---\n{title: a}\n---\n", 'source/a.txt:2: the front matter needs one "key: value" a line'),
    ("---\nOnly words\n---\n", 'source/a.txt:2: the front matter needs one "key: value" a line'),
    ("---\n[a]: b\n---\n", "source/a.txt:2: a key of the front matter is not a word"),
]
ANY_TEXT = st.text(st.characters(codec="utf-8"))
TRICKY = st.text(st.sampled_from("ab. -•*1)>#|`[](!\t\n\r\u00a0\u2028\x0b\x00:\ufffdا،"), max_size=80)


def parse(text: str, path: str = "source/a.txt") -> Document:
    return reader_for(path).parse(text, path)


def texts(document: Document) -> list[tuple[Role, str]]:
    return [(block.role, block.text) for block in document.blocks if isinstance(block, Translate)]


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=lambda case: repr(case)[:30])
def test_a_text_is_read_as_its_paragraphs(text: str, expected: Sequence[tuple[Role, str]]) -> None:
    document = parse(text)
    assert texts(document) == list(expected)
    assert "".join(block.raw for block in document.blocks) == text


def test_front_matter_declares_what_the_article_is() -> None:
    assert parse(FRONT).metadata == Metadata(
        language="ar-EG",
        title='The "court": it opens',
        date=date(2024, 3, 9),
        author="Mona Aziz, Sami Haddad",
    )


@pytest.mark.parametrize(("lines", "status"), STATUSES)
def test_a_killed_or_withheld_article_says_so(lines: str, status: Status) -> None:
    assert parse(f"---\n{lines}\n---\nBody.\n").metadata.status is status


@pytest.mark.parametrize(("value", "tags"), TAGS)
def test_tags_are_a_list_or_a_text_with_commas(value: str, tags: tuple[str, ...]) -> None:
    assert parse(f"---\ntags: {value}\n---\nBody.\n").metadata.tags == tags


def test_an_embargo_is_a_moment_anywhere() -> None:
    moment = parse("---\nembargo: 2026-03-09T06:00+03:00\n---\nBody.\n").metadata.embargo
    assert moment == datetime(2026, 3, 9, 3, tzinfo=UTC)


@pytest.mark.parametrize(("value", "url"), [("https://a.example/b", "https://a.example/b"), ("/b", None)])
def test_the_address_of_an_article_is_known(value: str, url: str | None) -> None:
    assert parse(f"---\nurl: {value}\n---\nBody.\n").metadata.url == url


def test_a_correction_is_translated() -> None:
    document = parse("---\ncorrection: An earlier version named the wrong judge.\n---\nBody.\n")
    block = document.blocks[1]
    assert isinstance(block, Translate)
    assert (block.role, block.text) == (Role.META, document.metadata.correction)


ALL_KEYS = ("title", "tags", "image.alt", "links.text", "summary")
TRANSLATED_VALUES = [
    ("tags: [Courts, 'Syria']", [(M, "tags: [", "Courts", ""), (M, ", ", "Syria", "]\n")]),
    (
        "tags:\n  - Courts # new\n  - |\n    Syria\nx: y",
        [(M, "tags:\n  - ", "Courts", ""), (M, " # new\n  - ", "Syria\n", "\n")],
    ),
    ("image:\n  src: a.jpg\n  alt: A court", [(M, "image:\n  src: a.jpg\n  alt: ", "A court", "\n")]),
    (
        "links: [{text: One, to: a}, {text: Two}]",
        [(M, "links: [{text: ", "One", ""), (M, ", to: a}, {text: ", "Two", "}]\n")],
    ),
    ("standfirst: One", [(S, "standfirst: ", "One", "\n")]),
    ("correction: One", []),
]


@pytest.mark.parametrize(("lines", "expected"), TRANSLATED_VALUES)
def test_the_settings_say_which_values_are_translated(
    lines: str, expected: Sequence[tuple[Role, str, str, str]]
) -> None:
    text = f"---\n{lines}\n---\n"
    document = reader_for("a.txt").parse(text, "a.txt", ALL_KEYS)
    found = [block for block in document.blocks if isinstance(block, Translate)]
    assert [(block.role, block.prefix, block.text, block.suffix) for block in found] == list(expected)
    assert "".join(block.raw for block in document.blocks) == text


def test_translated_values_are_written_into_their_lists() -> None:
    document = reader_for("a.txt").parse("---\ntags: [Courts, 12, Syria]  # x\n---\n", "a.txt", ["tags"])
    found = {block.text: index for index, block in enumerate(document.blocks) if isinstance(block, Translate)}
    edition = reader_for("a.txt").render(document, {found["Courts"]: "محاكم", found["Syria"]: "سوريا"})
    assert edition == '---\ntags: ["محاكم", 12, "سوريا"]  # x\n---\n'


def test_aliases_do_not_multiply_the_values() -> None:
    lines = ["tags: &a [x, x]", *(f"k{n}: &b{n} [{', '.join([f'*b{n - 1}' if n else '*a'] * 9)}]" for n in range(20))]
    document = reader_for("a.txt").parse("\n".join(["---", *lines, "---", ""]), "a.txt", ["tags", "k19"])
    assert len(texts(document)) == 2


def test_the_language_s_line_is_a_block_of_its_own() -> None:
    for key in ("lang: ar", "language: ar"):
        blocks = parse(f"---\n# note\n{key}\n# note\ntitle: a\n---\n").blocks
        assert [block.raw for block in blocks if block.raw.startswith(("language:", "lang:"))] == [f"{key}\n"]


def test_the_language_no_is_norwegian_and_not_false() -> None:
    assert parse("---\nlang: no\n---\n").metadata.language == "no"


def test_blocks_know_their_lines() -> None:
    document = parse(FRONT.replace("Body.", "They ask:\n- One\n\n\nEnd."))
    assert [(block.line, block.raw.splitlines()[0]) for block in document.blocks if block.raw.strip()] == [
        (1, "---"),
        (2, "lang: ar-eg"),
        (3, 'title: "The \\"court\\": it opens"  # checked'),
        (4, "standfirst: >-"),
        (7, "date: 2024-03-09T10:00"),
        (8, "author: [Mona Aziz, Sami Haddad]"),
        (9, "section: Justice"),
        (10, "---"),
        (11, "They ask:"),
        (12, "- One"),
        (15, "End."),
    ]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_wrong_front_matter_is_an_error_that_says_where_and_what_to_do(text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(text)
    assert str(caught.value).startswith(message)


@given(ANY_TEXT | TRICKY, st.sampled_from(["a.txt", "a.md"]))
def test_blocks_join_to_their_text(text: str, path: str) -> None:
    try:
        document = parse(text, path)
    except SourceError:
        assert text.startswith("---")
    else:
        assert "".join(block.raw for block in document.blocks) == text
        assert reader_for(path).render(document, {}) in {text, *kept_texts(document)}


def kept_texts(document: Document) -> list[str]:
    return ["".join(block.raw for block in document.blocks if isinstance(block, Skip | Translate))]


@given(ANY_TEXT, ANY_TEXT)
def test_a_title_is_written_as_valid_yaml_whatever_it_holds(title: str, standfirst: str) -> None:
    document = parse(FRONT)
    indexes = [index for index, block in enumerate(document.blocks) if isinstance(block, Translate)]
    edition = reader_for("a.txt").render(document, dict(zip(indexes, (title, standfirst), strict=False)))
    front = yaml.safe_load(edition.split("---\n")[1] if "---" not in title + standfirst else edition[4:-10])
    assert (front["title"], front["standfirst"], front["section"]) == (title, standfirst, "Justice")


def test_a_quoted_title_stays_on_one_line_and_readable() -> None:
    assert quote_yaml('“المحكمة” "a" \\ \n\u2028\x07') == '"“المحكمة” \\"a\\" \\\\ \\n\\u2028\\u0007"'
    assert quote_yaml("😀\U0001f468") == '"😀\U0001f468"'


def test_an_edition_has_targets_in_their_skeleton() -> None:
    document = parse("---\nlang: en\ntitle: Old # c\n---\n\nOld\n\n- One\r\n- Two\n\nLast.")
    targets = {2: 'جديد: "1"', 5: "جديد", 7: "واحد\nاثنان"}
    assert reader_for("a.txt").render(document, targets) == (
        '---\nlang: en\ntitle: "جديد: \\"1\\"" # c\n---\n\nجديد\n\n- واحد اثنان\r\n- Two\n\nLast.'
    )


def test_a_reader_is_chosen_by_the_suffix() -> None:
    assert [reader_for(name).name for name in ("a.txt", "b/A.MD", "c.markdown")] == ["text", "markdown", "markdown"]
    assert [reader_named(reader.name) for reader in READERS] == list(READERS)


def test_an_unknown_suffix_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(SourceError, match=r'source/a\.docx: no reader for "\.docx" files; .*\.txt, \.md, \.markdown'):
        reader_for("source/a.docx")


HINTS = [
    # front matter, and the key that each unknown one is taken for, by line
    ("language: en\ntitel: Ice", {3: "title"}),
    ("language: en\nstandfrist: Ships wait.", {3: "standfirst"}),
    ("langauge: en\nauthr: A", {2: "language", 3: "author"}),
    ("embrago: x\nstaus: withheld\nkil: true", {2: "embargo", 3: "status", 4: "kill"}),
    ("language: en\nstatut: x", {3: "status"}),
    ("language: fr\nstatut: publié\ntitre: Glace", {}),  # words of its language
    ("statut: publié\nautor: A", {}),  # words of some language
    ("oil_embargo: lifted\nkiller: unknown\nkilled: 3\nstates: 5\nembargo_until: x", {}),
    ("title: Ice\ntitel: Eis\nlanguage: en", {}),  # it is there already
    ("title: Ice\nlayout: post\nimage: a.png\nupdated: 2026-01-01\nslug: ice", {}),
]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.parametrize(("front", "asked"), HINTS)
def test_a_key_one_edit_from_one_of_ours_is_asked_about_and_any_other_is_the_articles_own(
    name: str, front: str, asked: dict[int, str]
) -> None:
    document = reader_for(name).parse(f"---\n{front}\n---\n\nIce.\n", f"source/{name}")
    assert {hint.line: hint.message.rpartition(" ")[2] for hint in document.hints} == {
        line: f"{key}?" for line, key in asked.items()
    }


def test_a_key_whose_value_is_translated_is_not_asked_about() -> None:
    document = reader_for("a.md").parse("---\ntitel: Ice\n---\n\nIce.\n", "source/a.md", ("title", "titel"))
    assert document.hints == ()
