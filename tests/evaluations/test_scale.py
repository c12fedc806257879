"""The measuring of growth: its figures are what they say, and its plots show all of them."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evaluations.plots import draw
from evaluations.running import family, run
from evaluations.scale import ENGINE, exponent, measure_size, timed

RAN = {"seconds": 2.0, "processor_seconds": 1.0, "megabytes": 80.0, "translated": 300}


def size(articles: int, seconds: float) -> dict[str, Any]:
    ran = {**RAN, "processor_seconds": seconds}
    runs = {"first": ran, "nothing changed": ran, "one sentence edited": ran}
    return {"articles": articles, "units a second": 100, "units a processor second": 200, **runs}


def burn(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


@pytest.mark.parametrize(("large", "power"), [(10.0, 1.0), (100.0, 2.0), (1.0, 0.0)])
def test_the_exponent_is_the_power_of_the_articles(large: float, power: float) -> None:
    assert exponent([size(10, 1.0), size(50, 3.0), size(100, large)]) == power
    assert exponent([size(10, 1.0)]) is None


def test_the_time_of_a_stage_that_yields_is_its_own_and_not_that_of_who_takes() -> None:
    spent = {"draft": 0.0, "open": 0.0}

    def draft() -> Iterator[int]:
        for number in range(3):
            burn(0.02)
            yield number

    for _ in timed(draft, "draft", spent)():
        timed(burn, "open", spent)(0.1)
    assert spent["draft"] == pytest.approx(0.06, abs=0.03)
    assert spent["open"] == pytest.approx(0.3, abs=0.05)


def test_the_runs_of_a_size_tell_what_each_had_to_do(tmp_path: Path) -> None:
    found = measure_size(tmp_path / "project", 3)
    assert (found["first"]["translated"], found["nothing changed"]["translated"]) == (90, 0)
    assert found["one sentence edited"]["translated"] == 1
    assert found["first"]["megabytes"] > 20
    assert found["first"]["processor_seconds"] > 0.1


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exit code 2"):
        run(tmp_path, *ENGINE)


def test_a_process_belongs_to_its_family() -> None:
    assert family(1)[0] == 1


def test_the_plots_show_speed_memory_and_stages() -> None:
    stages = [{"articles": count, "seconds": {"open": count / 10, "finish": count / 5}} for count in (10, 100)]
    figure = draw({"sizes": [size(10, 1.0), size(100, 10.0)], "stages": stages})
    assert [plot.get_title() for plot in figure.axes] == [
        "Units a second",
        "Most megabytes, all processes",
        "Processor ms an article, by stage",
    ]
    written = io.BytesIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    assert b"</svg>" in written.getvalue()
