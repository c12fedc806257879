"""The sizing of a cluster: machines suffice for a load, and one fewer would not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.capacity import ARTICLE, Cost, Load, plan, simulate

SLOW = Cost(name="slow", word=0.05, start=20)
FAST = Cost(name="fast", word=0.0002, start=20)


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 50_000), st.floats(0.5, 100), st.sampled_from([SLOW, FAST]), st.sampled_from([4, 16]))
def test_the_machines_of_a_plan_suffice_and_fewer_would_not(
    articles: int, hours: float, cost: Cost, cores: int
) -> None:
    load = Load(name="load", articles=articles, hours=max(hours, 1.0 + 16 * 3 * ARTICLE * cost.word / 3600))
    found = plan(load, cost, cores)
    assert found.hours <= load.hours
    assert found.core_hours == pytest.approx(articles * ARTICLE * cost.word / 3600)
    if found.machines > 1:
        assert simulate(load, cost, (found.machines - 1) * cores) > load.hours * 3600 * 0.9
