"""Second opinions: another engine's target."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import EngineError
from pipeline.model import Candidate, Direction, Pair, Score
from pipeline.quality.choice import Choosing, draft_sources
from pipeline.quality.opinions import Opinions
from pipeline.translate.drafting import Drafting
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from tests.fake_engine import FakeEngine

EN_AR = Direction(source="en", target="ar")
SOURCE = "The council met on Monday."
TARGET = "اجتمع المجلس يوم الاثنين."
OTHER = "عقد المجلس اجتماعه الاثنين."


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "memory.sqlite") as memory:
        yield memory


class Desk:
    """Chooses one engine for all directions, counts how often, and keeps what is said."""

    def __init__(self, memory: Memory, engine: FakeEngine, *, knows: bool = True) -> None:
        self.engine = engine
        self.chosen: list[Direction] = []
        self.said: list[str] = []
        self.knows = knows
        self.opinions = Opinions(engine_for=self.choose, glossary=load_glossary(), memory=memory, say=self.said.append)

    def choose(self, direction: Direction) -> FakeEngine:
        self.chosen.append(direction)
        if not self.knows:
            raise EngineError("nobody knows this direction")
        return self.engine


def make_engine(name: str = "other") -> FakeEngine:
    engine = FakeEngine({SOURCE: [Candidate(text=OTHER)]})
    engine.name = name
    return engine


def pair(source: str = SOURCE, target: str = TARGET) -> Pair:
    return Pair(source=source, target=target, source_language="en", target_language="ar")


def test_another_engine_translates_each_source_once(memory: Memory) -> None:
    desk = Desk(memory, make_engine())
    first, second = desk.opinions.ask([pair(), pair(target="نص")], ["fake x", ""])
    assert (first.second, second.second) == (OTHER, OTHER)
    assert (desk.engine.asked, desk.chosen) == ([SOURCE], [EN_AR])


def test_an_engine_is_no_second_opinion_on_itself(memory: Memory) -> None:
    desk = Desk(memory, make_engine())
    (found,) = desk.opinions.ask([pair()], ["other fake-ar@1"])
    assert found.second is None
    assert desk.engine.asked == []


def test_opinions_are_kept_in_the_memory_like_drafts(memory: Memory) -> None:
    Desk(memory, make_engine()).opinions.ask([pair()], [""])
    desk = Desk(memory, make_engine())
    assert desk.opinions.ask([pair()], [""])[0].second == OTHER
    assert desk.engine.asked == []


def test_where_nobody_can_be_asked_the_pairs_stay_as_they_are_and_it_is_said_once(memory: Memory) -> None:
    desk = Desk(memory, make_engine(), knows=False)
    pairs = [pair(), pair("Again.")]
    assert desk.opinions.ask(pairs, ["", ""]) == pairs
    assert desk.opinions.ask(pairs, ["", ""]) == pairs
    assert len(desk.said) == len(desk.chosen) == 1
    assert "no second opinion" in desk.said[0]


def test_an_engine_that_breaks_costs_the_opinion_and_nothing_else(memory: Memory) -> None:
    engine = FakeEngine(fails_after=0)
    desk = Desk(memory, engine)
    assert desk.opinions.ask([pair()], [""]) == [pair()]
    assert "broke" in desk.said[0]


def test_no_pairs_need_no_engine(memory: Memory) -> None:
    desk = Desk(memory, make_engine())
    assert desk.opinions.ask([], []) == []
    assert desk.chosen == []


def test_a_drafts_score_rests_on_the_second_opinion(memory: Memory) -> None:
    drafter = FakeEngine({SOURCE: [Candidate(text=TARGET)]})

    def draft(second: FakeEngine | None) -> tuple[int, set[str]]:
        opinions = Desk(memory, second).opinions if second else None
        drafting = Drafting(engine=drafter, direction=EN_AR, glossary=load_glossary(), memory=memory)
        assessment = draft_sources(drafting, [SOURCE], choosing=Choosing(opinions=opinions))[SOURCE].assessment
        assert isinstance(assessment.score, Score)
        return assessment.score.percent, set(assessment.used)

    agreeing, against = make_engine("agreeing"), make_engine("against")
    agreeing.table = {SOURCE: [Candidate(text=TARGET)]}
    against.table = {SOURCE: [Candidate(text="قطف الأولاد التفاح من البستان.")]}
    score_with, used_with = draft(agreeing)
    score_against, used_against = draft(against)
    assert "agreement" in used_with & used_against
    assert "agreement" not in draft(None)[1]
    assert score_with > score_against
