"""A language model on any server with OpenAI's interface judges; address, key and limits are the endpoint engine's."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pipeline.quality.judges.language_model import LanguageModelJudge
from pipeline.quality.judges.protocol import Judge, JudgeKind, Report
from pipeline.quality.judges.question import PROMPT, SCHEMA
from pipeline.translate.engines.endpoint import EndpointSettings

MOST = 8
"""Pairs in one question: the question itself is as long as about six sentences with their translations."""


def _make(settings: EndpointSettings, report: Report) -> Judge:
    from pipeline.translate.engines.endpoint.completions import SamplingOptions
    from pipeline.translate.engines.endpoint.engine import MORE_ROOM, EndpointEngine

    engine = EndpointEngine(replace(settings, template=PROMPT), report)
    ask = partial(engine.answer, attempt=SamplingOptions(schema=SCHEMA, room=MORE_ROOM))  # some models think aloud
    return LanguageModelJudge(name="endpoint", label=engine.label, ask=ask, most=MOST)


JUDGE = JudgeKind(
    name="endpoint",
    summary="a language model on a server with OpenAI's interface: error spans and a score of 0-100; any languages",
    engine="endpoint",
    make=_make,
)
