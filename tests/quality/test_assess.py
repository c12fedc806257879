from dataclasses import replace

import pytest

from pipeline.catalog.provenance import make_provenance
from pipeline.model import (
    Assessment,
    Catalog,
    Direction,
    Entry,
    Finding,
    Pair,
    Provenance,
    Score,
    Severity,
    Unscored,
    Verdict,
)
from pipeline.quality.assess import ERROR_CAP, NO_CALIBRATION, NO_TRANSLATION, NOT_READ, assess, rescore
from pipeline.quality.calibration import GENERIC, Calibration, load_calibration
from pipeline.quality.choice import prefer
from pipeline.quality.inspection import Inspection
from pipeline.quality.likelihood import LONGEST
from pipeline.quality.rules import CheckRules
from pipeline.quality.signals import SIGNALS

pytestmark = pytest.mark.embedded

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


def score(one: Assessment) -> Score:
    assert isinstance(one.score, Score)
    return one.score


def test_a_good_translation_scores_higher_than_an_unrelated_text() -> None:
    good, unrelated = assess([pair(GOOD), pair(UNRELATED)])
    assert score(good).percent > score(unrelated).percent


def test_an_error_caps_the_score_and_asks_for_another_translation() -> None:
    (wrong,) = assess([pair(WRONG_NUMBER)])
    assert score(wrong).percent <= ERROR_CAP
    assert score(wrong).verdict is Verdict.REDO
    assert any(finding.severity is Severity.ERROR for finding in wrong.findings)


def test_a_target_with_a_warning_is_never_kept_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.quality.assess.find_calibration", lambda *_: calibration(keep=0))
    twice = pair(GOOD.replace("يوم", "يوم يوم"))
    (doubled,) = assess([twice])
    assert {finding.severity for finding in doubled.findings} == {Severity.WARNING}
    assert score(doubled).verdict is Verdict.REVIEW
    (allowed,) = assess([twice], rules=CheckRules(disabled=("repetition",)))
    assert (score(allowed).percent, score(allowed).verdict) == (score(doubled).percent, Verdict.KEEP)


def calibration(keep: int) -> Calibration:
    packaged = load_calibration(GENERIC, DIRECTIONS[0])
    assert packaged
    return replace(packaged, keep=keep)


def test_a_score_is_made_of_the_signals_as_they_are_written_down() -> None:
    (found,) = assess([pair(GOOD)])
    assert all(value == round(value, 3) for value in found.signals.values())


def test_a_copy_of_the_source_is_never_kept_although_it_is_most_similar() -> None:
    (copy,) = assess([pair(SOURCE)])
    assert copy.signals["similarity"] > 0.99
    assert score(copy).verdict is Verdict.REDO


def test_a_switched_off_check_neither_finds_nor_caps() -> None:
    (wrong,) = assess([pair(WRONG_NUMBER)], rules=CheckRules(disabled=("numbers",)))
    assert score(wrong).percent > ERROR_CAP
    assert "numbers" not in {finding.check for finding in wrong.findings}


def test_a_finding_and_an_unlikely_wording_make_a_candidate_less_preferred() -> None:
    good, wrong = prefer([pair(GOOD), pair(WRONG_NUMBER)])
    assert good > wrong
    likely, unlikely = prefer([pair(GOOD, log_probability=-0.5), pair(GOOD, log_probability=-1.5)])
    assert likely > unlikely
    assert prefer([]) == []


def test_the_order_of_the_results_is_that_of_the_pairs() -> None:
    pairs = [pair(UNRELATED), pair(GOOD), pair(SOURCE)]
    together = assess(pairs)
    assert [one.score for one in together] == [assess([one])[0].score for one in pairs]


def test_a_direction_without_labelled_data_has_no_score_but_signals() -> None:
    spanish = Pair(source="Hola", target="Bonjour", source_language="es", target_language="fr")
    (found,) = assess([spanish])
    assert found.score == Unscored(reason=NO_CALIBRATION)
    assert (found.calibration, found.used) == ("", ())
    assert "similarity" in found.signals


def test_what_is_no_translation_has_no_score_and_no_signals() -> None:
    (found,) = assess([pair(GOOD)], "pseudo")
    assert (found.score, found.signals) == (Unscored(reason=NO_TRANSLATION), {})


def test_what_the_model_cannot_read_has_no_score() -> None:
    (found,) = assess([pair(GOOD, source="b " * LONGEST)])
    assert found.score == Unscored(reason=NOT_READ)


def test_a_score_says_which_calibration_and_signals_it_rests_on() -> None:
    draft, unknown = assess([pair(GOOD)], "draft")[0], assess([pair(GOOD)])[0]
    assert draft.calibration.startswith("draft en-ar ")
    assert unknown.calibration.startswith("any en-ar ")
    assert "both_ways" in set(draft.used) & set(unknown.used)


def scored_entry(engine: str) -> Catalog:
    entry = Entry(context="body#1", source=SOURCE, target=WRONG_NUMBER, fuzzy=True)
    old = Score(percent=96, verdict=Verdict.KEEP)
    provenance = make_provenance(entry, WRONG_NUMBER, engine=engine, model="-", score=old)
    return Catalog(slug="a", source_language="en", language="ar", entries=(replace(entry, provenance=provenance),))


def rescored(catalog: Catalog, *findings: Finding) -> Provenance:
    (entry,) = rescore(catalog, {"body#1": Inspection(findings=findings)}).entries
    assert entry.provenance
    return entry.provenance


def test_a_finding_puts_the_cap_on_and_takes_it_off_again() -> None:
    (wrong,) = assess([pair(WRONG_NUMBER)])
    catalog = scored_entry(GENERIC)
    capped = rescored(catalog, *wrong.findings)
    assert capped.score == Score(percent=ERROR_CAP, verdict=Verdict.REDO, capped=96 - ERROR_CAP)
    assert capped.findings == ("numbers",)
    (entry,) = catalog.entries
    again = replace(catalog, entries=(replace(entry, provenance=capped),))
    assert rescored(again, *wrong.findings) == capped
    spared = rescored(again).score
    assert spared
    assert spared.percent == 96


@pytest.mark.parametrize("engine", ["pseudo", "copy", "memory"])
def test_an_earlier_score_of_what_no_engine_translated_goes(engine: str) -> None:
    assert rescored(scored_entry(engine)).score is None


@pytest.mark.parametrize("engine", [GENERIC, "draft"])
@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_every_packaged_calibration_says_what_it_rests_on_and_points_the_right_way(
    engine: str, direction: Direction
) -> None:
    calibration = load_calibration(engine, direction)
    assert calibration
    assert calibration.label == "chance that a careful reviewer finds no error of meaning"
    assert "judged targets" in calibration.data
    assert calibration.keep is None or calibration.keep >= 90
    assert calibration.redo is None or calibration.redo <= 10
    sets = [frozenset(model.signals) for model in calibration.models]
    assert len(set(sets)) == len(sets)
    for model in calibration.models:
        assert model.signals.keys() <= {signal.name for signal in SIGNALS}
        assert "both_ways" in model.signals
        assert model.auc
        assert 0.5 < model.auc <= 1
        assert sum(point.count for point in model.reliability) > 0
        up = {"similarity", "both_ways"} & model.signals.keys()
        assert min(model.signals[name].weight for name in up) >= 0


def test_a_region_uses_its_languages_calibration() -> None:
    assert load_calibration(GENERIC, Direction(source="en", target="ar-EG")) is not None
    assert load_calibration(GENERIC, Direction(source="es", target="fr")) is None


def test_no_pairs_are_no_assessments() -> None:
    assert assess([]) == []
