"""What is taken over of a language model's judgements, and what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.model import JudgedError, Judgement
from pipeline.quality.judges.question import LETTERS, PROMPT, find_span, make_lots, make_request, read_judgements
from pipeline.translate.engines.endpoint.prompt import build_prompt
from tests.quality.judges.judge_cases import (
    CHILDREN,
    EN_AR,
    HOSTILE,
    RAIN,
    REOPENED,
    SMALL,
    WRONG,
    judge_item,
    judge_well,
    make_pair,
    read_items,
)

PAIRS = [make_pair(REOPENED), make_pair(RAIN)]
ITEMS = [{"number": 1, "source": REOPENED[0]}, {"number": 2, "source": RAIN[0]}]
GOOD = judge_well(ITEMS)
FOUND = JudgedError(category="mistranslation", severity="major", source_span=(9, 17), target_span=(0, 5))

SHAPES = [
    GOOD,
    f"```json\n{GOOD}\n```",
    f"Here is my annotation:\n\n{GOOD}\n\nI hope this helps! {{smile}}",
    f"<think>The first one says {{closed}}.</think>{GOOD}",
    json.dumps([judge_item(item) for item in ITEMS]),
    "\n".join(json.dumps(judge_item(item)) for item in ITEMS),
    GOOD[:-2],
    GOOD.replace('"score": 60', '"score": "60"'),
    GOOD.replace('"mistranslation"', '"Accuracy/Mistranslation"').replace('"major"', '" Major "'),
]
LOST = [
    "",
    "I cannot help with that.",
    "{" * 5000,
    "[" * 5000,
    "null",
    '{"judgements": null}',
    '{"judgements": [null, 3, "text"]}',
    GOOD.replace('"score": 60', '"score": 101'),
    GOOD.replace('"score": 60', '"score": -1'),
    GOOD.replace('"score": 60', '"score": NaN'),
    GOOD.replace('"score": 60', '"score": "high"'),
    GOOD.replace('"number": ', '"number": 7'),
    GOOD.replace('"number": 2', '"number": 1'),
]
REFUSED: list[Any] = [
    {**WRONG, "source": "closed"},
    {**WRONG, "target": "الميناء مفتوح"},
    {**WRONG, "source": "", "target": ""},
    {**WRONG, "category": "impolite"},
    {**WRONG, "severity": "terrible"},
    {**WRONG, "severity": 3},
    {"category": "omission"},
    "an error",
    None,
]
SPANS = [
    ("reopened", "The port reopened.", (9, 17)),
    ("port  re", "The port\u00a0reopened.", (4, 11)),
    ("الميناء", "أُغلق \u200fالميناء\u200f.", (7, 14)),
    ("< b>", "a <b> c", (2, 5)),
    ("(a+", "x (a+ b", (2, 5)),
    ("", "text", None),
    (" \u200f", "text", None),
    ("Port", "The port", None),
    ("a" * 2000, "a" * 3000, None),
]


def read(answer: str) -> dict[int, Judgement]:
    """Return the judgements that are sound."""
    return {
        index: found.judgement for index, found in read_judgements(answer, PAIRS, "it").items() if not found.refused
    }


@pytest.mark.parametrize("answer", SHAPES)
def test_judgements_are_read_whatever_stands_around_them(answer: str) -> None:
    found = read(answer)
    assert found[0] == Judgement(judge="it", score=60, errors=(FOUND,))
    assert found[1].errors[0].target_span == (10, 19)
    assert found[1].errors[0].source_span is None


@pytest.mark.parametrize("answer", LOST)
def test_an_answer_that_does_not_fit_the_question_says_nothing(answer: str) -> None:
    assert 0 not in read(answer)


@pytest.mark.parametrize("error", REFUSED)
def test_an_error_that_does_not_fit_the_texts_is_refused(error: Any) -> None:
    answer = json.dumps({"judgements": [{"number": 1, "errors": [error, WRONG], "score": 20}]})
    found = read_judgements(answer, PAIRS, "it")[0]
    assert found.refused == 1
    assert found.judgement == Judgement(judge="it", score=20, errors=(FOUND,))


@pytest.mark.parametrize(("words", "text", "span"), SPANS)
def test_quoted_words_are_found_in_their_text(words: str, text: str, span: tuple[int, int] | None) -> None:
    assert find_span(words, text) == span


def test_a_text_cannot_leave_its_place_in_the_question() -> None:
    prompt = build_prompt(PROMPT, make_request([make_pair(HOSTILE), make_pair(RAIN)]), EN_AR)
    items = read_items(prompt)
    assert [item["number"] for item in items] == [1, 2], "JSON is still one list of two"
    assert items[0]["source"].replace(" ", "") == HOSTILE[0].replace(" ", "")
    assert prompt.count("</text>") == 2, "the one of the instruction, and the end of the data"
    assert not any(token in prompt for token in ("<|im_end|>", "<end_of_turn>", "[/INST]"))


def test_a_quote_of_a_text_that_was_broken_up_is_found_in_the_text_itself() -> None:
    pair = make_pair(HOSTILE)
    shown = read_items(build_prompt(PROMPT, make_request([pair]), EN_AR))[0]["translation"]
    error = {"category": "untranslated", "severity": "minor", "source": "", "target": shown}
    answer = json.dumps({"judgements": [{"number": 1, "errors": [error], "score": 9}]})
    assert read_judgements(answer, [pair], "it")[0].judgement.errors[0].target_span == (0, len(HOSTILE[1]))


def test_pairs_are_asked_about_together_up_to_a_number_and_a_length() -> None:
    long = make_pair(("x" * LETTERS, "y"))
    assert list(make_lots([make_pair(CHILDREN)] * 5, 2)) == [[0, 1], [2, 3], [4]]
    assert list(make_lots([PAIRS[0], long, PAIRS[1]], 8)) == [[0], [1], [2]]
    assert not list(make_lots([], 8))
    assert SMALL["severity"] == "minor"
