"""Sentences are cut exactly right as often as before, in cases whose authors had not seen the rules.

A file of ``segmentation/`` has one case a line: `` | `` where a sentence ends and a space stands, ``|`` where no space
does. A line with ``#`` is a comment. A hash of the line parts the cases. Those of the held-out half are scored, never
looked at, so that their share says what the rules are worth on news to come: who mends rules looks at the others only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.sources.segment import split_sentences

FOLDER = Path(__file__).parent / "segmentation"
FIXTURES = [
    # file, language, cases looked at and held out, the least number of them that must be right
    ("ar", "ar", (96, 101), (96, 92)),
    ("en-news", "en", (18, 24), (18, 22)),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text, its sentences, and whether nobody may look at it."""

    text: str
    sentences: tuple[str, ...]
    held_out: bool


def read_cases(path: Path) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield Case(
                text=line.replace(" | ", " ").replace("|", ""),
                sentences=tuple(part.strip() for part in line.split("|")),
                held_out=hashlib.sha256(line.encode()).digest()[0] % 2 == 1,
            )


def test_a_bar_without_spaces_is_an_end_without_one(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("# a comment\nOne. | Two.|Three.\n\n", encoding="utf-8")
    assert [(case.text, case.sentences) for case in read_cases(path)] == [
        ("One. Two.Three.", ("One.", "Two.", "Three."))
    ]


@pytest.mark.parametrize(("name", "language", "sizes", "least"), FIXTURES)
def test_as_many_cases_are_right_as_were(
    name: str, language: str, sizes: tuple[int, int], least: tuple[int, int]
) -> None:
    cases = list(read_cases(FOLDER / f"{name}.txt"))
    for held_out in (False, True):
        half = [case for case in cases if case.held_out is held_out]
        right = [
            case
            for case in half
            if tuple(filter(None, map(str.strip, split_sentences(case.text, language)))) == case.sentences
        ]
        assert len(half) == sizes[held_out]
        assert len(right) >= least[held_out], [case.text for case in half if case not in right and not held_out]
