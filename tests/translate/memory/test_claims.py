"""Claims: whichever processes meet the same sentences at the same time, each is drafted once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.model import Candidate, Request
from pipeline.translate.drafting import Drafting, find_candidates_once, key_requests
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import DraftKey, Memory, claims
from tests.fake_engine import FakeEngine
from tests.patience import PATIENCE
from tests.translate.memory.memory_cases import EN_AR

SENTENCES = 120
DRAFTER = f"""
import sys, time
from pathlib import Path
from pipeline.model import Request
from pipeline.translate.drafting import find_candidates_once
from pipeline.translate.memory import Memory, claims
from tests.fake_engine import FakeEngine
from tests.patience import PATIENCE
from tests.translate.memory.test_claims import make_drafting

claims.LEASE = 10 * PATIENCE  # whoever waits for one to end is too late
place, asked, step = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

class Slow(FakeEngine):
    def translate(self, requests, direction):
        for answer in super().translate(requests, direction):
            with asked.open("a") as file:
                file.write(self.asked[-1] + "\\n")
            time.sleep(0.01)
            yield answer

with Memory(place if "://" in place else Path(place)) as memory:
    print("ready", flush=True)
    input()
    requests = [Request(source=f"Sentence {{number * step % {SENTENCES}}}") for number in range({SENTENCES})]
    found = dict(find_candidates_once(make_drafting(memory, Slow()), requests))
    print(sum(map(bool, found.values())), flush=True)
"""


def make_drafting(memory: Memory, engine: FakeEngine) -> Drafting:
    return Drafting(engine=engine, direction=EN_AR, glossary=load_glossary(), memory=memory)


def make_key(source: str) -> DraftKey:
    return DraftKey(source=source, direction=EN_AR, engine="e", glossary="g")


def start(place: Path | str, asked: Path, step: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DRAFTER, str(place), str(asked), str(step)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def begin(processes: list[subprocess.Popen[str]]) -> None:
    """Let processes begin at the same time."""
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()


def test_processes_that_meet_the_same_sentences_at_once_draft_each_once(place: Path | str, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    processes = [start(place, asked, step) for step in (1, 7, 11)]
    begin(processes)
    assert [process.communicate(timeout=PATIENCE)[0] for process in processes] == [f"{SENTENCES}\n"] * 3
    drafted = asked.read_text(encoding="utf-8").splitlines()
    assert sorted(drafted) == sorted(set(drafted))
    assert len(drafted) == SENTENCES


def test_what_a_killed_process_was_at_is_drafted_by_another_at_once(place: Path | str, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    victim, other = start(place, asked, 1), start(place, asked, 1)
    begin([victim])
    until = time.monotonic() + PATIENCE
    while not asked.exists() or len(asked.read_text(encoding="utf-8").splitlines()) < 5:
        assert time.monotonic() < until
        time.sleep(0.01)
    begin([other])
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    assert other.communicate(timeout=PATIENCE)[0] == f"{SENTENCES}\n"
    drafted = asked.read_text(encoding="utf-8").splitlines()
    assert len(set(drafted)) == SENTENCES
    assert len(drafted) <= SENTENCES + 1, "only the sentence that was not stored yet is drafted twice"


def test_a_claim_of_another_machine_holds_until_it_was_silent_for_long(
    place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, now = [make_key("One"), make_key("Two")], [0.0]
    monkeypatch.setattr(claims, "time", SimpleNamespace(time=lambda: now[0], monotonic=lambda: now[0]))
    with Memory(place) as memory:
        elsewhere = replace(memory.claims, owner="elsewhere:1:abc")
        with elsewhere.hold(keys[:1]) as theirs:
            assert theirs.holds(keys[0])
            now[0] = 0.75 * claims.LEASE
            theirs.renew()
            now[0] = 1.7 * claims.LEASE
            with memory.claims.hold(keys) as ours:
                assert [ours.holds(key) for key in keys] == [False, True]
            now[0] = 1.8 * claims.LEASE
            with memory.claims.hold(keys) as ours:
                assert all(map(ours.holds, keys))
                theirs.renew()
        with elsewhere.hold(keys) as theirs:
            assert all(map(theirs.holds, keys)), "what is done is free again"


def test_what_another_process_gives_up_is_drafted_here(place: Path | str) -> None:
    with Memory(place) as memory:
        drafting = make_drafting(memory, FakeEngine())
        keys = list(key_requests(drafting, [Request(source="One"), Request(source="Two")]))
        theirs = replace(memory.claims, owner="elsewhere:1:abc").hold(keys)
        theirs.__enter__()
        answers = find_candidates_once(drafting, [Request(source=source) for source in ("One", "Two", "Three")])
        assert next(answers)[0] == "Three"
        memory.store_drafts({keys[1]: (Candidate(text="اثنان"),)})
        theirs.__exit__(None, None, None)
        assert dict(answers)["Two"] == (Candidate(text="اثنان"),)
        assert isinstance(drafting.engine, FakeEngine)
        assert drafting.engine.asked == ["Three", "One"]
