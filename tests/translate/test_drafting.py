from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import EngineError
from pipeline.model import Candidate, Direction, Request
from pipeline.quality.choice import draft_sources
from pipeline.translate.drafting import Drafting, ask_anew, find_candidates, key_requests
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from tests.fake_engine import EchoEngine, FakeEngine

EN_AR = Direction(source="en", target="ar")
MAP = "See [the map](map.svg)."
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
    sources = [f"Sentence {number}" for number in range(19)]
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


def test_an_engine_that_is_asked_anew_replaces_the_cached_candidates(memory: Memory) -> None:
    request, new = Request(source="One"), Candidate(text="أحدث")
    draft_sources(make_drafting(memory, FakeEngine()), ["One"])
    assert ask_anew(make_drafting(memory, FakeEngine({"One": [new]})), request) == (new,)
    assert draft_sources(make_drafting(memory, FakeEngine()), ["One"])["One"].target == new.text
    assert ask_anew(make_drafting(memory, FakeEngine({"One": ()})), request) == ()
    assert draft_sources(make_drafting(memory, FakeEngine()), ["One"])["One"].target == new.text


def test_the_candidate_that_keeps_the_term_wins(memory: Memory) -> None:
    for offers in ([WITHOUT_TERM, WITH_TERM], [WITH_TERM, WITHOUT_TERM]):
        engine = FakeEngine({COURT: offers})
        engine.name = f"fake{offers[0].text}"
        drafts = draft_sources(make_drafting(memory, engine), [COURT])
        assert drafts[COURT].target == WITH_TERM.text


def test_an_engine_that_takes_names_is_told_those_of_reviewed_translations(memory: Memory) -> None:
    class NamingEngine(FakeEngine):
        takes_names = True

    plain, naming = FakeEngine(), NamingEngine()
    known = {"wafula": "وافولا", "desta": "ديستا"}
    draftings = [replace(make_drafting(memory, engine), spellings=known) for engine in (plain, naming)]
    for drafting in draftings:
        draft_sources(drafting, ["Wafula won."])
    assert [engine.names for engine in (plain, naming)] == [{"Wafula won.": ()}, {"Wafula won.": ("wafula",)}]
    wafula, nobody = [Request(source="Wafula won.")], [Request(source="Nobody won.")]
    keys = [key_requests(drafting, wafula).keys() for drafting in (*draftings, make_drafting(memory, naming))]
    assert keys[0] == keys[2] != keys[1]
    assert key_requests(draftings[1], nobody).keys() == key_requests(draftings[0], nobody).keys()


@pytest.mark.parametrize("takes", [True, False])
def test_an_engine_that_takes_examples_is_told_them_and_its_draft_depends_on_them(memory: Memory, takes: bool) -> None:  # noqa: FBT001
    engine = FakeEngine()
    engine.takes_examples = takes
    drafting = make_drafting(memory, engine)
    plain, taught = Request(source="Snow fell."), Request(source="Snow fell.", examples=(("Rain fell.", "هطل المطر."),))
    ((key, attempt),) = key_requests(drafting, [taught]).items()
    assert attempt.asked.examples == (taught.examples if takes else ())
    assert (key in key_requests(drafting, [plain])) is not takes


def test_a_source_without_candidates_has_no_draft_and_is_not_an_error(memory: Memory) -> None:
    drafts = draft_sources(make_drafting(memory, FakeEngine({"Nothing": ()})), ["Nothing", "Something"])
    assert drafts.keys() == {"Something"}


def test_a_draft_names_its_engine_and_model(memory: Memory) -> None:
    draft = draft_sources(make_drafting(memory, FakeEngine()), ["One"])["One"]
    assert (draft.engine, draft.model) == ("fake", "fake-ar@1")


def test_a_source_without_candidates_is_asked_for_again_in_the_next_run(memory: Memory) -> None:
    draft_sources(make_drafting(memory, FakeEngine({"Nothing": ()})), ["Nothing"])
    engine = FakeEngine()
    assert draft_sources(make_drafting(memory, engine), ["Nothing"]).keys() == {"Nothing"}


