"""What scores are worth: shares and areas with their intervals."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evaluations.calibrate.shares import certain_range, draw_interval


def test_an_interval_is_drawn_by_source() -> None:
    scores, right = np.array([1.0, 2.0, 3.0, 4.0]), np.array([False, True, False, True])
    assert draw_interval(scores, right, ["a", "a", "a", "a"]) == (0.75, 0.75)
    low, high = draw_interval(scores, right, ["a", "a", "b", "b"])
    assert low is not None
    assert high is not None
    assert low < high


@given(st.integers(1, 500).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_a_certain_range_holds_the_share_and_stays_within_bounds(case: tuple[int, int]) -> None:
    hits, count = case
    low, high = certain_range(hits, count)
    assert 0 <= low <= hits / count + 1e-9
    assert hits / count - 1e-9 <= high <= 1
    assert low < high
