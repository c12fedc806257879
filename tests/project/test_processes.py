"""Work shared out to processes: how many are started, what comes back, and what happens when one fails."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from evaluations.generated import write_project
from pipeline.project import processes
from pipeline.project.processes import count_processes, seconds_for, share_out
from tests.patience import PATIENCE

COUNTS = [
    # seconds of work, articles, cores, processes
    (0.0, 0, 4, 1),
    (0.1, 100, 4, 1),
    (1.4, 100, 4, 1),
    (1.5, 100, 4, 2),
    (60.0, 100, 4, 4),
    (60.0, 3, 4, 3),
    (60.0, 100, 1, 1),
]
INTERRUPTED = """
import signal, sys, time
from pathlib import Path
from pipeline.project.processes import share_out
from tests.project.test_processes import touch_slowly

if __name__ == "__main__":
    # Shells start background jobs, and the tests in them, with the signal ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(sys.argv[1])
    try:
        list(share_out(touch_slowly, [folder / str(number) for number in range(400)], 2))
    except KeyboardInterrupt:
        print("stopped")
"""


def square(number: int) -> int:
    return number * number


def refuse_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def answer_what_cannot_be_sent(number: int) -> object:
    """Return a function that only the first process can take, for one of the numbers."""
    return (lambda: number) if number == 3 else number


def process_of(_: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def end_unless(parent: int) -> int:
    if os.getpid() != parent:
        os._exit(1)
    return parent


def touch_slowly(path: Path) -> None:
    import time

    path.touch()
    time.sleep(0.05)


def count_in_a_child(found: object) -> None:
    found.put(count_processes(60, 100))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("seconds", "articles", "cores", "expected"), COUNTS)
def test_processes_are_started_where_there_is_enough_to_do(
    monkeypatch: pytest.MonkeyPatch, seconds: float, articles: int, cores: int, expected: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)), raising=False)
    assert count_processes(seconds, articles) == expected


def test_without_affinity_all_cores_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert count_processes(60, 100) == 3


@pytest.mark.parametrize(("articles", "processes"), [(10, 1), (100, 2)])
def test_a_hundred_articles_are_worth_another_process_and_ten_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: int, processes: int
) -> None:
    monkeypatch.setattr("pipeline.project.processes.usable_cores", lambda: 2)
    write_project(tmp_path, articles)
    paths = sorted((tmp_path / "source").rglob("*.md"))
    assert count_processes(seconds_for(paths, 1), len(paths)) == processes


def test_a_process_that_may_start_none_does_it_all() -> None:
    context = get_context("spawn")
    found = context.SimpleQueue()
    child = context.Process(target=count_in_a_child, args=(found,), daemon=True)
    child.start()
    child.join()
    assert found.get() == 1


@pytest.mark.parametrize("start", ["spawn", "fork"])
def test_results_come_in_order_from_processes_of_either_kind(monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    monkeypatch.setattr(processes, "_START", start)
    assert list(share_out(square, range(40), 2)) == [number * number for number in range(40)]
    workers = set(share_out(process_of, range(100), 2))
    assert len(workers) == 2
    assert os.getpid() in workers  # it does not only wait
    assert gc.get_freeze_count() == 0


def test_one_process_does_it_itself_and_leaves_the_collector_as_it_was() -> None:
    assert set(share_out(process_of, range(3), 1)) == {os.getpid()}
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()
    assert list(share_out(square, [], 2)) == []


@pytest.mark.parametrize("count", [1, 2])
def test_what_the_work_raises_is_raised_in_its_place(count: int) -> None:
    results = share_out(refuse_three, range(6), count)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)


@pytest.mark.parametrize("error", [BrokenProcessPool("x"), ImportError("x"), OSError("x")])
def test_where_no_processes_can_be_started_one_does_it_all(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    class NoPool:
        def __init__(self, *_: object, **__: object) -> None:
            raise error

    monkeypatch.setattr(processes, "ProcessPoolExecutor", NoPool)
    assert list(share_out(square, range(4), 2)) == [0, 1, 4, 9]


def test_what_a_killed_process_leaves_is_done_by_the_first_one() -> None:
    assert list(share_out(end_unless, [os.getpid()] * 8, 2)) == [os.getpid()] * 8


def test_a_result_that_cannot_be_sent_spoils_no_other() -> None:
    results = list(share_out(answer_what_cannot_be_sent, range(40), 2))
    assert [number for number, each in enumerate(results) if each != number] == [3]
    assert callable(results[3])


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the children")
def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen([sys.executable, str(script), str(folder)], env=environment)
    while len(list(folder.iterdir())) < 40 and process.poll() is None:  # by then the worker works too
        time.sleep(0.05)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
    process.kill()
    process.wait()
    deadline = time.monotonic() + PATIENCE
    while any(map(is_alive, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children
    assert not any(map(is_alive, children))


def is_alive(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_results_that_nobody_wants_any_more_are_not_worked_out(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(400)]
    with closing(share_out(touch_slowly, paths, 2)) as results:
        next(iter(results))
        begun = len(list(tmp_path.iterdir()))
    assert len(list(tmp_path.iterdir())) <= begun + processes._AHEAD * processes._LARGEST_CHUNK


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM"])
def test_a_signal_to_all_processes_is_for_the_first_one_to_answer(tmp_path: Path, how: str) -> None:
    script = tmp_path / "run.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while len(list(folder.iterdir())) < 40 and process.poll() is None:  # by then the worker works too
        time.sleep(0.05)
    os.killpg(process.pid, signal.Signals[how])  # as a terminal does, and `timeout`: all processes of the group get it
    said, complaints = process.communicate(timeout=PATIENCE)
    assert (said, complaints) == ("stopped\n", "")
    assert len(list(folder.iterdir())) < 400


def test_items_may_come_one_by_one_and_each_is_begun_when_it_comes() -> None:
    begun: list[int] = []

    def slow_items() -> Iterator[int]:
        for number in range(12):
            begun.append(number)
            yield number

    with closing(share_out(square, slow_items(), 1)) as results:
        assert next(results) == 0
        assert begun == [0]
    begun.clear()
    assert list(share_out(square, slow_items(), 2)) == [number * number for number in range(12)]


def test_what_the_items_raise_is_raised_after_what_came_before_is_done() -> None:
    def broken_items() -> Iterator[int]:
        yield from range(3)
        raise OSError("no more items")

    for count in (1, 2):
        results = share_out(square, broken_items(), count)
        with pytest.raises(OSError, match="no more items"):
            list(results)
