"""What no rule knows goes from a scraped page if it is surely not the article's; where it is unsure, it stays."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from pipeline.model import Dropped, Skip, Translate
from pipeline.sources.readers import reader_for
from pipeline.sources.readers.page_features import read_features
from pipeline.sources.readers.page_lines import Line
from pipeline.sources.readers.page_meaning import nearness, vectors
from pipeline.sources.readers.page_model import RULE, find_kept, is_page, lines_of, may_be_page
from pipeline.sources.readers.page_network import (
    ENDS,
    STARTS,
    STATES,
    STEPS,
    chain,
    load_model,
    probabilities,
    read_model,
    write_model,
)
from pipeline.sources.readers.page_places import Page

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


def test_the_networks_have_a_vector_for_each_feature_and_a_weight_for_each_state() -> None:
    model = read_model()
    for network in model.networks:
        inner, around = len(network.bias), len(network.window_bias)
        assert network.vectors.shape == (len(model.places), inner)
        assert network.numbers.shape[1] == inner
        assert network.window.shape[1:] == (inner, around)
        assert network.outer.shape == (inner, len(STATES))
        assert network.outer_window.shape == (around, len(STATES))
        assert network.outer_bias.shape == (len(STATES),)
        assert network.steps.shape == (len(STATES), len(STATES))


def test_the_features_of_a_page_have_vectors() -> None:
    found = read_features([Line(each, "body") for each in TOP.splitlines()])
    features = {name for line in found.names for name in line}
    assert len(features & read_model().places.keys()) > len(features) / 2


def test_a_line_is_nearest_to_what_it_speaks_of() -> None:
    lines = [
        "The keeper opened the upper gate of the lock for the barge.",
        "The barge passed through the lock after the keeper had opened its gate.",
        "Boats wait below the lock until the keeper lets them through.",
        "Try our new recipes with lentils, lemon and garlic.",
    ]
    page = Page([Line(text, "body") for text in lines])
    means = nearness(page, vectors(page))[:, 0]
    assert int(means.argmin()) == 3


def test_only_the_beginning_of_a_line_is_read_for_its_meaning() -> None:
    start = "The keeper opened the upper gate of the lock for the barge, and counted it in chalk. " * 3
    lines = [Line(start, "body"), Line(start + "Try our new recipes with lentils. " * 99, "body")]
    first, second = vectors(Page(lines))
    assert first == pytest.approx(second)


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    model, path = read_model(), tmp_path / "model.npz"
    write_model(model, path)
    again = load_model(path)
    page = read_features([Line(each, "body") for each in (TOP + ARTICLE_TEXT + END).splitlines()])
    assert probabilities(page, again) == pytest.approx(probabilities(page, model), abs=1e-3)
    write_model(again, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("lines", [1, 2, 4])
def test_shares_are_those_of_all_ways_through_a_page(lines: int) -> None:
    scores = np.sin(7.0 * np.arange(lines)[:, None] + np.arange(len(STATES)))
    steps = np.cos(5.0 * np.arange(len(STATES))[:, None] + np.arange(len(STATES)))
    ways = {}
    for way in product(range(len(STATES)), repeat=lines):
        moves = list(pairwise(way))
        if way[0] in STARTS and way[-1] in ENDS and all(new in STEPS[old] for old, new in moves):
            score = sum(scores[line, state] for line, state in enumerate(way))
            ways[way] = np.exp(score + sum(steps[old, new] for old, new in moves))
    for line, shares in enumerate(chain(scores, steps)):
        for state, share in enumerate(shares):
            expected = sum(value for way, value in ways.items() if way[line] == state) / sum(ways.values())
            assert share == pytest.approx(expected)


def test_what_no_rule_knows_goes_by_its_place_and_wording_and_the_article_stays() -> None:
    found = blocks_of(TOP + ARTICLE_TEXT + END)
    article = [line for line in ARTICLE_TEXT.splitlines() if not line.startswith(("By ", "12 "))]
    assert [text for text, rule in found if text in article and rule] == []
    assert [text for text, rule in found if rule == RULE] == [
        "Sign in to save this story to your reading list and to comment on it.",
        "Readers also liked",
        "Swan stops traffic on the ring road",
    ]


def test_an_article_with_a_comment_form_below_is_left_to_the_rules() -> None:
    text = "Lock keeper retires\n\nHe let the last barge through.\n\nOld town\n\nHarbours\n\n" * 5
    assert RULE not in {rule for _, rule in blocks_of(text + "Leave a comment\n\nShare\n\nFacebook\n")}


def gone(lines: list[Line], found: list[float]) -> set[int]:
    """Return what goes of some lines with a site's foot below them."""
    foot = [Line("Share", "body", "share-bar")] * 12
    kept = find_kept([*lines, *foot], [*found, *(0.0 for _ in foot)])
    return set(range(len(lines))) - kept


