"""Weights: what makes a unit count for more."""

from __future__ import annotations

import pytest

from pipeline.gate.coverage import measure
from pipeline.gate.risk import DEFAULT_WEIGHTS, is_speech, weigh
from pipeline.model import Catalog, Entry, Role
from tests.gate.test_coverage import article_of

WEIGHED = [
    ("The ice is thin.", Role.BODY, 1),
    ("The ice is thin.", Role.HEADLINE, 6),
    ("The ice is thin.", Role.STANDFIRST, 3),
    ("The ice is thin.", Role.QUOTE, 2),
    ("The ice is thin.", Role.CAPTION, 1.5),
    ("It killed 12 people.", Role.BODY, 1.5),
    ("قتل ١٢ شخصا.", Role.BODY, 1.5),
    ("It killed 12 people.", Role.HEADLINE, 9),
    ("“The ice is thin,” she said.", Role.BODY, 2),
    ("“We counted 12 of them,” she said.", Role.BODY, 3),
    ("“The ice is thin,” she said.", Role.QUOTE, 2),
]
SPEECH = [
    ("“We will not leave,” he said.", True),
    ("«لن نغادر أرضنا» قال الرجل.", True),
    ('He said: "We will not leave."', True),
    ("“We will not leave. ", True),  # the quotation ends in another sentence
    ("We will go home soon,” he said.", True),
    ("He read “The Ice” again.", False),
    ('The "Wall" and the "Tower" of the old city fell.', False),
    ("The council's lake.", False),
    ("No quotation at all.", False),
]


@pytest.mark.parametrize(("text", "role", "weight"), WEIGHED)
def test_a_unit_weighs_what_its_role_speech_and_numbers_make_of_it(text: str, role: Role, weight: float) -> None:
    assert weigh(text, role) == weight


@pytest.mark.parametrize(("text", "speech"), SPEECH)
def test_speech_is_told_from_titles(text: str, *, speech: bool) -> None:
    assert is_speech(text) is speech


def test_every_role_has_a_weight_and_none_weighs_less_than_plain_text() -> None:
    assert set(DEFAULT_WEIGHTS) == {*Role, "numbers"}
    assert all(weight >= 1 for weight in DEFAULT_WEIGHTS.values())


def test_a_weight_of_nothing_takes_a_role_out_of_the_weighted_share() -> None:
    catalog = Catalog(
        slug="ice",
        source_language="en",
        language="ar",
        entries=(Entry(context="body#1", source="A lake.", target="بحيرة."),),
    )
    article = article_of(("A lake.", "It is 3 m deep."))
    assert measure(article, catalog, "ar").weighted_share == 1 / 2.5
    assert measure(article, catalog, "ar", weights={**DEFAULT_WEIGHTS, "numbers": 0}).weighted_share == 1
