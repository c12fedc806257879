"""Markdown: every text is found with the markup around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.languages.normalize import normalize
from pipeline.model import Document, Dropped, Role, Translate
from pipeline.sources.readers import reader_for
from pipeline.sources.readers.markdown import guard

if TYPE_CHECKING:
    from collections.abc import Sequence

H, D, B, L, Q, C = Role.HEADLINE, Role.HEADING, Role.BODY, Role.LIST, Role.QUOTE, Role.CAPTION
M = Role.META
# Each case: a file, and what is translated in it: role, prefix, text, suffix.
CASES: list[tuple[str, Sequence[tuple[Role, str, str, str]]]] = [
    ("# Court *opens*\n\nIt sits.", [(H, "# ", "Court *opens*", "\n"), (B, "", "It sits.", "")]),
    ("## One ##  \n### #Two #\n", [(D, "## ", "One", " ##  \n"), (D, "### ", "#Two", " #\n")]),
    ("# # #\n# Two\n", [(D, "# ", "Two", "\n")]),
    ("Court\nopens\n===\n\nNext\n---\n", [(H, "", "Court\nopens", "\n===\n"), (D, "", "Next", "\n---\n")]),
    ("It sits  \nin\\\n  Koblenz.\r\n", [(B, "", "It sits<br>\nin<br>\n  Koblenz.", "\r\n")]),
    ("a \\\\\\\nb", [(B, "", "a \\\\<br>\nb", "")]),
    ("> One\n> two\nlazy\n>\n> > Three\n", [(Q, "> ", "One\ntwo\nlazy", "\n"), (Q, "> > ", "Three", "\n")]),
    ("- One\n- Two\n  more\nlazy\n", [(L, "- ", "One", "\n"), (L, "- ", "Two\nmore\nlazy", "\n")]),
    (
        "1. One\n\n   Two\n\n   - Three\n",
        [(L, "1. ", "One", "\n"), (L, "   ", "Two", "\n"), (L, "   - ", "Three", "\n")],
    ),
    ("- - One\n- > Two\n> - Three\n", [(L, "- - ", "One", "\n"), (Q, "- > ", "Two", "\n"), (L, "> - ", "Three", "\n")]),
    ("1. 1\n2. - a - a\n", [(L, "1. ", "1", "\n"), (L, "2. - ", "a - a", "\n")]),
    ("- ## One\n\n  Two\n", [(D, "- ## ", "One", "\n"), (L, "  ", "Two", "\n")]),
    ("-\tOne\n\ttwo\n", [(L, "-\t", "One\ntwo", "\n")]),
    ('![The *court*](a.jpg "b")\n', [(C, "![", "The *court*", ""), (M, '](a.jpg "', "b", '")\n')]),
    ("![One][ref]\n\n[ref]: a.jpg\n", [(C, "![", "One", "][ref]\n")]),
    ("[![One](a.jpg)](https://a.example)\n", [(C, "[![", "One", "](a.jpg)](https://a.example)\n")]),
    ("![ref]\n\n![](a.jpg)\n\n[ref]: a.jpg\n", []),
    ("See ![one](a.jpg) here.\n", [(B, "", "See ![one](a.jpg) here.", "\n")]),
    ("```\nCode\n```\n\n    Code\n\n<div>\n<br>\n</div>\n\n***\n\n[a]: b\n", []),
    ("<div>\n<b>One</b> &amp; two.\n</div>\n\nThree\n", [(B, "", "<b>One</b> & two.", "\n"), (B, "", "Three", "\n")]),
    ("<h1>One</h1>\n\n# Two\n", [(H, "", "One", ""), (D, "# ", "Two", "\n")]),
    ("# One\n\n<h1>Two</h1>\n", [(H, "# ", "One", "\n"), (D, "", "Two", "")]),
    ("<details>\n<summary>One</summary>\n\n*Two*\n\n</details>\n", [(B, "", "One", ""), (B, "", "*Two*", "\n")]),
    ("<table><tr>\r\n<td>One<td>Two</table>\r\n", [(B, "", "One", ""), (B, "", "Two", "")]),
    ('<p><img src="a.png" alt="One"></p>\n', [(C, '<img src="a.png" alt="', "One", "")]),
    ('<script>\nlet a = "b";\n</script>\n\n<pre>\na\n\nb\n</pre>\n\n<p translate="no">One</p>\n', []),
    ("- One\n  <div>Two</div>\n\n> <p>Three</p>\n", [(L, "- ", "One", "\n")]),
    ("<!-- note -->\n\nhttps://a.example/b\n\n<https://a.example>\n\n--\n\n#\n", []),
    ("\u00a0\nOne\n\u00a0\nTwo\u00a0\n>\u00a0\n", [(B, "", "One", "\n"), (B, "", "Two", "\u00a0\n")]),
    ("a\x00b\nc\x00\n", [(B, "", "a\ufffdb\nc\ufffd", "\n")]),
    ("| One | 2 |\n|---|:-:|\n| - | Two |\n", [(B, "| ", "One", ""), (B, " | ", "Two", "")]),
    ("> One|Two\n> -|-\n> a|b\n", [(B, "> ", "One", ""), (B, "|", "Two", ""), (B, "> ", "a", ""), (B, "|", "b", "")]),
    ("|a|b|\n|-|-|\n|c \\| d|e|\n", [(B, "|", "a", ""), (B, "|", "b", ""), (B, "|", "c \\| d", ""), (B, "|", "e", "")]),
    ("|a|\n|-|\n|`c\\|d`|\n", [(B, "|", "a", ""), (B, "|", "`c\\|d`", "")]),
    (
        "One.[^1]\n\n[^1]: Two\n    three.\n\n    Four.\n[^b]: Five.\n",
        [
            (B, "", "One.[^1]", "\n"),
            (B, "[^1]: ", "Two\nthree.", "\n"),
            (B, "    ", "Four.", "\n"),
            (B, "[^b]: ", "Five.", "\n"),
        ],
    ),
    (
        "- [ ] One\n- [x] Two\n\n  [ ] Three\n",
        [(L, "- [ ] ", "One", "\n"), (L, "- [x] ", "Two", "\n"), (L, "  ", "[ ] Three", "\n")],
    ),
    ("`a  \nb` c\n", [(B, "", "`a  \nb` c", "\n")]),
    ("[![One](a.jpg 'Two')](b)\n", [(C, "[![", "One", ""), (M, "](a.jpg '", "Two", "')](b)\n")]),
    ("~~One~~ https://a.example <b>two</b>\n", [(B, "", "~~One~~ https://a.example <b>two</b>", "\n")]),
    ("- |a|b|\n  |-|-|\n", []),
    ("---\ntitle: Court\n---\n# Court\n", [(H, "title: ", "Court", "\n"), (H, "# ", "Court", "\n")]),
    ("- \u00a0\n  One\n", []),
]
GUARDS = [
    (B, "one", "1. واحد", "1\\. واحد"),
    (B, "one", "# واحد", "\\# واحد"),
    (B, "one", "- واحد", "\\- واحد"),
    (B, "###\u00a0one", "### واحد", "\\### واحد"),
    (B, "1.\u00a0one", "1. واحد", "1\\. واحد"),
    (B, "-\u00a0one", "- واحد", "\\- واحد"),
    (Q, "one", "> واحد", "\\> واحد"),
    (B, "one", "***", "\\***"),
    (B, "one", "**واحد**", "**واحد**"),
    (B, "one", "2016 عام", "2016 عام"),
    (D, "- one", "- واحد", "- واحد"),
    (B, "one", "a | b \\| c", "a \\| b \\| c"),
    (B, "`a|b`", "`a|b`", "`a|b`"),
    (C, "one", "[واحد", "\\[واحد"),
    (C, "one", "واحد \\]", "واحد \\]"),
    (B, "one", "[واحد](x)", "[واحد](x)"),
    (B, '<img\nsrc="x">', '<img src="x">', '<img\nsrc="x">'),
    (M, "one", "واحد \"اثنان'", "واحد \\\"اثنان\\'"),
]
PIECES = (
    "# ",
    "> ",
    "- ",
    "1. ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "a",
    "word.",
    "نص",
    "|",
    "|-|-|",
    "```",
    "===",
)
ODD_PIECES = (
    "---",
    "![a](b)",
    "[a]: b",
    "<div>",
    "*",
    "\\",
    "\u00a0",
    "\x00",
    "\u2028",
    " #",
    "`",
    "~~~",
    "[",
    "]",
    "![",
)
MARKUP = st.lists(st.sampled_from((*PIECES, *ODD_PIECES)), max_size=30).map("".join)


def parse(text: str) -> Document:
    return reader_for("a.md").parse(text, "source/a.md")


def translated(document: Document) -> list[Translate]:
    return [block for block in document.blocks if isinstance(block, Translate)]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda case: repr(case)[:30])
def test_texts_are_found_with_the_markup_around_them(text: str, expected: Sequence[tuple[Role, str, str, str]]) -> None:
    document = parse(text)
    assert [(block.role, block.prefix, block.text, block.suffix) for block in translated(document)] == list(expected)
    assert "".join(block.raw for block in document.blocks) == text


@given(MARKUP)
def test_any_markup_joins_to_its_text(text: str) -> None:
    if not text.startswith("---"):
        assert "".join(block.raw for block in parse(text).blocks) == text


@given(MARKUP)
def test_a_text_on_one_line_lies_between_its_prefix_and_suffix(text: str) -> None:
    if text.startswith("---"):
        return
    for block in translated(parse(text)):
        if "\n" not in block.text:
            assert (
                block.prefix + block.text + block.suffix == block.raw.replace("\x00", "\ufffd") or "\x00" in block.raw
            )
        assert block.raw.startswith(block.prefix)
        assert block.raw.endswith(block.suffix)


def test_lines_are_counted_from_the_file_s_first() -> None:
    document = parse("---\nlang: en\n---\n\n# One\n\n> Two\n> more\n\n- Three\n\n|a|b|\n|-|-|\n|c|d|\n")
    assert [(block.line, block.text[:5]) for block in translated(document)] == [
        (5, "One"),
        (7, "Two\nm"),
        (10, "Three"),
        (12, "a"),
        (12, "b"),
        (14, "c"),
        (14, "d"),
    ]


def test_an_edition_keeps_the_markup() -> None:
    lists = "- Four\n  more\n- Five\n\n|a|b|\n|-|-|\n\n"
    text = f"# One\n\n> Two\n> more\n\n![Three](a.jpg)\n\n{lists}```\ncode\n```\n"
    document = parse(text)
    numbers = {block.text: index for index, block in enumerate(document.blocks) if isinstance(block, Translate)}
    targets = {numbers["One"]: "واحد", numbers["Two\nmore"]: "اثنان", numbers["Three"]: "ثلاثة", numbers["b"]: "ب|ت"}
    targets[numbers["Four\nmore"]] = "أربعة"
    assert reader_for("a.md").render(document, targets) == (
        "# واحد\n\n> اثنان\n\n![ثلاثة](a.jpg)\n\n- أربعة\n- Five\n\n|a|ب\\|ت|\n|-|-|\n\n```\ncode\n```\n"
    )


@pytest.mark.parametrize(("role", "source", "target", "expected"), GUARDS)
def test_a_target_does_not_become_markup_by_chance(role: Role, source: str, target: str, expected: str) -> None:
    assert guard(Translate(raw=source, text=source, role=role, line=1), target) == expected


@pytest.mark.parametrize(
    ("text", "target", "edition"),
    [
        ("It sits  \nin Koblenz.\n", "تنعقد<br> في كوبلنز.", "تنعقد  \nفي كوبلنز.\n"),
        ("> - It sits\\\r\n>   in Koblenz.\r\n", "تنعقد <br>في كوبلنز.", "> - تنعقد\\\r\n>   في كوبلنز.\r\n"),
        ("a<br>b  \nc\n", "١<br>٢<br2>٣", "١<br>٢  \n٣\n"),
        ("It sits  \nin Koblenz.\n", "تنعقد<br>- في <br># كوبلنز", "تنعقد  \n\\- في  \n\\# كوبلنز\n"),
        ("It sits  \nin Koblenz.\n", "تنعقد في كوبلنز.", "تنعقد في كوبلنز.\n"),
    ],
)
def test_hard_line_breaks_are_kept(text: str, target: str, edition: str) -> None:
    assert reader_for("a.md").render(parse(text), {0: target}) == edition


@given(MARKUP)
def test_texts_written_as_targets_are_read_as_the_same_texts(text: str) -> None:
    if re.search(r"^---|[\x00\u2028]|Share", text):
        return
    document = parse(text)
    if any("<br" in block.text for block in translated(document)):
        return  # a line after a break may get an escape that it could do without
    targets = {index: block.text for index, block in enumerate(document.blocks) if isinstance(block, Translate)}
    again = parse(reader_for("a.md").render(document, targets))
    if not any(isinstance(block, Dropped) for block in (*document.blocks, *again.blocks)):
        assert [normalize(block.text) for block in translated(again)] == [normalize(t) for t in targets.values()]


def test_a_row_loses_no_cell_to_the_rules_of_boilerplate() -> None:
    table = "| Share | Two |\n|---|---|\n| Advertisement | 2 |\n"
    text = f"---\nurl: https://a.example/b\n---\nIt sits.\n\n{table}\nAdvertisement\n"
    document = parse(text)
    assert [block.text for block in translated(document)] == ["It sits.", "Share", "Two", "Advertisement"]
    assert [block.raw for block in document.blocks if isinstance(block, Dropped)] == ["Advertisement\n"]


@pytest.mark.parametrize(
    ("line", "prefix", "text", "suffix"),
    [
        ("## Ice\n", "## ", "Ice", "\n"),
        ("> ##  Ice ## \n", "> ##  ", "Ice", " ## \n"),
        ("# C# #\n", "# ", "C#", " #\n"),
        ("## a ## ##\n", "## ", "a ##", " ##\n"),
        ("# 1 # 1\n", "# ", "1 # 1", "\n"),
        ("# Ice\x00 #\n", "# ", "Ice\ufffd", " #\n"),
    ],
)
def test_a_heading_stands_between_its_marks(line: str, prefix: str, text: str, suffix: str) -> None:
    [block] = translated(parse(line))
    assert (block.prefix, block.text, block.suffix) == (prefix, text, suffix)


def test_what_an_author_says_twice_stands_twice() -> None:
    said = "The blanket is large enough to cover a tennis court."
    text = f"# Wool\n\nMany hands knitted. {said} It is grey.\n\n- {said}\n\n> {said}\n\nThe end is near.\n"
    assert not [block for block in parse(text).blocks if isinstance(block, Dropped)]


@pytest.mark.parametrize("mark", ["> ", ">", "- ", "1. ", "- > ", "[^a]: "])
def test_blocks_that_stand_too_deep_in_others_are_refused_not_lost(mark: str) -> None:
    deep = mark * (1_000 // len(mark))
    with pytest.raises(SourceError, match=r"^source/a\.md:3: too many lists and quotations"):
        parse(f"One.\n\n{deep}Two.\n")


def test_as_many_quotations_as_markdown_reads_are_read() -> None:
    document = parse(f"{'> ' * 19}Deep.\n")
    assert [block.text for block in document.blocks if isinstance(block, Translate)] == ["Deep."]
