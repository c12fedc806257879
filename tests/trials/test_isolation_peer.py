"""FriBidi, another program's bidirectional algorithm, shows isolated runs and numbers from left to right."""

from __future__ import annotations

import ctypes
import re
from ctypes.util import find_library

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.editions.isolation import LRI, PDI, isolate
from tests.editions.test_isolation import ISOLATED

LIBRARY = find_library("fribidi")
RIGHT_TO_LEFT = 0x00000111
"""FriBidi's FRIBIDI_PAR_RTL."""
RUN = re.compile(f"{LRI}([^{LRI}{PDI}]*){PDI}")
PIECES = [
    "OPCW",
    "C++",
    "+963 11 555",
    "-5",
    "2026-03-09",
    "$100",
    "هيئة",
    "(",
    ")",
    "،",
    ".",
    "**",
    "«",
    "»",
    "7",
    "12.5",
]

pytestmark = pytest.mark.skipif(LIBRARY is None, reason="needs FriBidi (Debian's package libfribidi0)")


def places(text: str) -> list[int]:
    """Return the place from the left of each character of a line that runs from right to left."""
    size, kind = len(text), ctypes.c_uint32 * len(text)
    shown, order, base = kind(), (ctypes.c_int * size)(), ctypes.c_uint32(RIGHT_TO_LEFT)
    library = ctypes.CDLL(LIBRARY)
    library.fribidi_log2vis(kind(*map(ord, text)), size, ctypes.byref(base), shown, order, None, None)
    return list(order)


def assert_runs_in_order(text: str) -> None:
    isolated = isolate(text, "rtl", markup=True)
    order = places(isolated)
    for run in RUN.finditer(isolated):
        shown = order[run.start(1) : run.end(1)]
        assert shown == list(range(shown[0], shown[0] + len(shown))), isolated


@pytest.mark.parametrize("text", [text for direction, text, _ in ISOLATED if direction == "rtl"])
def test_a_run_of_the_table_stands_from_left_to_right(text: str) -> None:
    assert_runs_in_order(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join))
def test_a_run_in_any_text_stands_from_left_to_right(text: str) -> None:
    assert_runs_in_order(text)


def test_a_number_with_a_sign_needs_its_isolate() -> None:
    text = "نحو -5 درجات"
    sign, digit = places(text)[4:6]
    assert sign > digit
