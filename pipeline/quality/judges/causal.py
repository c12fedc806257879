"""A large language model judges, through transformers: any decoder that follows instructions."""

from __future__ import annotations

from dataclasses import replace

from pipeline.project.extras import MODELS
from pipeline.quality.judges.language_model import LanguageModelJudge
from pipeline.quality.judges.protocol import Judge, JudgeKind, Report
from pipeline.quality.judges.question import PROMPT
from pipeline.translate.engines.settings import PromptedSettings

MOST = 4
"""Pairs in one question: models that run here are smaller than those on servers, and read less at once."""


def _make(settings: PromptedSettings, report: Report) -> Judge:
    from pipeline.translate.engines.causal.engine import CausalEngine

    engine = CausalEngine(replace(settings, template=PROMPT, beams=1), report)
    return LanguageModelJudge(name="causal", label=engine.label, ask=engine.answer, most=MOST)


JUDGE = JudgeKind(
    name="causal",
    summary="a language model through transformers (extra `models`): error spans and a score of 0-100; any languages",
    engine="causal",
    make=_make,
    extra=MODELS,
)
