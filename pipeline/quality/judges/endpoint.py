"""A language model on any server with OpenAI's interface judges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Direction, Pair, Request
from pipeline.quality.judges.language_model import Reply, judge_pairs
from pipeline.quality.judges.protocol import Cost, Judge, Judged, JudgeKind, Report
from pipeline.quality.judges.question import PROMPT, SCHEMA, make_lots
from pipeline.translate.engines.endpoint import EndpointSettings

MOST = 8
"""Pairs in one question: the question itself is as long as about six sentences with their translations."""


class EndpointJudge:
    """One model on one server; its address, key and time limits are those of the endpoint engine."""

    name = "endpoint"

    def __init__(self, settings: EndpointSettings, report: Report) -> None:
        from pipeline.translate.engines.endpoint.engine import EndpointEngine

        self._engine = EndpointEngine(replace(settings, template=PROMPT), report)

    def label(self, direction: Direction) -> str:
        """Return the model and the digest of the question.

        :raises EngineError: if no model is named, and the server does not have just one
        """
        return self._engine.label(direction)

    def count_calls(self, pairs: Sequence[Pair]) -> int:
        """Return the number of requests."""
        return sum(1 for _ in make_lots(pairs, MOST))

    def judge(self, pairs: Sequence[Pair], direction: Direction) -> Iterator[Judged]:
        """Yield judgements as the answers arrive.

        :raises EngineError: if the server is down, or does not answer to us
        """
        return judge_pairs(self._ask, pairs, direction, f"{self.name} {self.label(direction)}", MOST)

    def _ask(self, requests: Sequence[Request], direction: Direction) -> Iterator[tuple[int, Reply]]:
        from pipeline.translate.engines.endpoint.completions import SamplingOptions
        from pipeline.translate.engines.endpoint.engine import MORE_ROOM

        options = SamplingOptions(schema=SCHEMA, room=MORE_ROOM)  # some models think aloud first
        for number, answer in self._engine.answer(requests, direction, options):
            if answer is None:
                yield number, Reply(text="", cost=Cost(calls=1))
            else:
                yield number, Reply(text=answer.text, cost=Cost(calls=1, read=answer.read, written=answer.written))


def _make(settings: EndpointSettings, report: Report) -> Judge:
    return EndpointJudge(settings, report)


JUDGE = JudgeKind(
    name="endpoint",
    summary="a language model on a server with OpenAI's interface: error spans and a score of 0-100; any languages",
    engine="endpoint",
    make=_make,
)
