"""The engines that ``newsloc evaluate`` measures, and their drafts of a set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.cli import options
from pipeline.cli.messages import tell

if TYPE_CHECKING:
    from pipeline.cli.settings import Settings
    from pipeline.quality.evaluate.sets import ParallelSet
    from pipeline.quality.evaluate.systems import System
    from pipeline.translate.glossary import Glossary
    from pipeline.translate.memory import Memory


def draft_systems(
    project: Path,
    settings: Settings,
    glossary: Glossary,
    samples: ParallelSet,
    names: Sequence[str],
    *,
    redraft: bool,
    offline: bool,
) -> list[System]:
    """Let each engine (``NAME`` or ``NAME:MODEL``; empty for that of the settings) draft a set."""
    from pipeline.quality.choice import Choosing
    from pipeline.quality.evaluate.systems import draft_set
    from pipeline.translate.drafting import Drafting

    if not names:
        return []
    systems = []
    with _open_memory(project, settings, redraft=redraft) as memory:
        for name in dict.fromkeys(names):
            engines = options.make_engines(settings, name, offline=offline)
            direction = samples.direction
            choice = options.choose_engine(engines, direction)
            tell(f"{direction}: {choice.reason}")
            title = choice.engine.name if name in ("", "auto") else name
            drafting = Drafting(engine=choice.engine, direction=direction, glossary=glossary, memory=memory)
            distinct = len({sample.source for sample in samples.samples})
            with options.show_progress(f"{title}, {samples.name}", distinct, "units") as advance:
                systems.append(draft_set(drafting, samples, title, advance, Choosing(rules=settings.quality.rules)))
    return systems


@contextmanager
def _open_memory(project: Path, settings: Settings, *, redraft: bool) -> Iterator[Memory]:
    """Open the project's memory for its drafts; an empty one where all is to be drafted anew."""
    from pipeline.translate.memory import LOCATION, Memory

    with TemporaryDirectory() as folder:
        opened = Memory(Path(folder, LOCATION.name)) if redraft else settings.translation.memory.open(project)
        with opened as memory:
            yield memory
