"""What no rule knows goes from a scraped page if it is surely not the article's; where it is unsure, it stays."""

from __future__ import annotations

import math
from itertools import pairwise, product

import pytest

from pipeline.model import Dropped, Translate
from pipeline.readers import reader_for
from pipeline.readers.page_lines import Line, read_lines
from pipeline.readers.page_model import (
    ARTICLE,
    ENDS,
    RULE,
    STARTS,
    STATES,
    STEPS,
    Model,
    find_unlike,
    probabilities,
    read_model,
)

TOP = """Skip to content
Menu
Tideway Courier
Harbours
Boatyards
Tide tables
Puzzles and games
Log in
"""
ARTICLE_TEXT = """Lock keeper retires after forty summers
By Ana Reis
12 March 2024
Ana Reis spoke to the lock keeper on his last day, when he let through the same barge that he had let through first.
He counted the boats in chalk, and the chalk is still on the wall of the hut beside the upper gate.
“Nobody asked me to,” he said. “I like to know.”
The council will paint the hut in May, but it has promised the keeper that the wall will stay as it is.
"""
END = """Sign in to save this story to your reading list and to comment on it.
Readers also liked
Swan stops traffic on the ring road
4 hours ago
Ten boats that never came back
6 hours ago
Get the Courier app for alerts, puzzles and offers.
Manage your alerts
Mobile apps
Follow us
© 2024 Tideway Courier
"""


def blocks_of(text: str) -> list[tuple[str, str]]:
    return [
        (block.raw.strip(), block.rule if isinstance(block, Dropped) else "")
        for block in reader_for("a.txt").parse(text, "a.txt").blocks
        if isinstance(block, Dropped | Translate)
    ]


def test_the_weights_are_one_for_each_state() -> None:
    model = read_model()
    assert [len(row) for row in model.steps] == [len(STATES)] * len(STATES)
    assert {len(row) for row in model.features.values()} == {len(STATES)}


def test_the_features_of_a_page_have_weights() -> None:
    features = {name for page in read_lines([Line(each, "body") for each in TOP.splitlines()]) for name in page}
    assert len(features & read_model().features.keys()) > len(features) / 2


@pytest.mark.parametrize("lines", [1, 2, 4])
def test_probabilities_are_those_of_all_ways_through_a_page(lines: int) -> None:
    weights = [[math.sin(7 * line + state) for state in range(len(STATES))] for line in range(lines)]
    steps = tuple(tuple(math.cos(5 * old + new) for new in range(len(STATES))) for old in range(len(STATES)))
    model = Model(features={str(line): tuple(row) for line, row in enumerate(weights)}, steps=steps)
    ways = {}
    for way in product(range(len(STATES)), repeat=lines):
        moves = list(pairwise(way))
        if way[0] in STARTS and way[-1] in ENDS and all(new in STEPS[old] for old, new in moves):
            score = sum(weights[line][state] for line, state in enumerate(way))
            ways[way] = math.exp(score + sum(steps[old][new] for old, new in moves))
    for line, found in enumerate(probabilities([[str(line)] for line in range(lines)], model)):
        expected = sum(value for way, value in ways.items() if way[line] in ARTICLE) / sum(ways.values())
        assert found == pytest.approx(expected)


def test_what_no_rule_knows_goes_by_its_place_and_wording_and_the_article_stays() -> None:
    found = blocks_of(TOP + ARTICLE_TEXT + END)
    article = [line for line in ARTICLE_TEXT.splitlines() if not line.startswith(("By ", "12 "))]
    assert [text for text, rule in found if text in article and rule] == []
    assert [text for text, rule in found if rule == RULE] == [
        "Readers also liked",
        "Swan stops traffic on the ring road",
    ]


def test_an_article_with_a_comment_form_below_is_left_to_the_rules() -> None:
    text = "Lock keeper retires\n\nHe let the last barge through.\n\nOld town\n\nHarbours\n\n" * 5
    assert RULE not in {rule for _, rule in blocks_of(text + "Leave a comment\n\nShare\n\nFacebook\n")}


def test_the_likeliest_headline_above_the_first_sentence_stays() -> None:
    lines = [
        Line("Harbours", "body"),
        Line("On mending", "body"),
        Line("He counted all of the boats in chalk.", "body"),
    ]
    assert find_unlike(lines, [0.001, 0.04, 0.9]) == {0}
    assert find_unlike(lines, [0.001, 0.06, 0.9]) == {0}


def test_a_sentence_stays_at_less_than_a_label_does() -> None:
    sentence, label = Line("He counted all of the boats in chalk.", "body"), Line("Harbours", "body")
    assert find_unlike([sentence, sentence, label], [0.9, 0.03, 0.03]) == {2}
    assert find_unlike([sentence, sentence, label], [0.9, 0.01, 0.06]) == {1}


def test_what_a_rule_drops_is_not_dropped_twice() -> None:
    assert (
        find_unlike([Line("He counted all of the boats.", "body"), Line("Share", "body", "share-bar")], [1, 0]) == set()
    )
