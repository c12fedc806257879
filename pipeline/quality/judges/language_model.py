"""Judge with a language model: pairs are asked about together, and once more alone where an answer is not sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Direction, Pair, Request
from pipeline.quality.judges.answer import ReadJudgement, read_judgements
from pipeline.quality.judges.protocol import Cost, Judged
from pipeline.quality.judges.question import make_lots, make_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a language model wrote, empty where it did not answer, and what that cost."""

    text: str
    cost: Cost


Ask = Callable[[Sequence[Request], Direction], Iterator[tuple[int, Reply]]]
"""Asks a language model; every index of the requests comes once, in any order."""


def judge_pairs(ask: Ask, pairs: Sequence[Pair], direction: Direction, judge: str, most: int) -> Iterator[Judged]:
    """Yield what a language model says of pairs.

    A pair whose answer is missing, or names an error that is not sound, is asked about again, alone. What is not sound
    then is left out; a pair without a score never comes.

    :param judge: name and label of the judge
    :param most: pairs in one question
    """
    again: list[int] = []
    for lot, read, cost in _ask(ask, pairs, list(make_lots(pairs, most)), direction, judge):
        sound = {index: found.judgement for index, found in read.items() if not found.refused}
        again += [index for index in lot if index not in sound]
        yield Judged(found=sound, cost=cost)
    for _, read, cost in _ask(ask, pairs, [[index] for index in sorted(again)], direction, judge):
        yield Judged(found={index: found.judgement for index, found in read.items()}, cost=cost)


def _ask(
    ask: Ask, pairs: Sequence[Pair], lots: Sequence[Sequence[int]], direction: Direction, judge: str
) -> Iterator[tuple[Sequence[int], dict[int, ReadJudgement], Cost]]:
    """Yield each lot with what was said of its pairs, by index."""
    requests = [make_request([pairs[index] for index in lot]) for lot in lots]
    for number, reply in ask(requests, direction) if requests else ():
        lot = lots[number]
        read = read_judgements(reply.text, [pairs[index] for index in lot], judge)
        yield lot, {lot[place]: found for place, found in read.items()}, reply.cost
