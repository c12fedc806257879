"""ninjs: what is translated is found in any version, and the rest stays byte for byte."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.model import Document, Role, Status, Translate
from pipeline.sources.readers import reader_for
from pipeline.sources.readers.json_strings import escape_json, find_strings
from pipeline.sources.readers.markdown_form import in_markdown_form

if TYPE_CHECKING:
    from collections.abc import Sequence

H, S, D, B, C, L = Role.HEADLINE, Role.STANDFIRST, Role.HEADING, Role.BODY, Role.CAPTION, Role.LIST
HTML = "<p>One <b>two</b></p>\n<ul><li>Three</ul>"
# Each case: an item, and what is translated in it: role, text.
ITEMS: list[tuple[dict[str, Any], Sequence[tuple[Role, str]]]] = [
    ({"headlines": [{"value": "One"}, {"role": "short", "value": "Two"}]}, [(H, "One"), (H, "Two")]),
    ({"bodies": [{"contenttype": "text/html", "value": HTML}]}, [(B, "One <b>two</b>"), (L, "Three")]),
    ({"bodies": [{"contentType": "application/xhtml+xml", "value": HTML}]}, [(B, "One <b>two</b>"), (L, "Three")]),
    ({"bodies": [{"contentType": "text/plain", "value": "One.\n\n- Two"}]}, [(B, "One."), (L, "Two")]),
    ({"bodies": [{"value": HTML}, {"value": "a < b"}]}, [(B, "One <b>two</b>"), (L, "Three"), (B, "a < b")]),
    ({"descriptions": [{"value": "One"}], "title": "x", "slugline": "y", "by": "z"}, [(S, "One")]),
    (
        {"headlines": [], "associations": [{"descriptions": [{"value": "One"}], "headlines": [{"value": "Two"}]}]},
        [(C, "One"), (C, "Two")],
    ),
    (
        {"headline": "One", "body_text": "Two", "body_xhtml": "<p>Three</p>", "description_text": "Four"},
        [(H, "One"), (B, "Two"), (B, "Three"), (S, "Four")],
    ),
    (
        {"headline": "x", "associations": {"main": {"headline": "One", "body_html": "<p>Two"}}},
        [(H, "x"), (C, "One"), (B, "Two")],
    ),
    ({"headlines": [{"value": 5}, {"role": "main"}], "subjects": [{"name": "x", "headlines": "y"}]}, []),
    ({"headline": "One", "renditions": {"headline": {"headline": "x"}}}, [(H, "One")]),
]
BROKEN = [
    (
        '{"headlines": [{"value": "A"}], "headlines": []}',
        'source/a.json: the key "headlines" stands twice in one object',
    ),
    ("{", "source/a.json:1: not valid JSON: "),
    ('{\n"a": 1,\n"b" 2}', "source/a.json:3: not valid JSON: "),
    ("[]", "source/a.json: no ninjs item"),
    ('{"name": "x"}', "source/a.json: no ninjs item"),
    ("[" * 100_000, "source/a.json"),
    ('{"headlines": [], "embargoedUntil": "soon"}', 'source/a.json: embargo: "soon" does not say when'),
    ('{"headline": "x", "embargoed": "soon"}', 'source/a.json: embargo: "soon" does not say when the embargo ends'),
    ('{"headline": "x", "embargoed": "2026-01-01T00:00:00"}', 'source/a.json: embargo: "2026-01-01'),
    ('{"headline": "x", "pubStatus": "killd"}', 'source/a.json: pubStatus "killd" is unknown; write one of usable'),
    ('{"headline": "x", "language": "klingon"}', 'source/a.json: language: "klingon" is not a language tag'),
    ('{"headline": "x", "pubStatus": "on\\nhold"}', 'source/a.json: pubStatus "on hold" is unknown'),
    ('{"a\\nb": 1, "a\\nb": 2}', 'source/a.json: the key "a b" stands twice'),
]
ITEM = Path(__file__).parents[2] / "source" / "orchard-prices.json"
LEAF = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8)
KEYS = st.sampled_from(
    ["headlines", "bodies", "value", "headline", "body_html", "associations", "contentType", "x", 'a"']
)
VALUES = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def parse(text: str) -> Document:
    return reader_for("a.json").parse(text, "source/a.json")


def texts(document: Document) -> list[tuple[Role, str]]:
    return [(block.role, block.text) for block in document.blocks if isinstance(block, Translate)]


def render(document: Document, change: dict[str, str]) -> str:
    """Write an edition, the texts that have no change as they are."""
    targets = {
        index: change[block.text]
        for index, block in enumerate(document.blocks)
        if isinstance(block, Translate) and block.text in change
    }
    return reader_for("a.json").render(document, targets)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(("item", "expected"), ITEMS, ids=lambda case: repr(case)[:40])
def test_the_texts_of_an_item_are_found(
    item: dict[str, Any], expected: Sequence[tuple[Role, str]], indent: int | None
) -> None:
    text = json.dumps(item, indent=indent)
    document = parse(text)
    assert texts(document) == list(expected)
    assert "".join(block.raw for block in document.blocks) == text


def test_an_item_declares_what_it_is() -> None:
    metadata = parse(
        '{"headlines": [{"value": " One "}], "language": "en-us",'
        '"versionCreated": "2026-04-17T08:42:00Z",'
        '"by": "Mona", "embargoed": "2026-04-18T06:00:00+03:00", "pubStatus": "canceled",'
        '"subjects": [{"name": "Courts"}, 5]}'
    ).metadata
    assert (metadata.title, metadata.language, metadata.author) == ("One", "en-US", "Mona")
    assert (metadata.date, metadata.status, metadata.tags) == (date(2026, 4, 17), Status.CANCELED, ("Courts",))
    assert metadata.embargo == datetime(2026, 4, 18, 3, tzinfo=UTC)


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_what_is_no_item_is_an_error_that_says_what_to_do(text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(text)
    assert str(caught.value).startswith(message)


def test_only_what_is_translated_changes() -> None:
    body = '"<p class=\\"a\\">See <a href=\\"x\\">it<\\/a>\\n<\\/p>"'
    text = f'{{ "z":1.0,"headline" :"Ice\\u0020out", "body_html": {body}, "a":[]}}\n'
    document = parse(text)
    assert render(document, {}) == text
    assert render(document, {"Ice out": 'جليد "هنا"'}) == text.replace("Ice\\u0020out", 'جليد \\"هنا\\"')
    assert render(document, {"See <a>it</a>": "<a>هي</a> هنا"}) == text.replace(
        'See <a href=\\"x\\">it<\\/a>', '<a href=\\"x\\">هي</a> هنا'
    )


def test_a_file_in_ascii_stays_in_ascii() -> None:
    edition = render(parse('{"headline": "Ice", "by": "Zo\\u00eb"}'), {"Ice": "جليد"})
    assert edition.isascii()
    assert json.loads(edition) == {"headline": "جليد", "by": "Zoë"}


def test_attributes_inside_texts_are_translated() -> None:
    item = {"body_html": '<p>See <img src="x" alt="A port"> here.'}
    edition = render(parse(json.dumps(item)), {"A port": 'ميناء "قديم"'})
    assert json.loads(edition)["body_html"] == '<p>See <img src="x" alt="ميناء &quot;قديم&quot;"> here.'


def test_our_example_is_read_whole() -> None:
    text = ITEM.read_text(encoding="utf-8")
    document = parse(text)
    roles = [role for role, _ in texts(document)]
    assert [roles.count(role) for role in (H, S, D, L, C)] == [2, 1, 1, 2, 2]
    assert document.metadata.language == "ar"
    assert "".join(block.raw for block in document.blocks) == text


@given(VALUES)
@settings(max_examples=60, deadline=None)
def test_any_item_joins_to_its_text(value: object) -> None:
    text = json.dumps({"headline": "x", "bodies": value}, ensure_ascii=False)
    try:
        document = parse(text)
    except SourceError:
        return
    assert "".join(block.raw for block in document.blocks) == text
    change = {block.text: block.text for block in document.blocks if isinstance(block, Translate)}
    json.loads(render(document, change))


@given(st.text(max_size=20), st.booleans())
def test_a_string_s_places_are_those_of_its_characters(text: str, ascii_only: bool) -> None:  # noqa: FBT001
    literal = escape_json(text, ascii_only=ascii_only)
    (string,) = find_strings(f'{{"a": "{literal}"}}')
    assert len(string.offsets) == len(string.text) + 1
    assert "".join(string.raw(place, place + 1) for place in range(len(string.text))) == literal


def test_half_a_surrogate_pair_anywhere_becomes_a_replacement_character() -> None:
    item = {"headlines": [{"value": "A bridge"}], "language": "en", "byline": "X \ud800"}
    text = json.dumps(item)
    reader = reader_for("a.json")
    document = reader.parse(text, "source/a.json")
    assert document.metadata.author == "X \ufffd"
    assert reader.render(document, {}) == text


def test_half_a_surrogate_pair_in_a_picture_does_not_end_a_build() -> None:
    renditions = [{"name": "web", "href": "https://example.org/\ud800.jpg", "contentType": "image/jpeg"}]
    pictures = [{"name": "main", "type": "picture", "headlines": [{"value": "A bridge"}], "renditions": renditions}]
    text = json.dumps({"headlines": [{"value": "Opened"}], "associations": pictures})
    document = reader_for("a.json").parse(text, "source/a.json")
    form = in_markdown_form(document).document
    assert "example.org/\ufffd.jpg" in "".join(block.raw for block in form.blocks)
