"""The embedded default engine: Gemma 3 270M with the project's own English-Arabic adapter."""

from __future__ import annotations

from pipeline.translate.engines.protocol import Engine, ModelRow, Registration, Report
from pipeline.translate.engines.settings import EngineSettings


def _make(settings: EngineSettings, report: Report) -> Engine:
    from pipeline.translate.engines.draft.engine import DraftEngine

    return DraftEngine(report, beams=settings.beams)


def _list_models() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.draft.engine import models

    return models()


ENGINE = Registration(
    name="draft",
    summary="the embedded English-Arabic model: works without a hub and without a GPU",
    quality="a small embedded model: for gist only, expect wrong words, names and numbers; review every sentence",
    settings=EngineSettings,
    make=_make,
    models=_list_models,
)
