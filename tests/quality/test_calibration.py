"""Fitting a score, and refitting it from what reviewers kept."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog.po import write_catalog
from pipeline.catalog.provenance import MEMORY, digest, make_provenance
from pipeline.errors import ConfigError
from pipeline.model import Candidate, Catalog, Direction, Entry, Pair, Score, Verdict
from pipeline.project.paths import catalog_path
from pipeline.quality.assess import assess
from pipeline.quality.calibration import (
    GENERIC,
    PACKAGED,
    Calibration,
    Calibrations,
    Model,
    Weight,
    load_packaged,
    score_of,
)
from pipeline.quality.calibration.fit import (
    LabelledSignals,
    area,
    refit,
)
from pipeline.quality.calibration.reviewed import (
    LEAST,
    LOCATION,
    FitResult,
    ReviewedDraft,
    calibrate_project,
    find_reviewed,
    fit_project,
    is_enough,
    is_kept,
    read_project,
    write_project,
)
from pipeline.translate.memory import DraftKey, Memory

EN_AR = Direction(source="en", target="ar")
DRAFT = "صوت المجلس يوم الخميس على فتح خطوط حافلات جديدة في 31 حيا من أحياء المدينة."

KEPT = [
    (DRAFT, DRAFT),
    (DRAFT, DRAFT.removesuffix(".") + " ."),
    (DRAFT, DRAFT.replace("أحياء", "احياء")),
    (DRAFT, DRAFT.replace("حافلات", "الحافلات")),
]
CHANGED = [
    (DRAFT, DRAFT.replace("31", "13")),
    (DRAFT, DRAFT.replace("31 حيا من أحياء المدينة", "المدينة كلها")),
    (DRAFT, "وافق أعضاء المجلس البلدي على مشروع النقل الجديد."),
]


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


def make_model(**weights: float) -> Model:
    signals = {name: Weight(weight=weight, mean=0.0, low=-9.0, high=9.0) for name, weight in weights.items()}
    return Model(signals=signals, intercept=0.0, sentences=1, positives=1)


def make_calibration(*models: Model, engine: str = GENERIC, direction: str = "en-ar") -> Calibration:
    return Calibration(
        engine=engine,
        direction=direction,
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
    model = make_model(similarity=2.0)
    assert score_of(model.logit({})) == 50
    assert [score_of(logit) for logit in (-1e6, 1e6)] == [0, 100]


def test_the_verdicts_limits_are_at_least_and_below() -> None:
    calibration = make_calibration(make_model())
    assert [calibration.verdict(score) for score in (75, 74, 40, 39)] == [
        Verdict.KEEP,
        Verdict.REVIEW,
        Verdict.REVIEW,
        Verdict.REDO,
    ]


def test_the_fullest_model_whose_signals_are_all_there_is_taken() -> None:
    full, some, least = make_model(a=1, b=1, c=1), make_model(a=1, b=1), make_model(a=1)
    calibration = make_calibration(full, some, least)
    assert calibration.model({"a": 0, "b": 0, "c": 0, "d": 0}) is full
    assert calibration.model({"a": 0, "b": 0}) is some
    assert calibration.model({"a": 0, "d": 0}) is least
    assert calibration.model({"b": 0}) is some or calibration.model({"b": 0}) is least


def test_a_project_and_an_engine_come_before_the_package_and_all_engines() -> None:
    generic, own = make_calibration(make_model()), make_calibration(make_model(), engine="seq2seq")
    calibrations = Calibrations(own=(generic, own))
    assert calibrations.find("seq2seq", EN_AR) is own
    assert calibrations.find("endpoint", EN_AR) is generic
    assert calibrations.find("endpoint", Direction(source="ar", target="en")) == load_packaged(
        GENERIC, Direction(source="ar", target="en")
    )


def test_a_refit_keeps_the_order_and_moves_the_level() -> None:
    samples = make_samples(500, slope=1.5, shift=-2.0)
    packaged = make_model(similarity=3.0)
    fitted = refit(packaged, samples)
    ratio = fitted.signals["similarity"].weight / packaged.signals["similarity"].weight
    assert ratio == pytest.approx(0.5, abs=0.15)
    assert fitted.intercept == pytest.approx(-2.0, abs=0.5)
    assert [fitted.logit({"similarity": x}) for x in (-1, 0, 1)] == sorted(
        fitted.logit({"similarity": x}) for x in (-1, 0, 1)
    )


def test_a_refit_never_turns_a_score_around() -> None:
    samples = [replace(sample, good=not sample.good) for sample in make_samples(500)]
    assert refit(make_model(similarity=3.0), samples).signals["similarity"].weight == 0.0


@given(
    st.lists(st.tuples(st.booleans(), st.integers(-5, 5)), min_size=2).filter(
        lambda rows: len({good for good, _ in rows}) == 2
    )
)
def test_the_area_counts_the_pairs_in_the_right_order(rows: list[tuple[bool, int]]) -> None:
    good = [value for is_good, value in rows if is_good]
    bad = [value for is_good, value in rows if not is_good]
    wins = [1.0 if one > other else 0.5 if one == other else 0.0 for one in good for other in bad]
    found = area(np.array([is_good for is_good, _ in rows]), np.array([float(value) for _, value in rows]))
    assert found == pytest.approx(sum(wins) / len(wins))


def test_the_area_of_one_kind_alone_says_nothing() -> None:
    assert area(np.array([True, True]), np.array([1.0, 2.0])) == 0.5


@pytest.mark.parametrize(("draft", "target"), KEPT)
def test_marks_spelling_variants_and_small_edits_keep_a_draft(draft: str, target: str) -> None:
    assert is_kept(draft, target)


@pytest.mark.parametrize(("draft", "target"), CHANGED)
def test_other_words_and_any_other_number_change_a_draft(draft: str, target: str) -> None:
    assert not is_kept(draft, target)


def make_entry(
    target: str, draft: str = DRAFT, source: str = "The council voted.", engine: str = "draft", **signals: float
) -> Entry:
    entry = Entry(context="body#1", source=source, target=target)
    provenance = make_provenance(
        replace(entry, target=draft),
        draft,
        engine=engine,
        model="m@1",
        score=Score(percent=70, verdict=Verdict.REVIEW),
    )
    return replace(entry, provenance=replace(provenance, signals=signals or {"similarity": 0.5}))


def make_catalog(*entries: Entry) -> Catalog:
    return Catalog(slug="ice", source_language="en", language="ar", entries=entries)


def test_a_draft_that_was_approved_as_it_is_needs_no_memory() -> None:
    (unit,) = find_reviewed([make_catalog(make_entry(DRAFT))], {})
    assert (unit.kept, unit.draft, unit.engine, unit.direction) == (True, DRAFT, "draft", EN_AR)
    assert unit.signals == {"similarity": 0.5}


def test_what_a_changed_unit_was_before_comes_from_the_memory() -> None:
    edited = DRAFT.replace("حافلات", "الحافلات")
    catalog = make_catalog(make_entry(edited))
    (known,) = find_reviewed([catalog], {digest(DRAFT): DRAFT})
    (unknown,) = find_reviewed([catalog], {})
    assert (known.kept, known.draft) == (True, DRAFT)
    assert (unknown.kept, unknown.draft) == (False, None)


def test_only_reviewed_machine_drafts_of_the_present_source_count() -> None:
    unreviewed = replace(make_entry(DRAFT), fuzzy=True)
    by_hand = Entry(context="body#1", source="x", target="y")
    stale = replace(make_entry(DRAFT), source="Another source.")
    reused = make_entry(DRAFT)
    assert reused.provenance
    reused = replace(reused, provenance=replace(reused.provenance, engine=MEMORY))
    template = replace(make_catalog(make_entry(DRAFT)), language=None)
    assert find_reviewed([make_catalog(unreviewed, by_hand, stale, reused), template], {}) == []


def make_reviewed(count: int, share: float = 0.5, engine: str = "draft") -> list[ReviewedDraft]:
    """Make reviewed drafts that were kept the more often the likelier they are."""
    chance = random.Random(3)  # noqa: S311 - samples, not secrets
    units = []
    for number in range(count):
        kept = chance.random() < share
        signals = {"both_ways": chance.gauss(-1.5 if kept else -2.5, 0.6), "source_length": chance.gauss(4.5, 0.5)}
        units.append(
            ReviewedDraft(
                source=f"Sentence {number}.",
                draft=DRAFT,
                target=DRAFT,
                direction=EN_AR,
                engine=engine,
                signals=signals,
                kept=kept,
            )
        )
    return units


def test_few_reviewed_drafts_leave_the_packaged_score_alone(tmp_path: Path) -> None:
    fitted = fit_project(make_reviewed(LEAST - 1), "2026-02-03")
    assert [(one.engine, one.direction, one.calibration) for one in fitted] == [
        (GENERIC, "en-ar", None),
        ("draft", "en-ar", None),
    ]
    assert sum(fitted[0].kept + one for one in (fitted[0].changed,)) == LEAST - 1
    assert write_project(tmp_path, fitted) is None
    assert read_project(tmp_path) == ()


def test_enough_reviewed_drafts_move_the_score_to_what_the_reviewers_keep(tmp_path: Path) -> None:
    fitted = fit_project(make_reviewed(600, share=0.3), "2026-02-03")
    path = write_project(tmp_path, fitted)
    assert path == tmp_path / LOCATION
    own = read_project(tmp_path)
    assert own == tuple(one.calibration for one in fitted)
    calibration = Calibrations(own=own).find(GENERIC, EN_AR)
    assert calibration
    assert "reviewer keeps the draft" in calibration.label
    (model,) = [one for one in calibration.models if "agreement" not in one.signals]
    average = {name: weight.mean for name, weight in model.signals.items()}
    packaged = PACKAGED.find(GENERIC, EN_AR)
    assert packaged
    assert score_of(packaged.model(average).logit(average)) > score_of(model.logit(average))
    assert model.auc
    assert model.auc > 0.8
    assert sum(point.count for point in model.reliability) == 600


def test_a_direction_without_a_packaged_score_gets_one_from_its_reviews() -> None:
    chance = random.Random(4)  # noqa: S311 - samples, not secrets
    german = Direction(source="de", target="fr")
    assert PACKAGED.find(GENERIC, german) is None
    units = [
        replace(unit, direction=german, signals={"similarity": chance.gauss(0.8 if unit.kept else 0.5, 0.1)})
        for unit in make_reviewed(LEAST)
    ]
    generic, _ = fit_project(units, "2026-02-03")
    assert generic.calibration
    assert (generic.calibration.direction, generic.calibration.keep, generic.calibration.redo) == ("de-fr", 90, 10)
    (model,) = generic.calibration.models
    assert model.logit({"similarity": 0.8}) > 0 > model.logit({"similarity": 0.5})


def test_a_project_is_refitted_from_its_catalogs_and_its_memory(tmp_path: Path) -> None:
    edited = DRAFT.replace("حافلات", "الحافلات")
    entries = []
    for number in range(LEAST + 50):
        draft = f"{DRAFT} ({number})"
        target = (draft, f"{edited} ({number})", "نص آخر تماما لا يشبه المسودة.")[number % 3]
        source = f"The council voted, {number}."
        entry = Entry(context=f"body#{number + 1}", source=source, target=target)
        made = make_provenance(entry, draft, engine="x", model="m@1", score=Score(percent=70, verdict=Verdict.REVIEW))
        entries.append(replace(entry, provenance=made))
    write_catalog(catalog_path(tmp_path, "ar", "news/ice"), replace(make_catalog(*entries), slug="news/ice"))
    with Memory(tmp_path / "memory.sqlite") as memory:
        for number in range(LEAST + 50):
            key = DraftKey(source=str(number), direction=EN_AR, engine="x", glossary="")
            memory.store_drafts({key: (Candidate(text=f"{DRAFT} ({number})"),)})
        fitted = calibrate_project(tmp_path, memory, "2026-02-03")
    assert [(one.engine, one.kept, one.changed) for one in fitted] == [(GENERIC, 167, 83), ("x", 167, 83)]
    assert len(read_project(tmp_path)) == 2


def test_the_same_reviews_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_project(tmp_path / name, fit_project(make_reviewed(300), "2026-02-03"))
    assert (tmp_path / "a" / LOCATION).read_bytes() == (tmp_path / "b" / LOCATION).read_bytes()


def test_a_calibration_that_rests_on_too_few_is_not_used(tmp_path: Path) -> None:
    weak = make_calibration(replace(make_model(), sentences=LEAST, positives=LEAST - 1))
    fitted = FitResult(engine=GENERIC, direction="en-ar", kept=1, changed=1, calibration=weak)
    write_project(tmp_path, [fitted])
    assert (tmp_path / LOCATION).is_file()
    assert read_project(tmp_path) == ()
    assert not is_enough(LEAST, 0)
    assert is_enough(LEAST, LEAST)


def test_a_broken_calibration_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / LOCATION
    path.parent.mkdir()
    path.write_text('[{"engine": 1}]')
    with pytest.raises(ConfigError, match=r"calibration\.json: not a calibration .*delete it"):
        read_project(tmp_path)


def test_a_calibration_of_an_older_version_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / LOCATION
    path.parent.mkdir()
    old = [make_calibration(make_model(similarity=1.0, script=1.0, cohesion=2.0), make_model(script=1.0))]
    path.write_bytes(msgspec.json.encode([{**msgspec.to_builtins(one), "chrf_limit": None} for one in old]))
    with pytest.raises(ConfigError, match=r"calibration\.json: .* \(cohesion, script\); delete it; .*--calibrate"):
        read_project(tmp_path)
    fitted = fit_project(make_reviewed(300), "2026-02-03")
    write_project(tmp_path, fitted)
    assert read_project(tmp_path) == tuple(one.calibration for one in fitted)


def test_assess_takes_the_projects_calibration() -> None:
    never = replace(make_model(), intercept=-9.0)
    pair = Pair(source="The council met.", target="اجتمع المجلس.", source_language="en", target_language="ar")
    (found,) = assess([pair], calibrations=Calibrations(own=(make_calibration(never),)))
    assert (found.score, found.calibration) == (Score(percent=0, verdict=Verdict.REDO), "any en-ar 2026-01-02")
    assert found.used == ()
