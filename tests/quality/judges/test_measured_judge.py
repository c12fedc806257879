"""What a judge is worth on labels, and the score that is fitted to its numbers."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.catalog.po import write_catalog
from pipeline.catalog.provenance import digest, make_provenance
from pipeline.cli import root
from pipeline.cli.judgements import draw
from pipeline.errors import ConfigError
from pipeline.model import Catalog, Entry, Judgement, Pair, Score
from pipeline.project.paths import catalog_path
from pipeline.quality.assess import assess
from pipeline.quality.calibration import Calibrations
from pipeline.quality.calibration.fit import LabelledSignals, add_signal
from pipeline.quality.calibration.reviewed import LEAST, LOCATION, NO_SIGNALS, read_project
from pipeline.quality.calibration.scoring import Model, Weight
from pipeline.quality.evaluate.judgements import JudgedTarget, ScoreBin, count_right
from pipeline.quality.evaluate.judges import measure_judge
from tests.quality.judges.judge_cases import Item, judging_server, make_pair
from tests.translate.engines.language_server import LanguageServer


def judged(count: int = 200, spread: float = 10.0, sign: int = 1) -> list[JudgedTarget]:
    """Make targets of two systems whose numbers tell the right ones well, or badly."""
    chance = random.Random(3)  # noqa: S311 - samples, not secrets
    found = []
    for number in range(count):
        right = chance.random() < 0.5
        said = Judgement(judge="it", score=sign * chance.gauss(70 if right else 30, spread))
        pair = replace(make_pair((f"It rained on day {number // 2}.", "هطل المطر.")), judgement=said)
        found.append(JudgedTarget(system=("a", "b")[number % 2], pair=pair, right=right))
    return found


@pytest.mark.parametrize("sign", [1, -1], ids=["the more the better", "the less the better"])
def test_a_good_judge_orders_well_and_earns_its_verdicts(sign: int) -> None:
    found = measure_judge(judged(sign=sign))
    assert [(one.system, one.calibration) for one in found] == [(name, "it, cross-validated") for name in "ab"]
    for one in found:
        assert one.auc is not None
        assert one.auc > 0.95
        keep = one.verdicts["keep"]
        assert keep.right / keep.targets > 0.9
        assert all(part.right.low <= part.score / 100 <= part.right.high for part in one.bins), "its numbers are true"


def test_a_judge_that_guesses_orders_nothing_and_keeps_nothing() -> None:
    for one in measure_judge(judged(spread=1000.0)):
        assert one.auc is not None
        assert 0.3 < one.auc < 0.7
        assert one.verdicts["keep"].targets == 0


def test_targets_that_nobody_judged_are_counted() -> None:
    targets = judged()
    targets[0] = replace(targets[0], pair=make_pair())
    assert [one.unscored for one in measure_judge(targets)] == [1, 0]
    assert not measure_judge([replace(one, pair=make_pair()) for one in targets])


def test_labels_of_one_kind_measure_no_judge() -> None:
    with pytest.raises(ConfigError, match="the labels are too few"):
        measure_judge([replace(one, right=True) for one in judged()])


def test_a_line_is_drawn_for_each_part_of_the_scores() -> None:
    line = draw(ScoreBin(score=90.0, right=count_right([True] * 5 + [False] * 5)))
    assert len(line) == 21
    assert (line[10], line[18]) == ("●", "│")
    assert line[:4].isspace()
    assert "─" in line
    assert draw(ScoreBin(score=50.0, right=count_right([True, False])))[10] == "◉"


def samples(count: int = 400, spread: float = 10.0) -> list[LabelledSignals]:
    chance = random.Random(5)  # noqa: S311 - samples, not secrets
    found = []
    for number in range(count):
        good = chance.random() < 0.4
        signals = {"judge:it": chance.gauss(70 if good else 40, spread), "similarity": chance.gauss(0.7, 0.1)}
        found.append(LabelledSignals(signals=signals, good=good, group=number))
    return found


BASE = Model(
    signals={"similarity": Weight(weight=5.0, mean=0.7, low=0.0, high=1.0)}, intercept=0.0, sentences=9, positives=4
)


def test_a_judge_s_number_is_weighed_beside_what_is_there() -> None:
    model = add_signal(BASE, samples(), "judge:it")
    assert model.auc
    assert model.auc > 0.95
    assert sum(part.count for part in model.reliability) == 400
    assert model.logit({"similarity": 0.7, "judge:it": 80}) > 1
    assert model.logit({"similarity": 0.7, "judge:it": 30}) < -1
    again = add_signal(NO_SIGNALS, samples(), "judge:it")
    assert set(again.signals) == {"judge:it"}


def test_a_number_that_tells_nothing_weighs_nothing() -> None:
    weight = add_signal(BASE, samples(spread=5000.0), "judge:it").signals["judge:it"]
    assert abs(weight.weight) * 30 < 0.2


def german(number: int) -> tuple[str, str]:
    good = number % 3 == 0
    return f"The port reopened, {number}.", f"Der Hafen {'öffnete' if good else 'schloss'}, {number}."


def by_word(items: Sequence[Item], _: int) -> str:
    """Judge as a model does that knows German, but for every seventh unit."""
    said = []
    for item in items:
        wrong = ("schloss" in item["translation"]) != (int(item["source"].rpartition(" ")[2].strip(".")) % 7 == 0)
        said.append({"number": item["number"], "errors": [], "score": 20 if wrong else 90})
    return json.dumps({"judgements": said})


def run(server: LanguageServer, project: Path, *words: str) -> Result:
    environment = {"NEWSLOC_ENDPOINT_URL": server.url}
    return CliRunner().invoke(root, [*words, "--project", str(project), "--judge", "endpoint:tiny"], env=environment)


def make_project(project: Path) -> None:
    """Write a catalog in a direction without a packaged score: a third of the drafts was kept."""
    entries = []
    for number in range(LEAST + 40):
        source, draft = german(number)
        target = draft if "öffnete" in draft else f"Am Hafen geht es weiter, sagt man dort, {number}."
        entry = Entry(context=f"body#{number + 1}", source=source, target=target)
        entries.append(replace(entry, provenance=make_provenance(entry, draft, engine="x", model="m@1")))
    catalog = Catalog(slug="port", source_language="en", language="de", entries=tuple(entries))
    write_catalog(catalog_path(project, "de", "port"), catalog)


def test_a_project_fits_its_score_to_the_judge_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.quality.calibration import reviewed

    drafts = {}
    for number in range(LEAST + 40):
        _, draft = german(number)
        drafts[digest(draft)] = draft
    monkeypatch.setattr(reviewed, "find_drafts", lambda *_: drafts)
    make_project(tmp_path)
    with judging_server(by_word).running() as server:
        result = run(server, tmp_path, "evaluate", "--calibrate")
    assert result.exit_code == 0, result.output
    assert f"judges {LEAST + 40} units in about 30 calls" in result.stderr
    own = read_project(tmp_path)
    (name,) = [name for name in own[0].models[0].signals if name.startswith("judge:")]
    assert name.startswith("judge:endpoint tiny+own-")
    pair = Pair(source="The port reopened.", target="Der Hafen schloss.", source_language="en", target_language="de")
    scores = []
    for judge, number in ((name, 90), (name, 20), ("judge:another", 90)):
        said = replace(pair, judgement=Judgement(judge=judge.removeprefix("judge:"), score=number))
        (assessment,) = assess([said], calibrations=Calibrations(own=own))
        scores.append(assessment.score)
    assert [isinstance(score, Score) for score in scores[:2]] == [True, True]
    high, low, other = (score.percent if isinstance(score, Score) else None for score in scores)
    assert high is not None
    assert low is not None
    assert high > low + 30
    assert other is None or low < other < high, "another judge's number counts for nothing"
    assert (tmp_path / LOCATION).is_file()


def test_a_judge_is_measured_beside_the_score(tmp_path: Path) -> None:
    rows = ["system\tsource\ttarget\tlabel"]
    for number in range(60):
        source, target = german(number)
        rows.append(f"gpt\t{source}\t{target}\t{0 if 'öffnete' in target else 2}")
    table = tmp_path / "labels.en-de.tsv"
    table.write_text("\n".join([*rows, ""]), encoding="utf-8")
    with judging_server(by_word).running() as server:
        first = run(server, tmp_path, "evaluate", "--judgements", str(table), "--format", "json")
        again = run(server, tmp_path, "evaluate", "--judgements", str(table))
        calls = len(server.posts)
    score, judge = map(json.loads, first.stdout.splitlines())
    assert (score["unscored"], score["calibration"]) == (60, "")
    assert judge["unscored"] == 0
    assert judge["calibration"].startswith("endpoint tiny+own-")
    assert 0.7 < judge["auc"] < 1
    assert calls == 8, "the second run asks nothing"
    assert "●" in again.stdout
    assert "60 known from the memory" in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["evaluate", "SET", "--judge", "endpoint:tiny"], "--judge goes with --judgements FILE or --calibrate"),
        (["assess", "SET", "--judge", "oracle"], 'there is no judge "oracle"; name one of endpoint, causal, metricx'),
    ],
)
def test_a_judge_out_of_place_is_a_clear_error(tmp_path: Path, words: list[str], message: str) -> None:
    table = tmp_path / "set.en-de.tsv"
    table.write_text("source\ttarget\nIt rained.\tEs regnete.\n", encoding="utf-8")
    words = [str(table) if word == "SET" else word for word in words]
    more = ["--from", "en", "--to", "de"] if words[0] == "assess" else []
    result = CliRunner().invoke(root, [*words, *more, "--project", str(tmp_path)])
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_assess_shows_what_a_judge_found_in_any_pair_of_languages(tmp_path: Path) -> None:
    table = tmp_path / "texts.tsv"
    table.write_text("The port reopened.\tDer Hafen schloss.\nIt rained.\tEs regnete.\n", encoding="utf-8")
    error = {"category": "mistranslation", "severity": "critical", "source": "reopened", "target": "schloss"}

    def say(items: Sequence[Item], _: int) -> str:
        errors = {"The port reopened.": [error]}
        said = [{"number": item["number"], "errors": errors.get(item["source"], []), "score": 50} for item in items]
        return f"```json\n{json.dumps({'judgements': said})}\n```"

    with judging_server(say).running() as server:
        languages = ("--from", "en", "--to", "de", "--format", "json")
        result = run(server, tmp_path, "assess", str(table), *languages)
    first, second = map(json.loads, result.stdout.splitlines())
    (finding,) = [one for one in first["findings"] if one["check"] == "judge"]
    assert (finding["source_span"], finding["target_span"]) == ([9, 17], [10, 17])
    assert (first["score"], first["verdict"]) == (None, None)
    assert not [one for one in second["findings"] if one["check"] == "judge"]
    assert "judged 2 units in 1 calls" in result.stderr
