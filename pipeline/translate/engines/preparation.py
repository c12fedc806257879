"""Get models ready ahead of time: download, convert, and try each on a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import EngineError
from pipeline.translate.engines import AUTO, find_engine, for_engine, list_models, make_engine
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.checkpoints.download import Progress, download, offline_error
from pipeline.translate.engines.checkpoints.folders import identify, is_folder, known_licence
from pipeline.translate.engines.checkpoints.licences import require_permission
from pipeline.translate.engines.checkpoints.pretrained import INSTALL
from pipeline.translate.engines.selection import DRAFT, TRAINED, MachineProbes, is_converted, lacks_packages
from pipeline.translate.engines.seq2seq import CTRANSLATE2, Seq2SeqSettings
from pipeline.translate.engines.seq2seq.conversion import QUANTIZATION, converted_folder
from pipeline.translate.engines.seq2seq.runtimes import choose_runtime
from pipeline.translate.engines.settings import EngineSettings
from pipeline.translate.engines.trial import EngineTrial, try_engine

if TYPE_CHECKING:
    from pipeline.model import Direction
    from pipeline.translate.engines.pairs import Engines
    from pipeline.translate.engines.protocol import Report

FROM_HUB = (TRAINED, "causal")
"""The engines whose models come from the hub or lie in a folder."""


Bar = Callable[[str], AbstractContextManager[Progress]]
"""Shows how far the download of a model is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationObserver:
    """Receives the progress of a preparation: ``say`` shows a line, ``bar`` a download where that is possible."""

    say: Report
    bar: Bar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedModel:
    """A model that is ready.

    ``fresh`` tells whether there was anything to do; ``size`` is what it takes on the disk, in bytes.
    """

    direction: Direction
    engine: str
    label: str
    licence: str | None
    size: int
    fresh: bool
    trial: EngineTrial


def resolve(settings: EngineSettings, direction: Direction, probes: MachineProbes | None = None) -> EngineSettings:
    """Return the settings with the engine that ``auto`` stands for, whether or not its model can be had now."""
    if settings.engine != AUTO:
        return settings
    trained = for_engine(settings, TRAINED)
    if settings.model or not lacks_packages(trained, direction, probes or MachineProbes()):
        return trained
    return for_engine(settings, DRAFT)


def runs_converted(settings: EngineSettings, direction: Direction) -> bool:
    """Tell whether a direction's model will be converted, or was."""
    return isinstance(settings, Seq2SeqSettings) and choose_runtime(settings, direction) == CTRANSLATE2


def model_of(settings: EngineSettings, direction: Direction) -> tuple[str, str | None] | None:
    """Return the model that a direction's engine loads, a hub id or a folder, and its revision.

    None where the engine has its own, asks a server, or was given none.
    """
    if settings.engine in FROM_HUB and settings.model:
        return settings.model, settings.revision
    if settings.engine != TRAINED:
        return None
    row = hub.recommended(direction)
    return row.model, row.revision


def prepare(settings: EngineSettings, direction: Direction, observer: PreparationObserver) -> PreparedModel:
    """Do all that the first use of a direction's engine would wait for, and translate a sentence.

    :raises EngineError: if the model cannot be had, does not load, or does not translate the direction
    """
    said: list[str] = []

    def report(line: str) -> None:
        said.append(line)
        observer.say(line)

    _fetch(settings, direction, report, observer.bar)
    engine = make_engine(settings, report)
    trial = try_engine(engine, direction)
    return PreparedModel(
        direction=direction,
        engine=engine.name,
        label=engine.label(direction),
        licence=find_licence(settings, direction),
        size=sum(map(measure, find_places(settings, direction))),
        fresh=bool(said),
        trial=trial,
    )


def _fetch(settings: EngineSettings, direction: Direction, report: Report, bar: Bar | None) -> None:
    """Download the direction's model, if that is still to be done."""
    named = model_of(settings, direction)
    if named is None:
        return
    model, revision = named
    require_permission(model, known_licence(model, revision), accepted=settings.accept_license)
    if runs_converted(settings, direction) and is_converted(model, revision):
        return
    if not hub.torch_installed():
        raise EngineError(f"{model}: PyTorch is not installed; run {INSTALL}, or use --engine draft")
    if is_folder(model) or hub.is_cached(model, revision):
        return
    if settings.offline:
        raise offline_error(model, revision)
    with bar(model) if bar else nullcontext() as progress:
        download(model, revision, accept_license=settings.accept_license, report=report, progress=progress)


def find_licence(settings: EngineSettings, direction: Direction) -> str | None:
    """Return the licence of a direction's model, as far as it is known."""
    named = model_of(settings, direction)
    if named is None:
        return next((row.licence for row in find_engine(settings.engine).models()), None)
    return known_licence(*named) or next((row.licence for row in list_models() if row.model == named[0]), None)


def find_places(settings: EngineSettings, direction: Direction) -> tuple[Path, ...]:
    """Return the folders that a direction's model takes on this machine."""
    named = model_of(settings, direction)
    if named is None:
        return tuple(row.cached for row in find_engine(settings.engine).models() if row.cached)
    folders = [Path(named[0]).expanduser() if is_folder(named[0]) else hub.cached_folder(*named)]
    if runs_converted(settings, direction):
        folders.append(converted_folder(identify(*named), QUANTIZATION))
    return tuple(folder for folder in folders if folder and folder.is_dir())


def measure(folder: Path) -> int:
    """Return the bytes that the files below a folder hold; what links lead to counts."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def prepare_all(
    engines: Engines, directions: Sequence[Direction], observer: PreparationObserver
) -> Iterator[tuple[Direction, PreparedModel | EngineError]]:
    """Prepare each direction; one that fails stops no other. Where ``auto`` may fall back on it, ``draft``, too."""
    wanted = [(direction, engines.of(direction)) for direction in directions]
    plans = [(direction, resolve(settings, direction)) for direction, settings in wanted]
    draft = next((plan for plan in wanted if plan[1].engine == AUTO and _drafts(plan[1], plan[0])), None)
    if draft and not any(settings.engine == DRAFT for _, settings in plans):
        plans.append((draft[0], for_engine(draft[1], DRAFT)))
    for direction, settings in plans:
        observer.say(f"{direction}: preparing {settings.engine}")
        try:
            yield direction, prepare(settings, direction, observer)
        except EngineError as error:
            yield direction, error


def _drafts(settings: EngineSettings, direction: Direction) -> bool:
    return not settings.model and make_engine(for_engine(settings, DRAFT)).supports(direction)
