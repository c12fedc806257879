"""Where findings stand: counted as browsers count, overlaps apart, and no mark inside a word."""

from __future__ import annotations

import pytest

from pipeline.model import Severity
from pipeline.review.rendering import isolate_quotes
from pipeline.review.spans import LEVELS, draw_underlines, split_words, utf16

ERROR, WARNING, INFO = Severity
PLACES = [("abc", 2, 2), ("a𝄞b", 2, 3), ("جليد", 4, 4), ("🧊🧊", 1, 2), ("", 0, 0)]
WORDS = [
    ("والكتاب كبير", [((3, 5), ERROR)], [("والكتاب", ERROR), (" كبير", None)]),
    ("one two", [((3, 4), ERROR)], [("one two", ERROR)]),
    ("one two", [((0, 1), INFO), ((0, 3), ERROR)], [("one", ERROR), (" two", None)]),
    ("one", [((5, 9), ERROR)], [("one", None)]),
    ("", [((0, 0), ERROR)], []),
]


@pytest.mark.parametrize(("text", "place", "units"), PLACES)
def test_a_place_is_counted_as_browsers_count(text: str, place: int, units: int) -> None:
    assert utf16(text, place) == units


def test_overlapping_lines_get_levels_of_their_own() -> None:
    lines = draw_underlines("0123456789", [((0, 5), ERROR), ((3, 8), ERROR), ((4, 6), INFO), ((5, 9), WARNING)])
    assert [(line.start, line.level) for line in lines] == [(0, 0), (3, 1), (4, 2), (5, 0)]
    many = draw_underlines("0123456789", [((0, end), ERROR) for end in range(1, 9)])
    assert {line.level for line in many} <= set(range(LEVELS))


def test_a_span_outside_its_text_is_not_drawn() -> None:
    assert draw_underlines("abc", [((2, 9), ERROR), ((1, 1), ERROR), ((-1, 2), ERROR)]) == ()


@pytest.mark.parametrize(("text", "spans", "pieces"), WORDS)
def test_marks_hold_whole_words(text: str, spans: list, pieces: list) -> None:  # type: ignore[type-arg]
    assert [(piece.text, piece.severity) for piece in split_words(text, spans)] == pieces


def test_what_a_message_quotes_stands_isolated_and_escaped() -> None:
    assert isolate_quotes('use "<b>نعم" & go') == "use <bdi>&#34;&lt;b&gt;نعم&#34;</bdi> &amp; go"
