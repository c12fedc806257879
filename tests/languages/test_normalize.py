"""Texts that look the same are spelled the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.normalize import normalize

CASES = [
    ("a\u00a0 b", "a b"),
    ("a\u2009b\u202fc\u3000d", "a b c d"),
    (" a\r\nb\u2028c\u0085d\t", "a b c d"),
    ("cafe\u0301", "café"),
    ("\u200fوقع\u200e \u202bاليوم\u202c \u2067هنا\u2069\u061c", "وقع اليوم هنا"),
    ("co\u00adoper\u200bation\ufeff\u2060", "cooperation"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("a \u200c\u200db\u200d c\u200c", "a b c"),
    ("👩\u200d⚖", "👩\u200d⚖"),
    ("a\x00 \x07 b\x7f", "a b"),
    ("٣٫٥ ـ", "٣٫٥ ـ"),
    ("\u200f \u00a0", ""),
]
ODD = st.text(st.sampled_from("ae\u0301\u00a0\u200c\u200d\u200f\u00ad\ufeff \n\x1c\x00\u2000\u0344ب"))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_text_is_spelled_in_one_way(text: str, expected: str) -> None:
    assert normalize(text) == expected


@given(st.text() | ODD)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(st.text() | ODD)
def test_a_normalized_text_is_one_line_in_nfc_with_single_spaces(text: str) -> None:
    normal = normalize(text)
    assert normal == " ".join(normal.split())
    assert unicodedata.is_normalized("NFC", normal)
