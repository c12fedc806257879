"""A large language model judges, through transformers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Direction, Pair, Request
from pipeline.project.extras import MODELS
from pipeline.quality.judges.language_model import Reply, judge_pairs
from pipeline.quality.judges.protocol import Cost, Judge, Judged, JudgeKind, Report
from pipeline.quality.judges.question import PROMPT, make_lots
from pipeline.translate.engines.settings import PromptedSettings

MOST = 4
"""Pairs in one question: models that run here are smaller than those on servers, and read less at once."""


class CausalJudge:
    """Any decoder that transformers can load and that follows instructions."""

    name = "causal"

    def __init__(self, settings: PromptedSettings, report: Report) -> None:
        from pipeline.translate.engines.causal.engine import CausalEngine

        self._engine = CausalEngine(replace(settings, template=PROMPT, smoke_test=False, beams=1), report)

    def label(self, direction: Direction) -> str:
        """Return model, revision and the digest of the question.

        :raises EngineError: if no model is named, or it cannot be loaded
        """
        return self._engine.label(direction)

    def count_calls(self, pairs: Sequence[Pair]) -> int:
        """Return the number of questions."""
        return sum(1 for _ in make_lots(pairs, MOST))

    def judge(self, pairs: Sequence[Pair], direction: Direction) -> Iterator[Judged]:
        """Yield judgements as the model writes them.

        :raises EngineError: if the model cannot be loaded, cannot be asked, or runs out of memory
        """
        return judge_pairs(self._ask, pairs, direction, f"{self.name} {self.label(direction)}", MOST)

    def _ask(self, requests: Sequence[Request], direction: Direction) -> Iterator[tuple[int, Reply]]:
        for number, written in self._engine.answer(requests, direction):
            yield number, Reply(text=written.text, cost=Cost(calls=1, read=written.read, written=written.written))


def _make(settings: PromptedSettings, report: Report) -> Judge:
    return CausalJudge(settings, report)


JUDGE = JudgeKind(
    name="causal",
    summary="a language model through transformers (extra `models`): error spans and a score of 0-100; any languages",
    engine="causal",
    make=_make,
    extra=MODELS,
)
