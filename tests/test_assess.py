import pytest

from pipeline.assess import CAPS, assess, find_calibration, judge
from pipeline.calibration import GENERIC, Bin, Calibration, load_calibration
from pipeline.model import Direction, Pair, Severity, Verdict
from pipeline.signals import SIGNALS, measure_signals

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
    assert wrong.score <= CAPS[Severity.ERROR]
    assert wrong.verdict is Verdict.REDO
    assert any(finding.severity is Severity.ERROR for finding in wrong.findings)


def test_a_target_with_a_warning_is_never_kept_unseen() -> None:
    (doubled,) = assess([pair(GOOD.replace("يوم", "يوم يوم"))])
    assert {finding.severity for finding in doubled.findings} == {Severity.WARNING}
    assert doubled.score <= CAPS[Severity.WARNING]
    assert doubled.verdict is Verdict.REVIEW


def test_a_copy_of_the_source_is_never_kept_although_it_is_most_similar() -> None:
    (copy,) = assess([pair(SOURCE)])
    assert copy.signals["similarity"] > 0.99
    assert copy.verdict is Verdict.REDO


def test_a_switched_off_check_neither_finds_nor_caps() -> None:
    (wrong,) = assess([pair(WRONG_NUMBER)], disabled=["numbers"])
    assert wrong.score > CAPS[Severity.ERROR]
    assert "numbers" not in {finding.check for finding in wrong.findings}


def test_a_finding_makes_a_candidate_less_preferred() -> None:
    good, wrong = judge([pair(GOOD), pair(WRONG_NUMBER)])
    assert good.preference > wrong.preference


def test_the_order_of_the_results_is_that_of_the_pairs() -> None:
    pairs = [pair(UNRELATED), pair(GOOD), pair(SOURCE)]
    together = assess(pairs)
    assert [one.score for one in together] == [assess([one])[0].score for one in pairs]


def test_a_direction_without_labelled_data_borrows_a_calibration() -> None:
    spanish = Pair(source="Hola", target="Bonjour", source_language="es", target_language="fr")
    assert find_calibration(spanish, {"similarity": 0.5}, GENERIC).direction == "en-ar"


def test_an_engines_own_calibration_needs_its_signals() -> None:
    with_everything = {"similarity": 0.7, "script": 1.0, "length": 0.1, "log_probability": -0.5}
    assert find_calibration(pair(GOOD), with_everything, "draft").engine == "draft"
    without = {name: value for name, value in with_everything.items() if name != "log_probability"}
    assert find_calibration(pair(GOOD), without, "draft").engine == GENERIC


@pytest.mark.parametrize("engine", [GENERIC, "draft"])
@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_every_packaged_calibration_says_what_it_rests_on_and_points_the_right_way(
    engine: str, direction: Direction
) -> None:
    calibration = load_calibration(engine, direction)
    assert calibration
    assert calibration.weights.keys() <= {signal.name for signal in SIGNALS}
    assert calibration.weights["similarity"] > 0
    assert calibration.weights["script"] > 0
    assert calibration.signature.startswith("nrefs:1|")
    assert calibration.data
    assert calibration.label
    assert 0.5 < calibration.auc <= 1
    assert calibration.redo < calibration.keep
    assert sum(point.count for point in calibration.reliability) > 0


def test_a_region_uses_its_languages_calibration() -> None:
    assert load_calibration(GENERIC, Direction(source="en", target="ar-EG")) is not None
    assert load_calibration(GENERIC, Direction(source="es", target="fr")) is None


def test_a_missing_signal_counts_as_nothing_and_extremes_stay_in_percent() -> None:
    calibration = Calibration(
        engine="x",
        direction="en-ar",
        label="",
        data="",
        date="2026-01-01",
        signature="",
        chrf_limit=1,
        weights={"similarity": 2.0},
        intercept=0.0,
        keep=75,
        redo=40,
        sentences=1,
        positives=1,
        auc=1,
        reliability=(Bin(score=1, observed=1, count=1),),
    )
    assert calibration.score(calibration.logit({})) == 50
    assert [calibration.score(logit) for logit in (-1e6, 1e6)] == [0, 100]
    assert [calibration.verdict(score) for score in (75, 74, 40, 39)] == [
        Verdict.KEEP,
        Verdict.REVIEW,
        Verdict.REVIEW,
        Verdict.REDO,
    ]


def test_signals_that_cannot_be_measured_are_left_out() -> None:
    unknown = Pair(source="Sveiki", target="123", source_language="lv", target_language="ar")
    assert measure_signals([unknown])[0].keys() == {"length"}
    assert measure_signals([pair(GOOD, log_probability=-0.5)])[0].keys() == {signal.name for signal in SIGNALS}


def test_signal_names_are_unique_and_titled() -> None:
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)
    assert all(signal.title for signal in SIGNALS)


def test_no_pairs_are_no_assessments() -> None:
    assert assess([]) == []
