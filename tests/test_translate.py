from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.glossary import load_glossary
from pipeline.memory import Memory
from pipeline.model import Candidate, Direction
from pipeline.translate import SAVE_EVERY, Drafting, draft_sources
from tests.fake_engine import FakeEngine

EN_AR = Direction(source="en", target="ar")
COURT = "The International Criminal Court opened the case on Monday."
WITH_TERM = Candidate(text="فتحت المحكمة الجنائية الدولية القضية يوم الاثنين.", log_probability=-0.6)
WITHOUT_TERM = Candidate(text="فتحت محكمة الجنايات العالمية القضية يوم الاثنين.", log_probability=-0.6)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "memory.sqlite") as memory:
        yield memory


def make_drafting(memory: Memory, engine: FakeEngine) -> Drafting:
    return Drafting(engine=engine, direction=EN_AR, glossary=load_glossary(), memory=memory)


def test_each_distinct_source_is_asked_for_once_and_all_are_heard_of(memory: Memory) -> None:
    engine = FakeEngine()
    heard: list[int] = []
    sources = [f"Sentence {number}" for number in range(SAVE_EVERY + 3)]
    drafts = draft_sources(make_drafting(memory, engine), [*sources, *sources], heard.append)
    assert engine.asked == sources
    assert drafts.keys() == set(sources)
    assert sum(heard) == len(sources)


def test_cached_candidates_are_not_asked_for_again(memory: Memory) -> None:
    draft_sources(make_drafting(memory, FakeEngine()), ["One", "Two"])
    engine = FakeEngine()
    heard: list[int] = []
    drafts = draft_sources(make_drafting(memory, engine), ["One", "Two", "Three"], heard.append)
    assert engine.asked == ["Three"]
    assert drafts.keys() == {"One", "Two", "Three"}
    assert sum(heard) == 3


def test_the_candidate_that_keeps_the_term_wins(memory: Memory) -> None:
    for offers in ([WITHOUT_TERM, WITH_TERM], [WITH_TERM, WITHOUT_TERM]):
        engine = FakeEngine({COURT: offers})
        engine.name = f"fake{offers[0].text}"
        drafts = draft_sources(make_drafting(memory, engine), [COURT])
        assert drafts[COURT].target == WITH_TERM.text


def test_a_source_without_candidates_has_no_draft_and_is_not_an_error(memory: Memory) -> None:
    drafts = draft_sources(make_drafting(memory, FakeEngine({"Nothing": ()})), ["Nothing", "Something"])
    assert drafts.keys() == {"Something"}


def test_a_draft_names_its_engine_and_model(memory: Memory) -> None:
    draft = draft_sources(make_drafting(memory, FakeEngine()), ["One"])["One"]
    assert (draft.engine, draft.model) == ("fake", "fake-ar@1")


def test_what_was_done_before_a_break_is_in_the_memory(memory: Memory) -> None:
    sources = [f"Sentence {number}" for number in range(2 * SAVE_EVERY)]
    broken = FakeEngine(fails_after=SAVE_EVERY + 1)
    with pytest.raises(Exception, match="broke"):
        draft_sources(make_drafting(memory, broken), sources)
    engine = FakeEngine()
    draft_sources(make_drafting(memory, engine), sources)
    assert engine.asked == sources[SAVE_EVERY:]
