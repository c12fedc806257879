"""Large language models through transformers."""

from __future__ import annotations

from pipeline.project.extras import MODELS, require
from pipeline.translate.engines.protocol import Engine, ModelRow, Registration, Report
from pipeline.translate.engines.settings import PromptedSettings


def _make(settings: PromptedSettings, report: Report) -> Engine:
    from pipeline.translate.engines.causal.engine import CausalEngine

    require(MODELS, "the causal engine")
    return CausalEngine(settings, report)


def _list_models() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.checkpoints.hub import list_hub_models

    return list_hub_models("causal")


ENGINE = Registration(
    name="causal",
    summary="large language models from a hub or a folder: TranslateGemma, Gemma, Qwen and the like",
    quality="a large language model: fluent; check that nothing was added, left out or softened",
    settings=PromptedSettings,
    make=_make,
    models=_list_models,
)
