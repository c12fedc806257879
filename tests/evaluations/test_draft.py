"""What trains the draft engine keeps away from what measures it."""

from __future__ import annotations

import random

import numpy as np
import pytest

from evaluations.draft.corpus import MOST_LINES, TOO_NEAR, Measured, _both_ways, _fits
from evaluations.draft.mixes import FOURTH, MIXES, OWN, Portion
from evaluations.names.pairs import names_of_pair


class _Encoder:
    """Embeds a text of one letter as a corner, and any other as the middle between two of them."""

    def encode(self, texts: list[str]) -> np.ndarray:
        corners = np.eye(3)
        rows = [corners["abc".index(text)] if len(text) == 1 else (corners[0] + corners[1]) / 2**0.5 for text in texts]
        return np.array(rows)


@pytest.mark.parametrize(("name", "kept"), [(OWN, [False, False, True]), ("un_dev", [True, False, True])])
def test_our_own_pairs_near_to_what_is_measured_are_left_out(name: str, kept: list[bool]) -> None:
    measured = Measured(keys=frozenset(), embeddings=np.eye(3)[:1])
    assert measured.near(np.array([[0.6, 0.8, 0.0]])) == pytest.approx([0.6])
    assert TOO_NEAR < 0.5**0.5
    pairs = [("mixed", "mixed"), ("a", "b"), ("c", "c")]  # near; not each other's translation; far
    fits = _fits(Portion(name=name, repeats=1, similarity=0.5), pairs, _Encoder(), measured)
    assert fits.tolist() == kept


def test_every_portion_of_a_mix_is_seen() -> None:
    assert all(portion.repeats > 0 for mix in MIXES.values() for portion in mix.portions)


def test_names_that_stand_together_on_both_sides_are_told_as_one() -> None:
    english = "The runner Daniel Kiprotich won the marathon held in Frankfurt on Sunday."
    arabic = "فاز العداء دانيال كيبروتيتش بماراثون فرانكفورت الأحد."
    assert list(names_of_pair(english, arabic)) == [
        ("Daniel Kiprotich", "دانيال كيبروتيتش"),
        ("Frankfurt", "فرانكفورت"),
    ]


PAIR = (
    "The runner Daniel Kiprotich won the marathon held in Frankfurt.",
    "فاز العداء دانيال كيبروتيتش بماراثون فرانكفورت.",
)


def test_examples_are_told_their_names_in_both_directions() -> None:
    told = [example.terms for example in _both_ways([PAIR] * 60, FOURTH, random.Random(1))]  # noqa: S311 - sampling, not secrets
    lines = {line for terms in told for line in terms}
    assert {("Frankfurt", "فرانكفورت"), ("دانيال كيبروتيتش", "Daniel Kiprotich")} <= lines
    assert all(len(terms) <= MOST_LINES for terms in told)
    assert any(not terms for terms in told)
