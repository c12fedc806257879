"""What engines answer is cleaned where it comes in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.model import Candidate, Direction, Request
from pipeline.translate.drafting import Drafting, find_candidates
from pipeline.translate.engines.answers import clean_candidate, clean_text
from pipeline.translate.glossary import Glossary
from pipeline.translate.memory import DraftKey, Memory
from tests.fake_engine import FakeEngine

EN_AR = Direction(source="en", target="ar")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مطر", "مطر"),
        ("م\x00ط\x1bر", "مطر"),
        ("\ud800مطر\udfff", "مطر"),
        ("مطر\ufffe\uffff\x7f", "مطر"),
        ("مطر\tو\nريح \u200f🌧", "مطر\tو\nريح \u200f🌧"),
    ],
)
def test_what_no_file_of_text_can_hold_is_taken_out(text: str, expected: str) -> None:
    assert clean_text(text) == clean_candidate(Candidate(text=text)).text == expected


@pytest.mark.parametrize("log", [1e308, -1e308, math.inf, -math.inf, math.nan, 2.0])
def test_figures_that_are_no_log_probabilities_are_taken_out(log: float) -> None:
    assert clean_candidate(Candidate(text="مطر", log_probability=log)) == Candidate(text="مطر")


class _Nasty(FakeEngine):
    def translate(
        self, requests: Sequence[Request], direction: Direction
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        del direction
        for index, _ in enumerate(requests):
            yield index, (Candidate(text="مطر\x00\ud800 غزير", log_probability=math.nan),)


def test_neither_a_draft_nor_the_memory_gets_them(tmp_path: Path) -> None:
    with Memory(tmp_path / "memory.sqlite") as memory:
        drafting = Drafting(engine=_Nasty(), direction=EN_AR, glossary=Glossary(()), memory=memory)
        found = dict(find_candidates(drafting, [Request(source="Heavy rain")]))
        assert found == {"Heavy rain": (Candidate(text="مطر غزير"),)}
        key = DraftKey(source="Heavy rain", direction=EN_AR, engine=drafting.origin, glossary=Glossary(()).signature)
        assert memory.drafts([key]) == {key: (Candidate(text="مطر غزير"),)}
