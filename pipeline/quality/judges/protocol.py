"""What a judge is, and how it is registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.model import Direction, Judgement, Pair

Report = Callable[[str], None]
"""Takes one line that says what is being done, for the person who waits."""


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


class Judge(Protocol):
    """Reads source and target together. Cheap to make: a model loads when it is first used."""

    @property
    def name(self) -> str:
        """The kind's name."""

    def label(self, direction: Direction) -> str:
        """Return model and question: part of the memory's keys and of the signal's name, without paths or addresses.

        :raises EngineError: if the model cannot be found
        """

    def count_calls(self, pairs: Sequence[Pair]) -> int:
        """Return how often the model is called for these pairs, if every answer is sound."""

    def judge(self, pairs: Sequence[Pair], direction: Direction) -> Iterator[Judged]:
        """Yield judgements as they come; a pair without a sound answer never comes.

        :raises EngineError: if the model cannot be loaded or does not answer
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeKind:
    """One entry of JUDGES, cheap to import.

    ``engine`` is the engine whose settings of ``[engines]`` it takes: address, device and the like. ``model`` is the
    one it asks where nobody names another, empty where it is the settings'. ``extra`` has the packages that it needs
    beyond those of the score.
    """

    name: str
    summary: str
    engine: str
    make: Callable[[Any, Report], Judge]
    model: str = ""
    extra: str = ""
