"""A worker of a cluster leaves what a run on one machine leaves, its records included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import __version__
from pipeline.cluster import worker as workers
from pipeline.cluster.worker import Worker
from pipeline.localize.job import Job, Observer
from pipeline.localize.records import open_records
from pipeline.localize.run import Start, prepare
from pipeline.project.progress import no_progress
from pipeline.sources.article import find_articles
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from tests.fake_engine import FakeEngine
from tests.localize.test_records import edit_source, project, run

__all__ = ["project"]


def run_by_workers(project: Path, *, keeps: bool = True) -> Start:
    """Localize a project's articles as a driver with two workers does; return what the driver began with."""

    @contextmanager
    def make_job(_: Callable[[str], None]) -> Iterator[Job]:
        with Memory(project / ".newsloc" / "memory.sqlite") as memory:
            yield Job(
                project=project,
                languages=("ar",),
                glossary=load_glossary(),
                memory=memory,
                engine_for=lambda _: FakeEngine(),
            )

    with make_job(lambda _: None) as made, open_records(project) as records:
        job = replace(made, records=records if keeps else None)
        observer = Observer(say=lambda _: None, progress=no_progress)
        prepared = prepare(job, find_articles(project), observer)
        try:
            while True:
                next(prepared)
        except StopIteration as end:
            start: Start = end.value
        reviewed = start.recorder.reviewed if start.recorder else None
        for half in (start.paths[::2], start.paths[1::2]):
            worker = Worker(make_job, project, start.ledger, reviewed, __version__)
            result = worker.localize(half)
            if start.recorder:
                result.records.hand_over(start.recorder.keeper)
    return start


@pytest.fixture(autouse=True)
def free_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the process of the tests as it is."""
    monkeypatch.setattr(workers, "current_process", SimpleNamespace)


def test_what_workers_did_is_left_closed_by_the_next_run_of_either_kind(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(run_by_workers(project).paths) == 5
    assert run_by_workers(project).paths == []
    again = run(project, monkeypatch)
    assert again.opened == []
    assert len(again.result.rows) == 5
    edit_source(project, "vote-1", "Buses start", "Ferries start")
    assert [path.stem for path in run_by_workers(project).paths] == ["vote-1"]
    assert run(project, monkeypatch).opened == []


def test_workers_keep_no_records_where_the_driver_keeps_none(project: Path) -> None:
    for _ in range(2):
        assert len(run_by_workers(project, keeps=False).paths) == 5
