from dataclasses import replace

import pytest

from pipeline.catalog.provenance import make_provenance
from pipeline.model import Catalog, Direction, Entry, Pair, Severity, Verdict
from pipeline.quality.assess import ERROR_CAP, assess, rank, rescore
from pipeline.quality.calibration import GENERIC, load_packaged
from pipeline.quality.inspection import Inspection
from pipeline.quality.signals import SIGNALS

SOURCE = "The council voted 31 to 9 on Thursday to open new bus lines."
GOOD = "صوت المجلس يوم الخميس بأغلبية 31 صوتا مقابل 9 على فتح خطوط حافلات جديدة."
UNRELATED = "يحب الأطفال اللعب في الحديقة عندما تمطر السماء في الشتاء 31 و 9."
WRONG_NUMBER = GOOD.replace("31", "13")

DIRECTIONS = [Direction(source="en", target="ar"), Direction(source="ar", target="en")]


def pair(target: str, log_probability: float | None = None, source: str = SOURCE, to: str = "ar") -> Pair:
    return Pair(
        source=source,
        target=target,
        source_language="en",
        target_language=to,
        log_probability=log_probability,
    )


def test_a_good_translation_scores_higher_than_an_unrelated_text() -> None:
    good, unrelated = assess([pair(GOOD), pair(UNRELATED)])
    assert good.score > unrelated.score
    assert good.verdict is Verdict.KEEP


def test_an_error_caps_the_score() -> None:
    (wrong,) = assess([pair(WRONG_NUMBER)])
    assert wrong.score <= ERROR_CAP
    assert wrong.verdict is Verdict.REDO
    assert any(finding.severity is Severity.ERROR for finding in wrong.findings)


def test_a_target_with_a_warning_is_never_kept_unseen() -> None:
    twice = pair(GOOD.replace("يوم", "يوم يوم"))
    (doubled,) = assess([twice])
    assert {finding.severity for finding in doubled.findings} == {Severity.WARNING}
    assert doubled.verdict is Verdict.REVIEW
    (allowed,) = assess([twice], disabled=["repetition"])
    assert (allowed.score, allowed.verdict) == (doubled.score, Verdict.KEEP)


def test_a_score_is_made_of_the_signals_as_they_are_written_down() -> None:
    (found,) = assess([pair(GOOD)])
    assert all(value == round(value, 3) for value in found.signals.values())


def test_a_copy_of_the_source_is_never_kept_although_it_is_most_similar() -> None:
    (copy,) = assess([pair(SOURCE)])
    assert copy.signals["similarity"] > 0.99
    assert copy.verdict is Verdict.REDO


def test_a_switched_off_check_neither_finds_nor_caps() -> None:
    (wrong,) = assess([pair(WRONG_NUMBER)], disabled=["numbers"])
    assert wrong.score > ERROR_CAP
    assert "numbers" not in {finding.check for finding in wrong.findings}


def test_a_finding_makes_a_candidate_less_preferred() -> None:
    good, wrong = rank([pair(GOOD), pair(WRONG_NUMBER)])
    assert good.preference > wrong.preference


def test_the_order_of_the_results_is_that_of_the_pairs() -> None:
    pairs = [pair(UNRELATED), pair(GOOD), pair(SOURCE)]
    together = assess(pairs)
    assert [one.score for one in together] == [assess([one])[0].score for one in pairs]


def test_a_direction_without_labelled_data_borrows_a_calibration() -> None:
    spanish = Pair(source="Hola", target="Bonjour", source_language="es", target_language="fr")
    (found,) = assess([spanish])
    assert found.calibration.startswith("any en-ar ")
    assert set(found.used) <= found.signals.keys()


def test_a_score_says_which_calibration_and_signals_it_rests_on() -> None:
    with_it, without = assess([pair(GOOD, log_probability=-0.5), pair(GOOD)], "draft")
    assert with_it.calibration.startswith("draft en-ar ")
    assert "log_probability" in with_it.used
    assert "log_probability" not in without.used
    unknown = assess([pair(GOOD, log_probability=-0.5)])[0]
    assert unknown.calibration.startswith("any en-ar ")
    assert "log_probability" not in unknown.used


def test_a_second_engine_that_agrees_raises_the_score_and_one_that_does_not_lowers_it() -> None:
    agreed, alone, against = assess(
        [replace(pair(GOOD), second=GOOD), pair(GOOD), replace(pair(GOOD), second=UNRELATED)]
    )
    assert agreed.score >= alone.score > against.score
    assert "agreement" in agreed.used
    assert "agreement" not in alone.used


@pytest.mark.parametrize("old", [False, True], ids=["the score without its cap", "signals, as of version 0.1.0"])
def test_what_a_catalog_says_gives_the_same_score_again(*, old: bool) -> None:
    (wrong,) = assess([pair(WRONG_NUMBER)])
    entry = Entry(context="body#1", source=SOURCE, target=WRONG_NUMBER, fuzzy=True)
    provenance = make_provenance(
        entry,
        WRONG_NUMBER,
        engine=GENERIC,
        model="-",
        score=ERROR_CAP,
        verdict=Verdict.KEEP,
        uncapped=None if old else wrong.uncapped,
    )
    provenance = replace(provenance, signals=wrong.signals if old else {})
    entry = replace(entry, provenance=provenance)
    catalog = Catalog(slug="a", source_language="en", language="ar", entries=(entry,))
    again = rescore(catalog, {"body#1": Inspection(findings=wrong.findings)})
    (found,) = (one.provenance for one in again.entries)
    assert found
    assert (found.score, found.verdict, found.findings) == (wrong.score, wrong.verdict, ("numbers",))
    (spared,) = (one.provenance for one in rescore(again, {"body#1": Inspection()}).entries)
    assert spared
    assert spared.score > wrong.score


@pytest.mark.parametrize("engine", [GENERIC, "draft"])
@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_every_packaged_calibration_says_what_it_rests_on_and_points_the_right_way(
    engine: str, direction: Direction
) -> None:
    calibration = load_packaged(engine, direction)
    assert calibration
    assert calibration.signature.startswith("nrefs:1|")
    assert calibration.data
    assert calibration.label
    assert calibration.chrf_limit
    assert calibration.redo < calibration.keep
    sets = [frozenset(model.signals) for model in calibration.models]
    assert len(set(sets)) == len(sets)
    assert sum("agreement" in names for names in sets) in ({1, 2} if engine == GENERIC else {0, 1, 2})
    for model in calibration.models:
        assert model.signals.keys() <= {signal.name for signal in SIGNALS}
        assert model.auc
        assert 0.5 < model.auc <= 1
        assert sum(point.count for point in model.reliability) > 0
        up = {"similarity", "passages", "agreement", "log_probability"} & model.signals.keys()
        assert (
            sum(model.signals[name].weight * (model.signals[name].high - model.signals[name].low) for name in up) >= 0
        )


def test_a_region_uses_its_languages_calibration() -> None:
    assert load_packaged(GENERIC, Direction(source="en", target="ar-EG")) is not None
    assert load_packaged(GENERIC, Direction(source="es", target="fr")) is None


def test_no_pairs_are_no_assessments() -> None:
    assert assess([]) == []
