"""How a score is computed from signals."""

from __future__ import annotations

from pipeline.model import Direction, Verdict
from pipeline.quality.calibration import (
    GENERIC,
    Calibration,
    Model,
    Weight,
    find_calibration,
    load_calibration,
    score_of,
)

EN_AR = Direction(source="en", target="ar")


def make_model(**weights: float) -> Model:
    signals = {name: Weight(weight=weight, mean=0.0, low=-9.0, high=9.0) for name, weight in weights.items()}
    return Model(signals=signals, intercept=0.0, sentences=1, positives=1)


def make_calibration(*models: Model) -> Calibration:
    return Calibration(
        engine=GENERIC,
        direction="en-ar",
        label="",
        data="",
        date="2026-01-02",
        signature="",
        models=models,
        keep=75,
        redo=40,
    )


def test_a_signal_adds_nothing_at_its_mean_and_no_more_beyond_what_was_seen() -> None:
    weight = Weight(weight=2.0, mean=0.5, low=0.0, high=1.0)
    assert [weight.add(value) for value in (-7.0, 0.0, 0.5, 1.0, 7.0)] == [-1.0, -1.0, 0.0, 1.0, 1.0]


def test_a_missing_signal_counts_as_average_and_extremes_stay_in_percent() -> None:
    assert score_of(make_model(similarity=2.0).logit({})) == 50
    assert [score_of(logit) for logit in (-1e6, 1e6)] == [0, 100]


def test_the_limits_of_verdicts_are_at_least_and_below() -> None:
    verdicts = [make_calibration(make_model()).verdict(score) for score in (75, 74, 40, 39)]
    assert verdicts == [Verdict.KEEP, Verdict.REVIEW, Verdict.REVIEW, Verdict.REDO]


def test_the_fullest_model_whose_signals_are_all_there_is_taken() -> None:
    full, some, least = make_model(a=1, b=1, c=1), make_model(a=1, b=1), make_model(a=1)
    calibration = make_calibration(full, some, least)
    assert calibration.model({"a": 0, "b": 0, "c": 0, "d": 0}) is full
    assert calibration.model({"a": 0, "b": 0}) is some
    assert calibration.model({"a": 0, "d": 0}) is least


def test_an_engine_without_a_calibration_has_that_of_all_engines() -> None:
    assert find_calibration("draft", EN_AR) is load_calibration("draft", EN_AR) is not None
    assert find_calibration("endpoint", EN_AR) is load_calibration(GENERIC, EN_AR)