def test_the_likeliest_headline_above_the_first_sentence_stays() -> None:
    lines = [
        Line("Harbours", "body"),
        Line("On mending", "body"),
        Line("He counted all of the boats in chalk.", "body"),
    ]
    assert gone(lines, [0.001, 0.05, 0.9]) == {0}
    assert gone(lines, [0.001, 0.6, 0.9]) == {0}
    assert gone(lines, [0.001, 0.002, 0.9]) == {0, 1}


def test_a_sentence_stays_at_less_than_a_label_does() -> None:
    sentence, label = Line("He counted all of the boats in chalk.", "body"), Line("Harbours", "body")
    assert gone([sentence, sentence, label], [0.9, 0.3, 0.3]) == {2}
    assert gone([sentence, sentence, label], [0.9, 0.01, 0.4]) == {1}


def test_a_last_sentence_below_a_poll_stays_unless_it_speaks_to_the_reader() -> None:
    sentence, poll = Line("He counted all of the boats in chalk.", "body"), Line("Vote", "body", "poll")
    appeal = Line("You can subscribe to our newsletter now.", "body")
    assert gone([sentence, poll, sentence], [0.9, 0, 0.001]) == {1}
    assert gone([sentence, poll, appeal], [0.9, 0, 0.001]) == {1, 2}
    assert gone([sentence, poll, sentence], [0.4, 0, 0.001]) == {1, 2}


def test_what_a_rule_drops_stays_if_it_is_likelier_the_articles() -> None:
    lines = [Line("He counted all of the boats.", "body"), Line("Share", "body", "share-bar")]
    assert gone(lines, [1, 0.4]) == {1}
    assert gone(lines, [1, 0.6]) == set()


def test_a_text_may_be_a_page_if_rules_know_a_line_or_some_are_short() -> None:
    sentence, share = Line("He counted all of the boats.", "body"), Line("Share", "body", "share-bar")
    assert not may_be_page([sentence] * 40)
    assert not may_be_page([sentence] * 10 + [share])
    assert may_be_page([sentence] * 11 + [share])
    assert not may_be_page([sentence] * 800 + [share])
    assert not may_be_page([sentence] * 12 + [Line("Harbours", "body")] * 3)
    assert may_be_page([sentence] * 12 + [Line("Harbours", "body")] * 4)


def test_a_text_is_a_page_if_rules_or_the_model_find_enough_of_one() -> None:
    sentence, share = Line("He counted all of the boats.", "body"), Line("Share", "body", "share-bar")
    assert not is_page([sentence] * 15 + [share] * 5, [0.9] * 15 + [0.0] * 5)
    assert is_page([sentence] * 15 + [share] * 5, [0.9] * 14 + [0.001] * 6)
    assert not is_page([sentence] * 50 + [share] * 6, [0.9] * 50 + [0.0] * 6)
    assert find_kept([sentence] * 15 + [share] * 5, [0.9] * 15 + [0.6] * 5) == set(range(15))


def test_lines_know_the_blank_lines_above_them() -> None:
    blocks = reader_for("a.txt").parse("Harbours\n\n\nBoats and boats.\nTides and tides.\n", "a.txt").blocks
    assert any(isinstance(block, Skip) for block in blocks)
    assert [line.gap for line in lines_of(blocks, {}).values()] == [0, 2, 0][: len(lines_of(blocks, {}))]
