"""The systems that ``newsloc evaluate`` measures: engines that draft a set, and files with their targets."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli import options

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.cli.settings import Settings
    from pipeline.model import Direction
    from pipeline.quality.evaluate.sets import ParallelSet
    from pipeline.quality.evaluate.systems import System
    from pipeline.translate.engines.protocol import Engine
    from pipeline.translate.engines.settings import EngineSettings
    from pipeline.translate.glossary import Glossary
    from pipeline.translate.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemSources:
    """Makes systems of engines and files: their settings, glossary and memory."""

    project: Path
    settings: Settings
    glossary: Glossary
    console: Console
    redraft: bool
    offline: bool

    def draft(self, samples: ParallelSet, names: Sequence[str]) -> Iterator[System]:
        """Let each engine draft the set."""
        from pipeline.quality.choice import Choosing
        from pipeline.quality.evaluate.systems import draft_set
        from pipeline.translate.drafting import Drafting

        if not names:
            return
        with self._memory() as memory:
            for name in dict.fromkeys(names):
                engine = self._choose(name, samples.direction)
                drafting = Drafting(
                    engine=engine,
                    direction=samples.direction,
                    glossary=self.glossary,
                    memory=memory,
                )
                title = engine.name if name in ("", "auto") else name
                distinct = len({sample.source for sample in samples.samples})
                with self.watch(f"{title}, {samples.name}", distinct) as advance:
                    yield draft_set(drafting, samples, title, advance, Choosing(rules=self.settings.quality.rules))

    def read(self, samples: ParallelSet, files: Sequence[Path]) -> Iterator[System]:
        """Read the targets of each file."""
        from pipeline.quality.evaluate.systems import read_system

        for path in files:
            yield read_system(path, samples, self.glossary, path.name)

    def watch(self, title: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Show how far a long work is."""
        return options.show_progress(self.console, title, total)

    def _choose(self, name: str, direction: Direction) -> Engine:
        from pipeline.translate.engines.selection import choose

        choice = choose(
            self._engine_settings(name, direction),
            direction,
            report=lambda line: self.console.print(f"  {line}"),
        )
        self.console.print(f"{direction}: {choice.reason}")
        return choice.engine

    def _engine_settings(self, name: str, direction: Direction) -> EngineSettings:
        """Return the settings of an engine named on the command line; an empty name asks for nothing particular."""
        from dataclasses import replace

        engine, _, model = name.partition(":")
        engines = options.make_engines(self.settings, engine, offline=self.offline)
        named = {**engines.command, "model": model} if model else engines.command
        return replace(engines, command=named).of(direction)

    @contextmanager
    def _memory(self) -> Iterator[Memory]:
        """Open the project's memory for its drafts; an empty one where all is to be drafted anew."""
        from pipeline.translate.memory import LOCATION, Memory

        if not self.redraft:
            with self.settings.translation.memory.open(self.project) as memory:
                yield memory
            return
        with tempfile.TemporaryDirectory() as folder, Memory(Path(folder, LOCATION.name)) as memory:
            yield memory
