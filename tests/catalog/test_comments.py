from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog.comments import Comments, sort_comments
from pipeline.catalog.provenance import format_provenance
from pipeline.model import Entry
from tests.catalog.catalog_cases import draft

DRAFT = draft(Entry(context="body#1", source="Ice broke."), "تكسّر الجليد.")
assert DRAFT.provenance
LINE = format_provenance(DRAFT.provenance)
OLD = {
    "one line": (['| msgctxt "body#1"', '| msgid "Old."'], "body#1", "Old."),
    "a text alone": (['| msgid "Old \\"text\\"."'], None, 'Old "text".'),
    "several texts": (['| msgid ""', '| "One "', '| "two."'], None, "One two."),
    "wrapped as a comment": (['| msgid "One two three', 'four five."'], None, "One two three four five."),
}
OWN = ("| is a bar", "| msgid without quotes", '| msgid "never closed', "newsloc: is fine", "راجعته ريم")


@pytest.mark.parametrize("width", [20, 40, 76, 400])
def test_a_provenance_is_found_however_it_was_wrapped(width: int) -> None:
    wrapped = textwrap.wrap(LINE, width, break_long_words=False, break_on_hyphens=False)
    found = sort_comments(["before", *wrapped[:12], "after"])
    if len(wrapped) <= 12:
        assert found == Comments(own=("before", "after"), provenance=DRAFT.provenance)


@pytest.mark.parametrize(("lines", "context", "source"), OLD.values(), ids=OLD)
def test_previous_texts_that_a_tool_made_comments_of_are_found(
    lines: list[str], context: str | None, source: str
) -> None:
    found = sort_comments(["mine", *lines, "too"])
    assert (found.own, found.previous_context, found.previous_source) == (("mine", "too"), context, source)


@pytest.mark.parametrize("line", OWN)
def test_a_persons_comment_stays_one(line: str) -> None:
    assert sort_comments([line, "more"]) == Comments(own=(line, "more"))


def test_a_second_one_is_a_persons() -> None:
    assert sort_comments([LINE, LINE]).own == (LINE,)
    found = sort_comments(['| msgid "one"', '| msgid "two"'])
    assert (found.previous_source, found.own) == ("one", ('| msgid "two"',))


@given(lines=st.lists(st.text(st.sampled_from('ab |"\\:msgidnewsloc'), max_size=12), max_size=6))
def test_no_word_of_a_comment_is_lost(lines: list[str]) -> None:
    found = sort_comments(lines)
    kept = [*found.own, found.previous_context or "", found.previous_source or ""]
    if found.previous_context is None and found.previous_source is None:
        assert list(found.own) == lines
    assert set(found.own) <= set(lines)
    assert kept
