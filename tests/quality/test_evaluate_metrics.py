"""Corpus scores, intervals and paired tests: sacrebleu's own, by its own command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.model import Direction
from pipeline.quality.evaluate.metrics import METRICS, Figure, score_systems
from tests.quality.evaluation_cases import EN_AR, TARGETS, WRONG, make_samples

REFERENCES = make_samples().reference_streams
NEARLY = (*TARGETS[:2], WRONG[1], TARGETS[3].replace("خلال ساعة", "في ساعة"))
MANY = 12
"""Times the small set is repeated where a test needs more units than a handful."""
ALL = tuple(METRICS)


def score(
    targets: Sequence[str], references: Sequence[Sequence[str]] = REFERENCES, metrics: Sequence[str] = ALL
) -> tuple[Figure, ...]:
    (figures,) = score_systems([("one", targets)], references, metrics, EN_AR)
    return figures


def test_a_perfect_translation_has_perfect_scores() -> None:
    scores = {figure.metric: figure.score for figure in score(TARGETS)}
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
    figures = {figure.metric: figure for figure in score(NEARLY)}
    for metric, name in (("BLEU", "BLEU"), ("chrF", "chrF2"), ("TER", "TER")):
        figure = figures[metric]
        (line,) = (line for line in map(str.strip, result.stdout.splitlines()) if line.startswith(f"{name}|"))
        assert line.startswith(f"{name}|{figure.signature} = {figure.score:.1f}")
        assert f"(μ = {figure.mean:.1f} ± {figure.margin:.1f})" in line


def test_resamples_that_score_nothing_are_borne() -> None:
    (figure,) = score(["نعم", "نعم", "نعم نعم"], [["لا", "كلا", "لا لا"]], ["BLEU"])
    assert (figure.score, figure.margin) == (0.0, 0.0)


def test_a_signature_tells_resamples_and_seed() -> None:
    for figure in score(WRONG):
        assert "bs:1000|seed:12345" in figure.signature


def test_the_same_targets_have_the_same_figures_every_time() -> None:
    assert score(WRONG) == score(WRONG)


def test_any_of_several_references_will_do() -> None:
    (figure,) = score(TARGETS, [list(WRONG[::-1]), list(TARGETS)], ["BLEU"])
    assert figure.score == 100.0
    assert "nrefs:2" in figure.signature


def test_bleu_says_what_it_needs_for_a_language_without_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("no mecab")

    monkeypatch.setattr("sacrebleu.metrics.bleu.BLEU", refuse)
    with pytest.raises(ConfigError, match=r"BLEU cuts Japanese into words .* pip install 'sacrebleu\[ja\]'"):
        score_systems([("one", TARGETS)], REFERENCES, ["BLEU"], Direction(source="en", target="ja-JP"))


def test_a_much_worse_system_differs_by_more_than_chance() -> None:
    systems = [("good", TARGETS * MANY), ("bad", WRONG * MANY), ("twin", TARGETS * MANY)]
    good, bad, twin = score_systems(systems, [list(TARGETS) * MANY], ["chrF", "TER"], EN_AR)
    assert [(figure.metric, figure.difference) for figure in good] == [("chrF", None), ("TER", None)]
    less, more_edits = (figure.difference for figure in bad)
    assert less
    assert more_edits
    assert less.significant
    assert less.score < -30
    assert more_edits.score > 0
    for figure in twin:
        assert figure.difference
        assert (figure.difference.score, figure.difference.p_value, figure.difference.significant) == (0.0, 1.0, False)