def test_what_was_done_before_a_break_is_in_the_memory(memory: Memory) -> None:
    sources = [f"Sentence {number}" for number in range(20)]
    with pytest.raises(EngineError, match="broke"):
        draft_sources(make_drafting(memory, FakeEngine(fails_after=7)), sources)
    engine = FakeEngine()
    draft_sources(make_drafting(memory, engine), sources)
    assert engine.asked == sources[7:]


@pytest.mark.parametrize(
    "error", [RuntimeError("CUDA\nerror"), MemoryError(), ValueError("bad shape"), OSError("disk")]
)
def test_a_library_that_breaks_is_an_error_of_the_engine_in_one_line(memory: Memory, error: Exception) -> None:
    with pytest.raises(EngineError, match=f"the fake engine broke .{type(error).__name__}") as caught:
        draft_sources(make_drafting(memory, FakeEngine(fails_after=0, error=error)), ["One"])
    assert "\n" not in str(caught.value)


def test_an_answer_that_comes_twice_counts_once(memory: Memory) -> None:
    class Stutterer(FakeEngine):
        def translate(
            self, requests: Sequence[Request], direction: Direction
        ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
            for answer in super().translate(requests, direction):
                yield from (answer, answer)

    heard: list[int] = []
    answers = list(find_candidates(make_drafting(memory, Stutterer()), [Request(source="One")], heard.append))
    assert len(answers) == sum(heard) == 1


def test_a_source_for_which_the_engine_has_nothing_is_not_counted_as_done(memory: Memory) -> None:
    heard: list[int] = []
    requests = [Request(source="One"), Request(source="Two")]
    answers = dict(find_candidates(make_drafting(memory, FakeEngine({"One": []})), requests, heard.append))
    assert [source for source, candidates in answers.items() if candidates] == ["Two"]
    assert sum(heard) == 1


def test_the_first_request_of_a_source_stands_for_all(memory: Memory) -> None:
    engine = FakeEngine()
    requests = [Request(source="One", previous="Zero"), Request(source="Two"), Request(source="One", previous="Two")]
    list(find_candidates(make_drafting(memory, engine), requests))
    assert engine.previous == {"One": "Zero", "Two": ""}


def test_the_engine_gets_marks_and_the_draft_has_what_they_stand_for(memory: Memory) -> None:
    engine = FakeEngine({"See [X1X] the map [X2X].": [Candidate(text="انظر [X1X] الخريطة [X2X].")]})
    assert draft_sources(make_drafting(memory, engine), [MAP])[MAP].target == "انظر [الخريطة](map.svg)."
    assert engine.asked == ["See [X1X] the map [X2X]."]


def test_an_engine_may_name_its_own_marks(memory: Memory) -> None:
    engine = FakeEngine()
    engine.marks = ("<1>", "<2>")
    draft_sources(make_drafting(memory, engine), [MAP])
    assert engine.asked[0] == "See <1> the map <2>."


def test_an_engine_without_marks_gets_the_text_as_it_stands(memory: Memory) -> None:
    engine = EchoEngine()
    engine.marks = ()
    draft_sources(make_drafting(memory, engine), [MAP])
    assert engine.asked == [MAP]


def test_where_every_candidate_lost_a_mark_the_text_is_translated_as_it_stands(memory: Memory) -> None:
    engine = FakeEngine({MAP: [Candidate(text="انظر الخريطة.")]})
    heard: list[int] = []
    draft = draft_sources(make_drafting(memory, engine), [MAP, "One"], heard.append)[MAP]
    assert engine.asked == ["See [X1X] the map [X2X].", "One", MAP]
    assert sum(heard) == 2
    assert "placeholders" in {finding.check for finding in draft.assessment.findings}


def test_one_candidate_that_kept_the_marks_is_enough(memory: Memory) -> None:
    offers = [Candidate(text="انظر الخريطة."), Candidate(text="انظر [X1X] الخريطة [X2X].")]
    engine = FakeEngine({"See [X1X] the map [X2X].": offers})
    assert draft_sources(make_drafting(memory, engine), [MAP])[MAP].target == "انظر [الخريطة](map.svg)."
    assert MAP not in engine.asked


def test_long_lists_reach_the_engine_in_windows(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.translate.drafting.WINDOW", 2)
    engine = FakeEngine(backwards=True)
    draft_sources(make_drafting(memory, engine), ["One", "Two", "Three"])
    assert engine.asked == ["Two", "One", "Three"]
