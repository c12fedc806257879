"""`newsloc evaluate`, as a user runs it.

| given | measured |
| --- | --- |
| nothing | the settings' engine |
| --engine | each engine named |
| --system | each file, no engine |
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.evaluate import METRIC_NAMES
from pipeline.cli.exits import STOPPED
from pipeline.quality.evaluate.metrics import METRICS
from tests.cli.test_cli import newsloc
from tests.quality.evaluation_cases import SOURCES, TARGETS, WRONG, write_tsv
from tests.quality.test_evaluate_sets import PO, write


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_tsv(tmp_path / "news.en-ar.tsv")


def evaluate(project: Path, *words: object) -> dict[str, Any]:
    """Run the command and return its JSON object."""
    result = newsloc("evaluate", "--project", project, "--format", "json", *words)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refusal(project: Path, *words: object) -> str:
    """Run the command, which must refuse, and return what it says."""
    result = newsloc("evaluate", "--project", project, *words)
    assert result.exit_code == 2
    return result.stderr


def names(evaluation: dict[str, Any]) -> list[str]:
    return [result["name"] for result in evaluation["results"]]


def test_the_choices_are_those_there_are() -> None:
    assert [metric.lower() for metric in METRICS] == list(METRIC_NAMES)


def test_an_engine_is_measured_and_json_is_written(tmp_path: Path, news: Path) -> None:
    result = newsloc("evaluate", news, "--project", tmp_path, "--engine", "pseudo", "--output", tmp_path / "mine.json")
    assert result.exit_code == 0, result.output
    assert "news.en-ar: 4 units" in result.stdout
    assert "never publish it" in result.stderr
    written = json.loads((tmp_path / "mine.json").read_text(encoding="utf-8"))
    (system,) = written["results"]
    assert (system["name"], system["label"]) == ("pseudo", "pseudo pseudo@1")
    assert system["figures"][1]["signature"].startswith("nrefs:1|bs:1000|seed:12345|case:mixed")


def test_without_a_name_the_settings_engine_is_measured(tmp_path: Path, news: Path) -> None:
    (tmp_path / "newsloc.toml").write_text('[engines]\nengine = "pseudo"\n', encoding="utf-8")
    evaluation = evaluate(tmp_path, news)
    assert names(evaluation) == ["pseudo"]


def test_the_memory_keeps_drafts_and_redraft_leaves_it_alone(tmp_path: Path, news: Path) -> None:
    evaluate(tmp_path, news, "--engine", "pseudo", "--metric", "chrf", "--redraft")
    assert not (tmp_path / ".newsloc").exists()
    evaluate(tmp_path, news, "--engine", "pseudo", "--metric", "chrf")
    assert (tmp_path / ".newsloc" / "memory.sqlite").is_file()


def test_files_are_measured_without_an_engine_and_compared(tmp_path: Path, news: Path) -> None:
    good = write(tmp_path / "good.txt", "\n".join(TARGETS) + "\n")
    bad = write(tmp_path / "bad.txt", "\n".join(WRONG) + "\n")
    evaluation = evaluate(tmp_path, news, "--system", good, "--system", bad)
    assert names(evaluation) == ["good.txt", "bad.txt"]
    results = evaluation["results"]
    assert [one["metric"] for one in results[1]["figures"]] == ["BLEU", "chrF", "chrF++", "TER"]
    assert all(one["difference"]["p_value"] < 1 for one in results[1]["figures"])
    assert not (tmp_path / ".newsloc").exists()


def test_engines_and_files_are_measured_together_the_engines_first(tmp_path: Path, news: Path) -> None:
    good = write(tmp_path / "good.txt", "\n".join(TARGETS) + "\n")
    evaluation = evaluate(tmp_path, news, "--system", good, "--engine", "pseudo", "--metric", "chrf")
    assert names(evaluation) == ["pseudo", "good.txt"]


def test_drafts_of_a_po_are_measured_against_its_review(tmp_path: Path) -> None:
    before = write(tmp_path / "before.po", PO)
    after = write(tmp_path / "after.po", PO.replace("#, fuzzy\n", ""))
    evaluation = evaluate(tmp_path, after, "--system", before)
    assert (evaluation["set"], evaluation["units"]) == ("after.en-ar", 2)


def test_two_text_files_are_a_set(tmp_path: Path) -> None:
    source = write(tmp_path / "news.en", "\n".join(SOURCES) + "\n")
    reference = write(tmp_path / "news.ar", "\n".join(TARGETS) + "\n")
    evaluation = evaluate(tmp_path, source, "--reference", reference, "--engine", "pseudo", "--metric", "chrf")
    assert (evaluation["source_language"], evaluation["target_language"]) == ("en", "ar")


@pytest.mark.torch
def test_an_engine_may_be_named_with_its_model(tmp_path: Path, news: Path) -> None:
    missing = tmp_path / "no-such-model"
    said = refusal(tmp_path, news, "--engine", f"seq2seq:{missing}", "--offline")
    assert missing.name in said


def test_a_file_that_does_not_fit_is_refused_before_an_engine_works(tmp_path: Path, news: Path) -> None:
    short = write(tmp_path / "short.txt", "x\n")
    assert "short.txt: has 1 line" in refusal(tmp_path, news, "--engine", "pseudo", "--system", short)
    assert not (tmp_path / ".newsloc").exists()


@pytest.mark.parametrize(("words", "kept"), [((), True), (("--redraft",), False)])
def test_a_stopped_run_says_so_and_what_is_kept(
    tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], *, kept: bool
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.quality.evaluate.systems.draft_set", stop)
    result = newsloc("evaluate", news, "--project", tmp_path, "--engine", "pseudo", *words)
    assert result.exit_code == STOPPED
    assert "newsloc: stopped" in result.stderr
    assert ("run the same command again" in result.stderr) is kept


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("{news}", "--system", "{other}", "--system", "{other}"), "2 files are called other.tsv"),
        (("{news}", "--to", "klingon"), '"klingon" is not a language tag'),
        (("{news}", "--engine", "magic"), 'there is no engine "magic"'),
        (("{news}", "--system", "{short}"), "short.txt: has 1 line, but news.en-ar has 4 units"),
        (("none.tsv", "--from", "en", "--to", "ar"), "none.tsv: cannot be read"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, news: Path, words: tuple[str, ...], message: str) -> None:
    files = {"news": news, "other": write_tsv(tmp_path / "other.tsv"), "short": write(tmp_path / "short.txt", "x\n")}
    assert message in refusal(tmp_path, *(word.format(**files) for word in words))
