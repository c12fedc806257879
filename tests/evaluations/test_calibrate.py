"""The fit of the packaged scores: who is pooled, who is a second opinion on whom, and which thresholds are earned."""

from __future__ import annotations

import math
import random

import pytest

from evaluations.calibrate.fitting import LEAST, fit_rising, leave_out, pool, thresholds
from evaluations.calibrate.labelled import DRAFT, REFERENCE, SYSTEMS, Labelled, Part
from evaluations.calibrate.weights import LabelledSignals, fit_weights, measure_model
from pipeline.model import Pair
from pipeline.quality.calibration.scoring import Model, Weight


def labelled(system: str, sentence: int, part: Part, *, right: bool, value: float, severity: str = "") -> Labelled:  # noqa: PLR0913 - one target
    """Make a target whose only telling signal is ``both_ways``."""
    pair = Pair(
        source=f"Sentence {sentence} of many.",
        target=f"الجملة {sentence} من كلمات كثيرة كتبها {system}.",
        source_language="en",
        target_language="ar",
    )
    signals = {"both_ways": value, "source_length": 4.0 + sentence % 5 / 10, "similarity": 0.5 - value / 100}
    return Labelled(
        direction="en-ar",
        system=system,
        part=part,
        sentence=sentence,
        right=right,
        pair=pair,
        signals=signals,
        severity=severity,
    )


@pytest.fixture
def everything() -> list[Labelled]:
    chance = random.Random(5)  # noqa: S311 - samples, not secrets
    found = []
    for sentence in range(60):
        part = (Part.FIT, Part.FIT, Part.TUNE, Part.HELDOUT)[sentence % 4]
        for system in (*SYSTEMS, DRAFT, REFERENCE):
            right = chance.random() < (0.2 if system == DRAFT else 0.7)
            found.append(labelled(system, sentence, part, right=right, value=chance.gauss(-1 if right else -3, 0.7)))
    return found


def model_of(slope: float, name: str = "both_ways") -> Model:
    signals = {name: Weight(weight=slope, mean=0.0, low=-9.0, high=9.0)}
    return Model(signals=signals, intercept=0.0, sentences=1, positives=1)


def test_the_generic_score_is_fitted_to_the_seven_systems_and_not_to_references(everything: list[Labelled]) -> None:
    assert {one.system for one in pool(everything, "any")} == set(SYSTEMS)
    assert {one.system for one in pool(everything, DRAFT)} == {DRAFT}


def test_a_signal_that_would_count_against_what_it_stands_for_is_left_out(everything: list[Labelled]) -> None:
    model = fit_rising([one.sample() for one in everything], ("both_ways", "source_length", "similarity"))
    assert model.signals["both_ways"].weight > 0
    assert "source_length" in model.signals
    assert model.signals.get("similarity", Weight(weight=0, mean=0, low=0, high=0)).weight >= 0
    turned = fit_rising([one.sample() for one in everything], ("similarity",))
    assert turned.signals == {}


def test_only_scores_that_say_nine_of_ten_are_kept_where_the_tuning_part_agrees() -> None:
    sure = [labelled("nllb", n, Part.TUNE, right=True, value=3.0) for n in range(LEAST)]
    unsure = [labelled("nllb", n, Part.TUNE, right=n % 2 == 0, value=1.0) for n in range(LEAST)]
    bad = [labelled("nllb", n, Part.TUNE, right=False, value=-3.0) for n in range(LEAST)]
    assert thresholds(model_of(1.0), [*sure, *unsure, *bad]) == (90, 10)
    assert thresholds(model_of(1.0), [*sure[1:], *unsure, *bad[1:]]) == (None, None)
    flagged = [labelled("nllb", n, Part.TUNE, right=True, value=3.0, severity="warning") for n in range(LEAST)]
    assert thresholds(model_of(1.0), flagged) == (None, None)
    wrong = [labelled("nllb", n, Part.TUNE, right=n % 5 > 0, value=3.0) for n in range(LEAST)]
    assert thresholds(model_of(1.0), wrong) == (None, None)


def test_what_is_redone_rests_on_the_fitting_part_too_and_never_on_the_held_out_one() -> None:
    bad = [labelled("nllb", n, Part.FIT, right=False, value=-3.0) for n in range(LEAST)]
    assert thresholds(model_of(1.0), bad) == (None, 10)
    held = [labelled("nllb", n, Part.HELDOUT, right=False, value=-3.0) for n in range(LEAST)]
    assert thresholds(model_of(1.0), held) == (None, None)


def test_held_out_targets_are_scored_without_their_own_system(everything: list[Labelled]) -> None:
    found = leave_out(pool(everything, "any"), ("both_ways",))
    assert {one.part for one, _ in found} == {Part.HELDOUT}
    assert {one.system for one, _ in found} == set(SYSTEMS)
    logits = {one.system: logit - one.signals["both_ways"] for one, logit in found}
    assert len(set(logits.values())) > 1


def make_samples(count: int = 600, seed: int = 1, slope: float = 3.0, shift: float = 0.5) -> list[LabelledSignals]:
    """Make targets whose chance of being good rises with ``similarity`` and has nothing to do with ``noise``."""
    chance = random.Random(seed)  # noqa: S311 - samples, not secrets
    samples = []
    for number in range(count):
        similarity = chance.gauss(0, 1)
        good = chance.random() < 1 / (1 + math.exp(-(slope * similarity + shift)))
        signals = {"similarity": similarity, "noise": chance.gauss(0, 1)}
        samples.append(LabelledSignals(signals=signals, good=good, group=number // 2))
    return samples


def test_a_fit_finds_what_matters_and_its_chances_are_true() -> None:
    model = fit_weights(make_samples(4000), ["similarity", "noise"])
    assert model.signals["similarity"].weight == pytest.approx(3.0, abs=0.4)
    assert model.signals["noise"].weight == pytest.approx(0.0, abs=0.2)
    measured = measure_model(model, make_samples(4000, seed=2))
    assert measured.auc
    assert measured.auc > 0.9
    assert all(abs(point.score - point.observed) < 6 for point in measured.reliability)
    assert sum(point.count for point in measured.reliability) == 4000
