"""Ask a language model about pairs together, and once more alone where an answer is not sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline.model import Direction, Judgement, Pair, Request
from pipeline.quality.judges.question import PROMPT, SCHEMA, ReadJudgement, make_lots, make_request, read_judgements

if TYPE_CHECKING:
    from pipeline.translate.engines.endpoint import EndpointSettings
    from pipeline.translate.engines.endpoint.completions import ServerAnswer
    from pipeline.translate.engines.protocol import Report

NAME = "endpoint"
"""What a project calls the judge; address, key and limits are those of the engine of that name."""
MOST = 8
"""Pairs in one question: the question itself is as long as about six sentences with their translations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What judging costs. ``read`` and ``written`` are tokens, 0 where nobody counts them."""

    calls: int = 0
    read: int = 0
    written: int = 0

    def __add__(self, other: Cost) -> Cost:
        """Return both together."""
        return Cost(calls=self.calls + other.calls, read=self.read + other.read, written=self.written + other.written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one step of a judge brought: judgements by the index of their pair, and what they cost."""

    found: Mapping[int, Judgement]
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A model that reads source and target together.

    ``label`` gives model and question: part of the memory's keys and of the signal's name, without the address; it
    raises EngineError if no model can be found. ``ask`` answers every index of the requests once, in any order.
    """

    label: Callable[[Direction], str]
    ask: Callable[[Sequence[Request], Direction], Iterator[tuple[int, ServerAnswer]]]

    def name(self, direction: Direction) -> str:
        """Return the name under which its judgements are kept.

        :raises EngineError: if the model cannot be found
        """
        return f"{NAME} {self.label(direction)}"

    def count_calls(self, pairs: Sequence[Pair]) -> int:
        """Return the number of questions for these pairs, if every answer is sound."""
        return sum(1 for _ in make_lots(pairs, MOST))

    def judge(self, pairs: Sequence[Pair], direction: Direction) -> Iterator[Judged]:
        """Yield what the model says of pairs, as it answers.

        A pair whose answer is missing, or names an error that is not sound, is asked about again, alone. What is not
        sound then is left out; a pair without a score never comes.

        :raises EngineError: if the model does not answer at all
        """
        again: list[int] = []
        for lot, read, cost in self._ask(pairs, list(make_lots(pairs, MOST)), direction):
            sound = {index: found.judgement for index, found in read.items() if not found.refused}
            again += [index for index in lot if index not in sound]
            yield Judged(found=sound, cost=cost)
        for _, read, cost in self._ask(pairs, [[index] for index in sorted(again)], direction):
            yield Judged(found={index: found.judgement for index, found in read.items()}, cost=cost)

    def _ask(
        self, pairs: Sequence[Pair], lots: Sequence[Sequence[int]], direction: Direction
    ) -> Iterator[tuple[Sequence[int], dict[int, ReadJudgement], Cost]]:
        """Yield each lot with what was said of its pairs, by index."""
        requests = [make_request([pairs[index] for index in lot]) for lot in lots]
        for number, answer in self.ask(requests, direction) if requests else ():
            lot = lots[number]
            read = read_judgements(answer.text, [pairs[index] for index in lot], self.name(direction))
            cost = Cost(calls=1, read=answer.read, written=answer.written)
            yield lot, {lot[place]: found for place, found in read.items()}, cost


def make_judge(settings: EndpointSettings, report: Report) -> Judge:
    """Return the judge that a server's model is; nothing is asked yet."""
    from pipeline.translate.engines.endpoint.completions import SamplingOptions
    from pipeline.translate.engines.endpoint.engine import MORE_ROOM, EndpointEngine

    engine = EndpointEngine(settings, report, PROMPT)
    ask = partial(engine.answer, attempt=SamplingOptions(schema=SCHEMA, room=MORE_ROOM))  # some models think aloud
    return Judge(label=engine.label, ask=ask)
