"""Judging through a server: batches, second chances, what is remembered, what it costs, and what breaks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Any, Literal

import pytest

from pipeline.errors import EngineError
from pipeline.model import Direction, Pair, Request, Severity
from pipeline.quality.assess import JUDGED, NO_CALIBRATION, assess
from pipeline.quality.checks import run_checks
from pipeline.quality.judges.judge import Judge, make_judge
from pipeline.quality.judges.judging import Judging
from pipeline.quality.rules import CheckRules
from pipeline.translate.engines.endpoint import EndpointSettings
from pipeline.translate.engines.endpoint import server as endpoint_server
from pipeline.translate.memory import Memory
from tests.quality.judges.judge_cases import (
    CHILDREN,
    HOSTILE,
    RAIN,
    REOPENED,
    WRONG,
    Item,
    judge_item,
    judge_well,
    judging_server,
    make_pair,
)
from tests.translate.engines.language_server import LanguageServer, Reply


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint_server, "FIRST_PAUSE", 0.005)
    for name in ("NEWSLOC_API_KEY", "NEWSLOC_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "memory.sqlite") as memory:
        yield memory


class Bench:
    """Judges through a server, and keeps what is said."""

    def __init__(self, server: LanguageServer, memory: Memory, **settings: Any) -> None:
        given = {"url": server.url, "model": "tiny", "timeout": 20.0, "concurrency": 2, **settings}
        self.said: list[str] = []
        self.steps: list[int] = []
        self.judging = Judging(
            lambda _: make_judge(EndpointSettings(**given), self.said.append),
            memory,
            self.said.append,
            self.show,
        )

    def show(self, *_: object) -> AbstractContextManager[Any]:
        return nullcontext(self.steps.append)

    def ask(self, *pairs: Pair) -> list[Pair]:
        return self.judging.ask(pairs)


def test_pairs_are_judged_together_and_the_cost_is_told(memory: Memory) -> None:
    with judging_server(usage={"prompt_tokens": 700, "completion_tokens": 90}).running() as server:
        bench = Bench(server, memory)
        first, second, third = bench.ask(make_pair(REOPENED), make_pair(RAIN), make_pair(REOPENED))
    assert len(server.posts) == 1
    assert first.judgement == third.judgement
    assert [pair.judgement.score for pair in (first, second) if pair.judgement] == [60, 60]
    assert "judges 2 units in about 1 calls" in bench.said[0]
    assert bench.judging.describe_spent() == (
        "judged 2 units in 1 calls, 700 tokens read and 90 written; 0 more were judged before"
    )
    assert sum(bench.steps) == 2


def test_many_pairs_take_several_calls_and_each_answer_goes_to_its_pair(memory: Memory) -> None:
    pairs = [make_pair((f"Line {number} stands.", f"السطر {number}.")) for number in range(30)]

    def by_number(items: Sequence[Item], _: int) -> str:
        scores = [
            {"number": item["number"], "errors": [], "score": int(item["source"].split()[1])} for item in items[::-1]
        ]
        return json.dumps({"judgements": scores})

    with judging_server(by_number).running() as server:
        judged = Bench(server, memory).ask(*pairs)
    assert len(server.posts) == 4
    assert [pair.judgement.score for pair in judged if pair.judgement] == list(range(30))


def test_what_was_said_is_remembered_for_that_judge_and_these_texts(memory: Memory) -> None:
    with judging_server().running() as server:
        Bench(server, memory).ask(make_pair(REOPENED))
        again = Bench(server, memory)
        assert again.ask(make_pair(REOPENED))[0].judgement
        assert again.judging.describe_spent() == "judged 0 units in 0 calls; 1 more were judged before"
        assert len(server.posts) == 1
        Bench(server, memory, model="other").ask(make_pair(REOPENED))
        Bench(server, memory).ask(make_pair((CHILDREN[0], REOPENED[1])))
        Bench(server, memory).ask(make_pair(REOPENED, target_language="ar-EG"))
    assert len(server.posts) == 4


def test_what_is_no_translation_of_a_sentence_is_not_judged(memory: Memory) -> None:
    pairs = [make_pair(("Text", " ")), make_pair(target_language="en-GB"), make_pair(("x" * 5000, "نص"))]
    with judging_server().running() as server:
        bench = Bench(server, memory)
        assert not any(pair.judgement for pair in bench.ask(*pairs))
    assert not server.asked
    assert not bench.judging.describe_spent()


def test_a_pair_with_an_unsound_answer_is_asked_about_once_more_alone(memory: Memory) -> None:
    def unsound_first(items: Sequence[Item], before: int) -> str:
        said = [judge_item(item) for item in items]
        if not before:
            said[0]["errors"] = [{**WRONG, "target": "كلمات ليست هنا"}]
        return json.dumps({"judgements": said})

    with judging_server(unsound_first).running() as server:
        judged = Bench(server, memory).ask(make_pair(REOPENED), make_pair(RAIN))
    assert len(server.posts) == 2
    assert all(pair.judgement and len(pair.judgement.errors) == 1 for pair in judged)


def test_an_answer_that_stays_unsound_keeps_its_score_and_loses_the_error(memory: Memory) -> None:
    def unsound(items: Sequence[Item], _: int) -> str:
        errors = [{**WRONG, "category": "impolite"}, WRONG]
        return json.dumps({"judgements": [{"number": item["number"], "errors": errors, "score": 5} for item in items]})

    with judging_server(unsound).running() as server:
        (pair,) = Bench(server, memory).ask(make_pair(REOPENED))
    assert pair.judgement
    assert (pair.judgement.score, len(pair.judgement.errors), len(server.posts)) == (5, 1, 2)


def test_a_refusal_gives_no_judgement_and_is_asked_again_at_the_next_run(memory: Memory) -> None:
    with judging_server(lambda *_: "I cannot judge that.").running() as server:
        bench = Bench(server, memory)
        (pair,) = bench.ask(make_pair(REOPENED))
        assert pair.judgement is None
        assert "1 without a sound answer" in bench.judging.describe_spent()
        Bench(server, memory).ask(make_pair(REOPENED))
    assert len(server.posts) == 4


def test_hostile_text_answers_for_no_other_pair(memory: Memory) -> None:
    def obey(items: Sequence[Item], before: int) -> str:
        """Answer as a model does that believes the text, which wants the best score for all."""
        praise = json.dumps({"number": 2, "errors": [], "score": 100})
        return judge_well(items) if before else judge_well(items) + praise

    with judging_server(obey).running() as server:
        _, second = Bench(server, memory).ask(make_pair(HOSTILE), make_pair(REOPENED))
    assert second.judgement
    assert second.judgement.score == 60, "two answers for one number are none; it was asked about alone"
    assert len(server.posts) == 2


@pytest.mark.parametrize("said", ["response_format is not supported", "json_schema: unknown type", "bad request"])
def test_a_server_that_knows_no_json_schema_is_asked_without(memory: Memory, said: str) -> None:
    server = judging_server()
    answer = server.script

    def refuse(asked: Any, before: int) -> Reply:
        if "response_format" in asked.body:
            return Reply(status=400, body=json.dumps({"error": {"message": said}}).encode())
        return answer(asked, before)

    server.script = refuse
    with server.running():
        assert Bench(server, memory, concurrency=1).ask(make_pair(REOPENED))[0].judgement
    assert ["response_format" in asked.body for asked in server.posts] == [True, False]


def test_the_answer_is_asked_for_in_a_json_schema(memory: Memory) -> None:
    with judging_server().running() as server:
        Bench(server, memory).ask(make_pair(REOPENED))
    schema = server.posts[0].body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["judgements"]["items"]["required"] == ["number", "errors", "score"]


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None}, {"prompt_tokens": "many"}, [3], -4])
def test_usage_that_nobody_understands_is_not_told(memory: Memory, usage: Any) -> None:
    with judging_server(usage=usage).running() as server:
        bench = Bench(server, memory)
        bench.ask(make_pair(REOPENED))
    assert bench.judging.describe_spent() == "judged 1 units in 1 calls; 0 more were judged before"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_fails_for_a_while_is_asked_again(memory: Memory, status: int) -> None:
    server = judging_server()
    answer = server.script
    server.script = lambda asked, before: (
        Reply(status=status, body=b"later") if len(server.posts) < 3 else answer(asked, before)
    )
    with server.running():
        assert Bench(server, memory).ask(make_pair(REOPENED))[0].judgement


@pytest.mark.parametrize(
    ("reply", "reason"), [(Reply(status=500, body=b"boom"), "failed"), (Reply(status=401), "asks for a key")]
)
def test_without_a_judge_the_run_goes_on_and_says_why(memory: Memory, reply: Reply, reason: str) -> None:
    server = LanguageServer(lambda *_: reply)
    with server.running():
        bench = Bench(server, memory)
        assert bench.ask(make_pair(REOPENED))[0].judgement is None
        asked = len(server.posts)
        bench.ask(make_pair(RAIN))
    assert len(server.posts) == asked, "it is given up for this run"
    (said,) = [line for line in bench.said if "no judge" in line]
    assert reason in said


def test_what_was_judged_before_a_server_broke_stands(memory: Memory) -> None:
    pairs = [make_pair((f"Line {number}.", "سطر.")) for number in range(20)]
    server = judging_server()
    answer = server.script
    server.script = lambda asked, before: Reply(status=401) if len(server.posts) > 1 else answer(asked, before)
    with server.running():
        judged = Bench(server, memory, concurrency=1).ask(*pairs)
    assert sum(pair.judgement is not None for pair in judged) == 8


def test_the_plan_says_what_drafts_may_cost(memory: Memory) -> None:
    with judging_server().running() as server:
        bench = Bench(server, memory)
        bench.judging.plan(Direction(source="en", target="ar"), [f"Line {number}." for number in range(20)])
    assert "tiny+" in bench.said[0]
    assert "judges up to 20 drafts in about 3 calls" in bench.said[0]
    assert not server.posts


def test_a_memory_of_an_older_version_gets_a_place_for_judgements(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    with Memory(path):
        pass
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE judgements")
    with Memory(path) as memory, judging_server().running() as server:
        Bench(server, memory).ask(make_pair(REOPENED))
        assert Bench(server, memory).ask(make_pair(REOPENED))[0].judgement
    assert len(server.posts) == 1


SEVERITIES: list[tuple[Literal["critical", "major", "minor"], Severity]] = [
    ("critical", Severity.WARNING),
    ("major", Severity.WARNING),
    ("minor", Severity.INFO),
]


@pytest.mark.parametrize(("judged", "severity"), SEVERITIES)
def test_the_errors_of_a_judge_become_findings_with_spans_on_both_sides(
    memory: Memory, judged: str, severity: Severity
) -> None:
    answer = {"judgements": [{"number": 1, "errors": [{**WRONG, "severity": judged}], "score": 10}]}
    with judging_server(lambda *_: json.dumps(answer)).running() as server:
        (pair,) = Bench(server, memory).ask(make_pair(REOPENED))
    (finding,) = [finding for finding in run_checks(pair) if finding.check == "judge"]
    assert finding.severity is severity
    assert (finding.source_span, finding.target_span) == ((9, 17), (0, 5))
    assert finding.message == f'the judge sees an error (mistranslation, {judged}): "أُغلق" for "reopened"'
    rules = CheckRules(severities={"judge": Severity.ERROR})
    (assessment,) = assess([pair], rules=rules)
    assert Severity.ERROR in {finding.severity for finding in assessment.findings if finding.check == "judge"}


def test_without_a_calibration_a_judge_gives_findings_and_no_number(memory: Memory) -> None:
    german = Pair(source=REOPENED[0], target="Der Hafen schloss am Montag.", source_language="en", target_language="de")
    error = {**WRONG, "target": "schloss"}

    answer = {"judgements": [{"number": 1, "errors": [error], "score": 10}]}
    with judging_server(lambda *_: json.dumps(answer)).running() as server:
        (assessment,) = assess(Bench(server, memory).ask(german))
    assert getattr(assessment.score, "reason", "") == f"{NO_CALIBRATION}; {JUDGED}"
    assert "judge" in {finding.check for finding in assessment.findings}
    (name,) = [name for name in assessment.signals if name.startswith("judge:")]
    assert name.startswith("judge:endpoint tiny+")
    assert assessment.signals[name] == 10


def test_a_judge_that_breaks_in_a_library_stops_nothing(memory: Memory) -> None:
    def fail(requests: Sequence[Request], direction: Direction) -> Iterator[Any]:
        raise RuntimeError(f"CUDA error after {len(requests)} requests {direction}")

    said: list[str] = []
    judging = Judging(lambda _: Judge(label=str, ask=fail), memory, said.append)
    assert judging.ask([make_pair(CHILDREN)])[0].judgement is None
    assert "CUDA error" in said[-1]


def test_a_judge_that_cannot_be_made_is_told_once(memory: Memory) -> None:
    def fail(_: Direction) -> Any:
        raise EngineError("name a model")

    said: list[str] = []
    judging = Judging(fail, memory, said.append)
    judging.plan(Direction(source="en", target="ar"), ["Text."])
    judging.ask([make_pair(CHILDREN)])
    assert len(said) == 1
