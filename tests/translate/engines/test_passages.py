from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Candidate
from pipeline.translate.engines.passages import join_passages, loops, make_batches, make_candidate, rank, split_long

LOOPS = [
    ("the the the the", True),
    ("rain fell and rain fell and rain fell and", True),
    ("ههههههههههه", True),
    ("bolobolobolobolobolo", True),
    ("في في في في في", True),
    ("No, no, no: the minister said no.", False),
    ("had had had", False),
    ("ارتفعت الأسعار بنسبة 12 بالمئة، ثم ارتفعت الأسعار مجددا.", False),
    ("10,000,000 or more", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "expected"), LOOPS)
def test_loops_are_told_from_speech(text: str, *, expected: bool) -> None:
    assert loops(text) is expected


def test_a_long_sentence_is_cut_at_semicolons_before_commas() -> None:
    text = "one, two three; four five، six: seven eight"
    assert split_long(text, lambda part: len(part.split()), 4) == ["one, two three;", "four five، six:", "seven eight"]
    assert split_long(text, lambda part: len(part.split()), 2) == [
        "one,",
        "two three;",
        "four five،",
        "six:",
        "seven eight",
    ]
    assert split_long("a b c d, e", lambda part: len(part.split()), 2) == ["a b c d,", "e"]
    assert split_long("a b c d, e", lambda part: len(part.split()), 2, 3) == ["a b", "c d,", "e"]


@given(st.lists(st.sampled_from(["one", "two,", "three;", "أربعة،", "خمسة؛", "six:"]), min_size=1), st.integers(1, 9))
def test_cutting_loses_nothing_and_short_texts_stay_whole(words: list[str], limit: int) -> None:
    text = " ".join(words)
    passages = split_long(text, lambda part: len(part.split()), limit)
    assert " ".join(passages) == text
    assert len(passages) == 1 or len(words) > limit


@given(st.lists(st.integers(1, 50), max_size=40), st.integers(1, 200))
def test_batches_hold_every_index_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(make_batches(lengths, budget))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or max(lengths[index] for index in batch) * len(batch) <= budget


@given(st.lists(st.lists(st.floats(-20, 0), min_size=1, max_size=9), min_size=2, max_size=4))
def test_joined_passages_have_the_figures_of_all_their_tokens(steps: list[list[float]]) -> None:
    parts = [(make_candidate("x", each),) for each in steps]
    (joined,) = join_passages(parts, [len(each) for each in steps])
    together = make_candidate(" ".join("x" * len(steps)), [step for each in steps for step in each])
    assert joined.text == together.text
    assert joined.log_probability == pytest.approx(together.log_probability, abs=1e-6)


def test_candidates_are_ranked_and_each_text_comes_once_and_none_is_empty() -> None:
    offers = [("b  c", -2.0), ("a", -1.0), (" b c ", -0.5), (" ", -0.1)]
    ranked = rank(Candidate(text=text, log_probability=mean) for text, mean in offers)
    assert [(each.text, each.log_probability) for each in ranked] == [("b c", -0.5), ("a", -1.0)]
