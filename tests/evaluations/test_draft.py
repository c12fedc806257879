"""What trains the draft engine keeps away from what measures it."""

from __future__ import annotations

import numpy as np
import pytest

from evaluations.draft.corpus import TOO_NEAR, Measured, _fits
from evaluations.draft.mixes import OWN, Portion


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
