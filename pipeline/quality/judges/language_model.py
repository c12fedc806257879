"""Judge with a language model: pairs are asked about together, and once more alone where an answer is not sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.model import Direction, Pair, Request
from pipeline.quality.judges.answer import ReadJudgement, read_judgements
from pipeline.quality.judges.protocol import Cost, Judged
from pipeline.quality.judges.question import make_lots, make_request


class Answer(Protocol):
    """What an engine's model wrote, empty where it did not answer, and the tokens that this took."""

    @property
    def text(self) -> str:
        """The answer as it stands."""

    @property
    def read(self) -> int:
        """Tokens of the question."""

    @property
    def written(self) -> int:
        """Tokens of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelJudge:
    """A judge whose questions an engine's model answers.

    ``label`` and ``ask`` are the engine's; every index of the requests is answered once, in any order. ``most`` is the
    number of pairs in one question.
    """

    name: str
    label: Callable[[Direction], str]
    ask: Callable[[Sequence[Request], Direction], Iterator[tuple[int, Answer]]]
    most: int

    def count_calls(self, pairs: Sequence[Pair]) -> int:
        """Return the number of questions."""
        return sum(1 for _ in make_lots(pairs, self.most))

    def judge(self, pairs: Sequence[Pair], direction: Direction) -> Iterator[Judged]:
        """Yield what the model says of pairs, as it answers.

        A pair whose answer is missing, or names an error that is not sound, is asked about again, alone. What is not
        sound then is left out; a pair without a score never comes.

        :raises EngineError: if the model does not answer at all
        """
        again: list[int] = []
        for lot, read, cost in self._ask(pairs, list(make_lots(pairs, self.most)), direction):
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
        judge = f"{self.name} {self.label(direction)}"
        for number, answer in self.ask(requests, direction) if requests else ():
            lot = lots[number]
            read = read_judgements(answer.text, [pairs[index] for index in lot], judge)
            cost = Cost(calls=1, read=answer.read, written=answer.written)
            yield lot, {lot[place]: found for place, found in read.items()}, cost
