"""Corpus scores, intervals and paired tests: sacrebleu's own, by its own command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.model import Direction
from pipeline.quality.evaluate.metrics import METRICS, make_scorers, score_corpus, score_part, score_units
from pipeline.quality.evaluate.significance import Test, compare
from tests.quality.evaluation_cases import EN_AR, TARGETS, WRONG, make_samples

REFERENCES = make_samples().reference_streams
NEARLY = (*TARGETS[:2], WRONG[1], TARGETS[3].replace("خلال ساعة", "في ساعة"))
MANY = 12
"""Times the small set is repeated where a test needs more units than a handful."""


def test_a_perfect_translation_has_perfect_scores() -> None:
    scores = {figure.metric: figure.score for figure in score_corpus(METRICS, TARGETS, REFERENCES, EN_AR)}
    assert scores == {"BLEU": 100.0, "chrF": 100.0, "chrF++": 100.0, "TER": 0.0}


def test_scores_intervals_and_signatures_are_those_of_sacrebleus_command(tmp_path: Path) -> None:
    (tmp_path / "ref").write_text("\n".join(TARGETS) + "\n", encoding="utf-8")
    (tmp_path / "hyp").write_text("\n".join(NEARLY) + "\n", encoding="utf-8")
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "sacrebleu",
            "ref",
            "-i",
            "hyp",
            "-m",
            "bleu",
            "chrf",
            "ter",
            "--confidence",
            "-f",
            "text",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    figures = {figure.metric: figure for figure in score_corpus(METRICS, NEARLY, REFERENCES, EN_AR)}
    for metric, name in (("BLEU", "BLEU"), ("chrF", "chrF2"), ("TER", "TER")):
        figure = figures[metric]
        (line,) = (line for line in map(str.strip, result.stdout.splitlines()) if line.startswith(f"{name}|"))
        assert line.startswith(f"{name}|{figure.signature} = {figure.score:.1f}")
        assert f"(μ = {figure.mean:.1f} ± {figure.margin:.1f})" in line


def test_resamples_that_score_nothing_are_borne() -> None:
    (figure,) = score_corpus(METRICS[:1], ["نعم", "نعم", "نعم نعم"], [["لا", "كلا", "لا لا"]], EN_AR)
    assert (figure.score, figure.margin) == (0.0, 0.0)


def test_a_signature_tells_resamples_and_seed() -> None:
    for figure in score_corpus(METRICS, WRONG, REFERENCES, EN_AR):
        assert "bs:1000|seed:12345" in figure.signature


def test_the_same_targets_have_the_same_figures_every_time() -> None:
    assert score_corpus(METRICS, WRONG, REFERENCES, EN_AR) == score_corpus(METRICS, WRONG, REFERENCES, EN_AR)


def test_any_of_several_references_will_do() -> None:
    (figure,) = score_corpus(METRICS[:1], TARGETS, [list(WRONG[::-1]), list(TARGETS)], EN_AR)
    assert figure.score == 100.0
    assert "nrefs:2" in figure.signature
    assert score_units(["نعم"], [("لا", "نعم")]) == [100.0]


def test_a_part_scores_as_if_it_were_alone() -> None:
    scores = score_part(make_scorers(METRICS, EN_AR), WRONG[:2], [list(TARGETS[:2])])
    whole = score_corpus(METRICS, WRONG[:2], [list(TARGETS[:2])], EN_AR)
    assert scores == {figure.metric: figure.score for figure in whole}


def test_units_score_from_nothing_to_all() -> None:
    scores = score_units(WRONG, [(target,) for target in TARGETS])
    assert scores[2] == 0.0
    assert scores[0] > scores[1] > scores[2]


def test_bleu_says_what_it_needs_for_a_language_without_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("no mecab")

    monkeypatch.setattr("sacrebleu.metrics.bleu.BLEU", refuse)
    with pytest.raises(ConfigError, match=r"BLEU cuts Japanese into words .* pip install 'sacrebleu\[ja\]'"):
        make_scorers(METRICS, Direction(source="en", target="ja-JP"))


@pytest.mark.parametrize("test", Test)
def test_a_much_worse_system_differs_by_more_than_chance(test: Test) -> None:
    systems = [("good", TARGETS * MANY), ("bad", WRONG * MANY), ("twin", TARGETS * MANY)]
    metrics = [metric for metric in METRICS if metric.name in ("chrf", "ter")]
    found = compare(systems, [list(TARGETS) * MANY], metrics, EN_AR, test)
    assert [(one.baseline, one.system, one.metric) for one in found] == [
        ("good", "bad", "chrF"),
        ("good", "twin", "chrF"),
        ("good", "bad", "TER"),
        ("good", "twin", "TER"),
    ]
    bad, twin, more_edits, _ = found
    assert bad.significant
    assert bad.difference < -30
    assert more_edits.difference > 0
    assert (twin.difference, twin.p_value, twin.significant) == (0.0, 1.0, False)
    assert ("ar:10000" if test is Test.RANDOMIZATION else "bs:1000") in bad.signature


def test_one_system_is_compared_with_none() -> None:
    assert compare([("only", TARGETS)], REFERENCES, METRICS, EN_AR) == ()
