"""What is measured of one set: figures, checks; and how it is shown."""

from __future__ import annotations

import re
from io import StringIO

import msgspec
import pytest
from rich.console import Console

from pipeline.quality.evaluate.evaluation import Evaluation, as_json, evaluate
from pipeline.quality.evaluate.metrics import METRICS
from pipeline.quality.evaluate.sets import ParallelSet
from pipeline.quality.evaluate.systems import System
from pipeline.quality.evaluate.tables import show
from tests.quality.evaluation_cases import SOURCES, TARGETS, WRONG, make_samples, make_system

GOOD = make_system()
POOR = make_system(WRONG, name="two")


@pytest.fixture(scope="module")
def samples() -> ParallelSet:
    return make_samples()


@pytest.fixture(scope="module")
def systems() -> tuple[System, ...]:
    return (GOOD, POOR)


@pytest.fixture(scope="module")
def both(samples: ParallelSet, systems: tuple[System, ...]) -> Evaluation:
    return evaluate(samples, systems, tuple(METRICS))


def shown(evaluation: Evaluation) -> str:
    console = Console(width=80, file=StringIO(), color_system=None)
    console.print(show(evaluation))
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def test_all_of_a_set_is_told(both: Evaluation) -> None:
    assert (both.set, both.source_language, both.target_language) == ("small", "en", "ar")
    assert (both.units, both.metrics) == (4, ("BLEU", "chrF", "chrF++", "TER"))
    assert {"newsloc", "python", "sacrebleu"} <= both.versions.keys()


def test_the_checks_say_what_is_wrong_with_the_targets(both: Evaluation) -> None:
    good, poor = (result.checks for result in both.results)
    assert (good.numbered, good.numbers_kept, good.flagged, good.missing) == (2, 2, 0, 0)
    assert (poor.numbered, poor.numbers_kept) == (2, 0)
    assert (poor.missing, poor.looping, poor.stray, poor.untranslated) == (1, 1, 0, 0)
    assert poor.flagged == 3


def test_stray_letters_and_copies_are_counted(samples: ParallelSet) -> None:
    targets = ("المجлис يفتتح 12 خطًا للحافلات", SOURCES[1], *TARGETS[2:])
    (result,) = evaluate(samples, [make_system(targets)], ["chrF"]).results
    assert (result.checks.stray, result.checks.untranslated) == (1, 1)


def test_a_system_without_any_target_has_only_missing_units(samples: ParallelSet) -> None:
    (result,) = evaluate(samples, [make_system([""] * 4)], tuple(METRICS)).results
    assert result.checks.missing == 4
    assert {one.metric: one.score for one in result.figures} == {"BLEU": 0, "chrF": 0, "chrF++": 0, "TER": 100}


def test_only_the_metrics_asked_for_are_measured(samples: ParallelSet) -> None:
    evaluation = evaluate(samples, [GOOD, POOR], ["chrF"])
    assert evaluation.metrics == ("chrF",)
    assert [[figure.metric for figure in result.figures] for result in evaluation.results] == [["chrF"], ["chrF"]]
    assert "BLEU" not in shown(evaluation)


def test_the_json_holds_all_and_can_be_read_back(both: Evaluation) -> None:
    assert msgspec.json.decode(as_json(both), type=Evaluation) == both


def test_the_table_fits_80_columns_and_tells_figures_and_signatures(both: Evaluation) -> None:
    text = shown(both)
    assert max(map(len, text.splitlines())) <= 80
    for words in ("100.0 ±0.0", "paired bootstrap", "75 %", "1 of 4 units have no target"):
        assert words in text
    assert "SHA-256" in text
    assert re.search(r"-\d+\.\d p=0\.\d{3}", text)
