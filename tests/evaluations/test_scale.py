"""The measuring of growth: its figures are what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluations.running import run
from evaluations.scale import ENGINE, exponent, measure_size

RAN = {"seconds": 2.0, "processor_seconds": 1.0, "megabytes": 80.0, "translated": 300}


def size(articles: int, seconds: float) -> dict[str, Any]:
    ran = {**RAN, "processor_seconds": seconds}
    runs = {"first": ran, "nothing changed": ran, "one sentence edited": ran}
    return {"articles": articles, "units a second": 100, "units a processor second": 200, **runs}


@pytest.mark.parametrize(("large", "power"), [(10.0, 1.0), (100.0, 2.0), (1.0, 0.0)])
def test_the_exponent_is_the_power_of_the_articles(large: float, power: float) -> None:
    assert exponent([size(10, 1.0), size(50, 3.0), size(100, large)]) == power
    assert exponent([size(10, 1.0)]) is None


def test_the_runs_of_a_size_tell_what_each_had_to_do(tmp_path: Path) -> None:
    found = measure_size(tmp_path / "project", 3)
    assert (found["first"]["translated"], found["nothing changed"]["translated"]) == (90, 0)
    assert found["one sentence edited"]["translated"] == 1
    assert found["first"]["megabytes"] > 20
    assert found["first"]["processor_seconds"] > 0.1


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exit code 2"):
        run(tmp_path, *ENGINE)
