"""Many articles at once: how many processes are worth starting, and how work is shared out to them.

The work on one article is a function of values that can be pickled, and so is what it returns. Results come in the
order of the articles, whoever worked on them.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import current_process, get_context
from pathlib import Path
from typing import Any, TypeVar

_LEAST_SECONDS = 0.75
"""Work of one process alone that is worth starting another for: to start one takes half a second."""
_PACE = 1_000_000
"""Bytes of an article that one process reads, and makes a catalog or an edition of, in a second."""
_LARGEST_CHUNK = 16
_CHUNKS = 4
"""Shares that each process gets one after the other, so that all end at about the same time."""
# They start anew: a fork would copy the locks of whatever threads the libraries have started.
_START = "spawn"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def usable_cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count_processes(seconds: float, articles: int) -> int:
    """Return how many processes are worth starting for work that takes one of them so many seconds.

    As many as there are cores to use, at most; one where the work is small, or where this process may start no others.
    """
    if current_process().daemon:
        return 1
    return max(1, min(usable_cores(), articles, int(seconds / _LEAST_SECONDS)))


def seconds_for(paths: Iterable[Path], languages: int) -> float:
    """Return how long one process would take to make catalogs or editions of articles, by their size."""
    size = sum(path.stat().st_size for path in paths if path.is_file())
    return size * (1 + languages) / _PACE


def share_out(work: Callable[[_Item], _Result], items: Sequence[_Item], processes: int) -> Generator[_Result]:
    """Yield what the work gives for each item, in order. What it raises for one is raised where its result would be.

    Where no processes can be started, or one of them is killed, this one does what is left. Ctrl-C is for this one to
    answer: what has not begun is not done any more.
    """
    done = 0
    if processes > 1:
        try:
            for result in _together(work, items, processes):
                done += 1
                yield result
        except (BrokenProcessPool, ImportError, OSError):  # too little memory, or no semaphores, as in some sandboxes
            pass
    yield from _alone(work, items[done:])


def _alone(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterator[_Result]:
    try:
        for number, item in enumerate(items):
            if number == 1:
                gc.freeze()  # looking through all that is loaded for what can go would take a tenth of the time
            yield work(item)
    finally:
        gc.unfreeze()


def _together(work: Callable[[_Item], _Result], items: Sequence[_Item], processes: int) -> Iterator[_Result]:
    chunk = max(1, min(_LARGEST_CHUNK, len(items) // (processes * _CHUNKS)))
    context = get_context(_START)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(work,)) as pool:
        with _deaf_children():
            results = pool.map(_do, items, chunksize=chunk)
        yield from results


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach, not even before they have begun; it waits for this one meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_works: list[Callable[[Any], Any]] = []
"""The work of this process, if another one started it."""


def _begin(work: Callable[[Any], Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _works[:] = [work]


def _do(item: Any) -> Any:
    result = _works[0](item)
    if not gc.get_freeze_count():
        gc.freeze()
    return result
