"""Searches are run in batches of like length, each gets its own candidates, and passages are put together."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from pipeline.model import Direction, Request
from pipeline.translate.engines.draft.search_plans import first_search
from pipeline.translate.engines.draft.searches import Model, Searches


class Generator:
    """Answers each prompt with its length."""

    def generate_batch(self, prompts: Sequence[list[str]], **_: object) -> list[Any]:
        found = [SimpleNamespace(sequences_ids=[[len(tokens)]], scores=[-0.1]) for tokens in prompts]
        return [SimpleNamespace(result=lambda answer=answer: answer) for answer in found]


class Tokenizer:
    """Has a token for each word."""

    def encode(self, text: str) -> SimpleNamespace:
        return SimpleNamespace(tokens=text.split())

    def decode(self, ids: list[int]) -> str:
        return f"{ids[0]} tokens"


def test_each_search_gets_its_own_candidates_and_the_passages_of_a_long_text_are_one() -> None:
    model = Model(generator=Generator(), tokenizer=Tokenizer(), workers=2)
    searches = Searches(model, Direction(source="en", target="ar"))
    for number, source in enumerate(("word " * 3, "word " * 40, ", ".join(["word " * 50] * 4), "word " * 12)):
        searches.add(number, first_search(Request(source=source), beams=2))
    found = {number: candidate.text for number, (candidate,) in searches.results()}
    assert found.pop(2).count("tokens") == 2
    assert found == {0: "5 tokens", 1: "42 tokens", 3: "14 tokens"}
