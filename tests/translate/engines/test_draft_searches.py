"""Searches are run in batches of like length and one width, on all workers, and may be added while others run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.model import Direction, Request
from pipeline.translate.engines.draft.search_plans import SearchPlan, first_search
from pipeline.translate.engines.draft.searches import Model, Searches

EN_AR = Direction(source="en", target="ar")
WORKERS = 2


@dataclass
class Generator:
    """Answers each prompt with its length, and keeps what it was asked: the width and the lengths of each batch."""

    batches: list[tuple[int, list[int]]] = field(default_factory=list)

    def generate_batch(self, prompts: Sequence[list[str]], *, beam_size: int, **_: object) -> list[Any]:
        self.batches.append((beam_size, [len(tokens) for tokens in prompts]))
        found = [SimpleNamespace(sequences_ids=[[len(tokens)]], scores=[-0.1]) for tokens in prompts]
        return [SimpleNamespace(result=lambda answer=answer: answer) for answer in found]


class Tokenizer:
    """Has a token for each word."""

    def encode(self, text: str) -> SimpleNamespace:
        return SimpleNamespace(tokens=text.split())

    def decode(self, ids: list[int]) -> str:
        return f"{ids[0]} tokens"


def _plan(words: int) -> SearchPlan:
    return first_search(Request(source="word " * words), beams=2)


@pytest.fixture
def generator() -> Generator:
    return Generator()


@pytest.fixture
def searches(generator: Generator) -> Searches:
    return Searches(Model(generator=generator, tokenizer=Tokenizer(), workers=WORKERS), EN_AR)


def test_each_search_gets_its_own_candidates_and_the_longest_come_first(searches: Searches) -> None:
    for number, words in enumerate((3, 40, 12)):
        searches.add(number, _plan(words))
    found = [(number, candidate.text) for number, (candidate,) in searches.results()]
    assert found == [(1, "42 tokens"), (2, "14 tokens"), (0, "5 tokens")]


def test_the_passages_of_a_long_text_are_put_together(searches: Searches, generator: Generator) -> None:
    searches.add(7, first_search(Request(source=", ".join(["word " * 50] * 4)), beams=2))
    ((number, (candidate,)),) = searches.results()
    assert (number, len(generator.batches)) == (7, 2)
    assert candidate.text.count("tokens") == 2
