"""How true the score is, set against what people said of targets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError, SourceError
from pipeline.model import Assessment, Pair, Score, Unscored, Verdict
from pipeline.quality.evaluate.judgements import (
    JudgedTarget,
    certain_range,
    compare,
    count_right,
    draw_interval,
    measure_truth,
    rank_chance,
    read_judgements,
)
from pipeline.quality.evaluate.sets import Languages
from pipeline.translate.glossary import load_glossary

TABLE = """system\tsource\ttarget\tlabel
nllb\tIt rained.\tهطل المطر.\t0
nllb\tIt rained.\tسقط الثلج.\t2
\tIt rained.\tنزل المطر.\t1
"""
BROKEN = [
    ("source\ttarget\nIt rained.\tهطل المطر.\n", r":1: no column label"),
    ("source\ttarget\tlabel\nIt rained.\tهطل المطر.\tgood\n", r":2: needs a target and a label of 0, 1, 2, 3"),
    ("source\ttarget\tlabel\nIt rained.\t\t1\n", r":2: needs a target"),
    ("", r":1: no column source"),
]
"""What is no file of judgements, and what is said of it."""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def judged(*, right: bool, number: int = 0) -> JudgedTarget:
    pair = Pair(source=f"It rained, {number}.", target="هطل المطر.", source_language="en", target_language="ar")
    return JudgedTarget(system="nllb", pair=pair, right=right)


def assessed(percent: int | None) -> Assessment:
    if percent is None:
        return Assessment(score=Unscored(reason="nobody knows"), signals={}, findings=())
    verdict = Verdict.KEEP if percent >= 75 else Verdict.REVIEW if percent >= 40 else Verdict.REDO
    return Assessment(score=Score(percent=percent, verdict=verdict), signals={}, findings=(), calibration="any")


def test_labels_0_and_1_are_right_and_a_row_without_a_system_is_of_any(tmp_path: Path) -> None:
    found = read_judgements(write(tmp_path / "a.en-ar.tsv", TABLE), Languages(), load_glossary())
    assert [(one.system, one.right, one.pair.target_language) for one in found] == [
        ("nllb", True, "ar"),
        ("nllb", False, "ar"),
        ("any", True, "ar"),
    ]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_what_is_no_judgement_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_judgements(write(tmp_path / "a.en-ar.tsv", text), Languages(), load_glossary())


def test_languages_come_from_the_name_or_must_be_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", TABLE)
    with pytest.raises(ConfigError, match="add --from LANG"):
        read_judgements(path, Languages(), load_glossary())
    assert read_judgements(path, Languages(source="en", target="fr"), load_glossary())[0].pair.target_language == "fr"


def test_scores_are_compared_within_a_system() -> None:
    targets = [judged(right=right, number=number) for number, right in enumerate((True, False, True, False, True))]
    found = compare("nllb", targets, [assessed(percent) for percent in (90, 80, 70, 10, None)])
    assert (found.targets, found.right, found.unscored, found.auc) == (5, 3, 1, 0.75)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 0.75 <= found.high
    counts = {name: (share.right, share.targets) for name, share in found.verdicts.items()}
    assert counts == {"keep": (1, 2), "review": (1, 1), "redo": (0, 1)}
    assert [one.score for one in found.bins] == [10, 70, 80, 90]


def test_without_right_and_wrong_ones_there_is_no_order() -> None:
    found = compare("nllb", [judged(right=True)], [assessed(90)])
    assert (found.auc, found.low, found.high) == (None, None, None)
    none = compare("nllb", [judged(right=True)], [assessed(None)])
    assert (none.unscored, none.auc, none.bins) == (1, None, ())


def test_the_systems_are_measured_one_by_one(tmp_path: Path) -> None:
    table = read_judgements(write(tmp_path / "a.en-ar.tsv", TABLE), Languages(), load_glossary())
    assert [(one.system, one.targets, one.right) for one in measure_truth(table)] == [("any", 1, 1), ("nllb", 2, 1)]


def test_nothing_observed_may_be_anything() -> None:
    none = count_right([])
    assert (none.targets, none.low, none.high) == (0, 0, 1)


def test_an_interval_is_drawn_by_source() -> None:
    scores, right = np.array([1.0, 2.0, 3.0, 4.0]), np.array([False, True, False, True])
    assert draw_interval(scores, right, ["a", "a", "a", "a"]) == (0.75, 0.75)
    low, high = draw_interval(scores, right, ["a", "a", "b", "b"])
    assert low is not None
    assert high is not None
    assert low < high


@pytest.mark.parametrize(
    ("scores", "good", "chance"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], 1.0),
        ([4, 3, 2, 1], [0, 0, 1, 1], 0.0),
        ([1, 1, 1, 1], [0, 1, 0, 1], 0.5),
        ([1, 2, 3, 4], [0, 1, 0, 1], 0.75),
        ([1, 2], [1, 1], None),
        ([], [], None),
    ],
)
def test_rank_chance_is_the_area_under_the_curve(scores: list[int], good: list[int], chance: float | None) -> None:
    assert rank_chance(np.array(scores, dtype=float), np.array(good, dtype=bool)) == chance


@given(st.integers(1, 500).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_a_certain_range_holds_the_share_and_stays_within_bounds(case: tuple[int, int]) -> None:
    hits, count = case
    low, high = certain_range(hits, count)
    assert 0 <= low <= hits / count + 1e-9
    assert hits / count - 1e-9 <= high <= 1
    assert low < high
