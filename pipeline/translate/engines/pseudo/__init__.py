"""Pseudo-localization, for layout tests."""

from __future__ import annotations

from pipeline.translate.engines.protocol import Engine, ModelRow, Registration, Report
from pipeline.translate.engines.settings import EngineSettings


def _make(settings: EngineSettings, report: Report) -> Engine:
    from pipeline.translate.engines.pseudo.engine import PseudoEngine

    del settings, report  # nothing to set, nothing to wait for
    return PseudoEngine()


def _list_models() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.pseudo.engine import LABEL

    return (ModelRow(engine="pseudo", title="pseudo-localization rules", model=LABEL, licence="-"),)


ENGINE = Registration(
    name="pseudo",
    summary="pseudo-localization: accented or Arabic-looking text, for layout tests",
    quality="not a translation: altered source text that shows where a layout breaks; never publish it",
    settings=EngineSettings,
    make=_make,
    models=_list_models,
)
