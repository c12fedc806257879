"""The job of `newsloc localize`, made from the command line and the settings: by the command, and by each worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli import options
from pipeline.localize.shard import WHOLE, Shard
from pipeline.model import Direction
from pipeline.project.progress import no_progress

if TYPE_CHECKING:
    from pipeline.cli.settings import Settings
    from pipeline.localize.job import EngineFor, Job
    from pipeline.translate.engines.pairs import Engines
    from pipeline.translate.engines.protocol import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asked for; workers on other machines get it as it is."""

    project: Path
    engine: str | None = None
    judge: str | None = None
    redraft: bool = False
    offline: bool = False
    dry_run: bool = False
    shard: Shard = WHOLE


@contextmanager
def open_job(asked: Asked, settings: Settings, say: Callable[[str], None]) -> Iterator[Job]:
    """Yield the job, its memory open; *say* hears which engines were chosen, and why.

    :raises NewslocError: if the settings are wrong, or the memory cannot be used
    """
    from pipeline.localize.job import Job
    from pipeline.translate.engines import NO_TRANSLATIONS
    from pipeline.translate.engines.selection import foresee

    engines = options.make_engines(settings, asked.engine, offline=asked.offline)
    glossary = options.make_glossary(asked.project, settings)
    with settings.translation.memory.open(asked.project) as memory:
        yield Job(
            project=asked.project,
            languages=settings.languages,
            glossary=glossary,
            memory=memory,
            engine_for=_engine_chooser(engines, say, scored=settings.quality.score),
            rules=settings.quality.rules,
            front_matter=settings.sources.front_matter,
            due=settings.build.due,
            redraft=asked.redraft,
            translates=cache(lambda direction: engines.of(direction).engine not in NO_TRANSLATIONS),
            dry_run=asked.dry_run,
            foresee=cache(lambda direction: foresee(engines.of(direction), direction)),
            judging=options.make_judging(
                asked.judge, settings, memory, say, offline=asked.offline, progress=no_progress
            ),
            scored=settings.quality.score,
            shard=asked.shard,
        )


def _engine_chooser(engines: Engines, say: Callable[[str], None], *, scored: bool) -> EngineFor:
    from pipeline.project.extras import DRAFT, require
    from pipeline.translate.engines import NO_TRANSLATIONS

    def engine_for(direction: Direction) -> Engine:
        choice = options.choose_engine(engines, direction, say)
        if scored and choice.engine.name not in NO_TRANSLATIONS:
            require(DRAFT, f"the score of what the {choice.engine.name} engine translates")
        say(f"{direction}: {choice.reason}")
        return choice.engine

    return engine_for
