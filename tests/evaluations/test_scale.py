"""The measuring of growth: its figures are what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluations.running import run
from evaluations.scale import ENGINE, measure_size


def test_the_runs_of_a_size_tell_what_each_had_to_do(tmp_path: Path) -> None:
    found = measure_size(tmp_path / "project", 3)
    assert (found["first"]["translated"], found["nothing changed"]["translated"]) == (90, 0)
    assert found["one sentence edited"]["translated"] == 1
    assert found["first"]["megabytes"] > 20
    assert found["first"]["processor_seconds"] > 0.1


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exit code 2"):
        run(tmp_path, *ENGINE)
