"""The models that a project uses, and those worth knowing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Direction
from pipeline.translate.engines import AUTO, list_models, make_engine, seq2seq
from pipeline.translate.engines.checkpoints.folders import known_licence, local_folder
from pipeline.translate.engines.checkpoints.hub import recommended
from pipeline.translate.engines.checkpoints.licences import forbids_commerce
from pipeline.translate.engines.protocol import ModelRow
from pipeline.translate.engines.selection import DRAFT
from pipeline.translate.engines.settings import EngineSettings

if TYPE_CHECKING:
    from pipeline.translate.engines.pairs import Engines


def list_all(engines: Engines, directions: Sequence[Direction]) -> list[ModelRow]:
    """List the models that the settings name, then the others worth knowing; each with the directions that use it."""
    rows = {(row.engine, row.model): row for row in list_models()}
    used: dict[tuple[str, str], ModelRow] = {}
    for direction in directions:
        settings = engines.of(direction)
        engine = seq2seq.ENGINE.name if settings.engine == AUTO else settings.engine
        if engine == DRAFT and not make_engine(settings).supports(direction):
            continue
        model = settings.model or _model_of(engine, direction, rows.values())
        known = used.get((engine, model)) or rows.get((engine, model)) or _configured(engine, model, settings)
        used[engine, model] = replace(known, directions=(*known.directions, direction))
    return [*used.values(), *(row for key, row in rows.items() if key not in used)]


def _model_of(engine: str, direction: Direction, rows: Iterable[ModelRow]) -> str:
    """Return the model that an engine takes where the settings name none."""
    if engine == seq2seq.ENGINE.name:
        return recommended(direction).model
    own = [row.model for row in rows if row.engine == engine]
    return own[0] if len(own) == 1 else "(none named)"


def _configured(engine: str, model: str, settings: EngineSettings) -> ModelRow:
    """Describe a model that only the settings name."""
    folder = local_folder(model, settings.revision)
    licence = known_licence(model, settings.revision)
    return ModelRow(
        engine=engine,
        title="named in the settings",
        model=model,
        revision=settings.revision,
        licence=licence or "not stated",
        cached=folder if folder and folder.is_dir() else None,
        restricted=forbids_commerce(licence),
    )
