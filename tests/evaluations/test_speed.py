"""The measuring of speed, on a few pairs."""

from __future__ import annotations

from evaluations.speed import measure_checks, read_pairs
from pipeline.quality.checks import CHECKS


def test_all_checks_and_each_are_timed_on_our_own_news() -> None:
    pairs = read_pairs(None)
    assert {pair.source_language for pair in pairs} == {"en", "ar"}
    found = measure_checks(pairs[:6], rounds=1)
    assert list(found) == ["all checks", *(check.name for check in CHECKS)]
    assert found["all checks"] > 0
