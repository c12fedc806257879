"""The cases that others wrote are read as written, parted for good, and cut right."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluations.segmentation.__main__ import HERE, is_right, measure, sizes
from evaluations.segmentation.cases import FIXTURES, Case, read_fixture
from evaluations.segmentation.splitters import split_with_newsloc

# The least share of a set's cases that must be right; the held-out halves are scored, never looked at.
LEAST = {
    "segmentation-ar dev": (96, 1.0),
    "segmentation-ar held-out": (101, 0.9),
    "segmentation-en-news dev": (18, 1.0),
    "segmentation-en-news held-out": (24, 0.9),
}


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case for language, name in FIXTURES.items() for case in read_fixture(HERE / name, language)]


def test_a_bar_without_spaces_is_an_end_without_one(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("# a comment\nOne. | Two.|Three.\n\n", encoding="utf-8")
    assert [(case.text, case.sentences) for case in read_fixture(path, "en")] == [
        ("One. Two.Three.", ("One.", "Two.", "Three."))
    ]


def test_a_case_is_right_only_when_all_its_sentences_are() -> None:
    case = Case(set="x", language="en", text="One. Two.", sentences=("One.", "Two."))
    assert is_right(case, ["One. ", "Two."])
    assert not is_right(case, ["One. Two."])
    assert measure([case], ([["One. Two."]], 0.001)) == {"x": 0, "milliseconds": 1.0}


def test_as_many_cases_are_right_as_were(cases: list[Case]) -> None:
    right = measure(cases, split_with_newsloc([(case.language, case.text) for case in cases]))
    assert sizes(cases) == {name: size for name, (size, _) in LEAST.items()}
    assert all(int(str(right[name])) >= share * size for name, (size, share) in LEAST.items())
