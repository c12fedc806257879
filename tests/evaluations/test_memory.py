"""The measuring of the memory: its texts are distinct, its edits change them, its figures are what they say."""

from __future__ import annotations

import random

from evaluations.memory import compare_all, edit, make_texts, measure


def test_made_texts_are_distinct_and_the_same_each_time() -> None:
    texts = make_texts(200, random.Random(1))  # noqa: S311
    assert len(set(texts)) == 200
    assert texts == make_texts(200, random.Random(1))  # noqa: S311


def test_edited_sentences_are_found_again() -> None:
    chance = random.Random(2)  # noqa: S311
    texts = make_texts(300, chance)
    queries = [(edit(text, ["ice", "rain"], chance), text) for text in texts[:40]]
    assert all(query != text for query, text in queries)
    row = measure(texts, queries, compare_all(texts, [query for query, _ in queries]))
    assert row.units == 300
    assert row.recall >= 0.95
    assert row.origin >= 0.9
