"""One worker of a cluster: it holds an engine and a connection to the memory, and localizes batches of articles."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from multiprocessing import current_process
from pathlib import Path

from pipeline import __version__
from pipeline.errors import ConfigError, MemoryFault
from pipeline.localize.job import ArticleRow, Failure, Job, Observer
from pipeline.localize.records import NewRecords
from pipeline.localize.run import RunState, localize_window, tell_end
from pipeline.localize.settled import Recorder, digest_job
from pipeline.project.progress import no_progress
from pipeline.quality.ledger import Ledger

MakeJob = Callable[[Callable[[str], None]], AbstractContextManager[Job]]
"""Makes the job of a run, in any process: settings, glossary, engines, an open memory. It hears what engines say."""
PATIENCE = (1, 2, 4, 8, 15, 30, 60)
"""Seconds that a worker waits, one after the other, for a memory that does not answer: servers restart in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What became of a batch, what a person should hear of it, and what the next run need not open."""

    articles: int
    results: tuple[ArticleRow | Failure, ...]
    messages: tuple[str, ...]
    records: NewRecords


class Worker:
    """Localizes batches; its engines load at the first one and stay.

    :param reviewed: the digest of all that is reviewed, where the driver keeps records
    :raises ConfigError: if the machine has not the driver's version, or not the project's folder
    """

    def __init__(self, make_job: MakeJob, project: Path, ledger: Ledger, reviewed: str | None, version: str) -> None:
        if version != __version__:
            raise ConfigError(
                f"this machine has newsloc {__version__}, the driver {version}; install the same everywhere"
            )
        if not project.is_dir():
            raise ConfigError(f"{project}: this machine has no such folder; all share one, at the same path")
        current_process().daemon = True  # a worker has one core, and so starts no other processes
        self._reviewed = reviewed
        self._messages: list[str] = []
        self._opened = make_job(self._messages.append)
        observer = Observer(say=self._messages.append, progress=no_progress)
        self._run = RunState(job=self._opened.__enter__(), observer=observer, ledger=ledger)

    def check(self) -> None:
        """Return when the worker is ready."""

    def localize(self, paths: Sequence[Path]) -> BatchResult:
        """Localize the articles at some paths, and write their catalogs.

        A memory that does not answer is asked again for two minutes: what was written stays, and is done no more.

        :raises MemoryFault: if it stays away
        """
        for seconds in PATIENCE:
            try:
                return self._localize(paths)
            except MemoryFault:
                time.sleep(seconds)
        return self._localize(paths)

    def _localize(self, paths: Sequence[Path]) -> BatchResult:
        # Engines stay from batch to batch; what is told at the end of one is not told again at the next.
        job, records = self._run.job, NewRecords()
        recorder = None
        if self._reviewed is not None:
            recorder = Recorder(job=job, keeper=records, made_by=digest_job(job), reviewed=self._reviewed)
        run = replace(self._run, textless=[], unused=[], failures=deque(), recorder=recorder)
        results = tuple(localize_window(run, paths))
        tell_end(run)
        messages, self._messages[:] = tuple(dict.fromkeys(self._messages)), []
        return BatchResult(articles=len(paths), results=results, messages=messages, records=records)
