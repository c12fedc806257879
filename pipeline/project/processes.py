"""Many articles at once: how many processes are worth starting, and how work is shared out to them.

The work on one article is a function of values that can be pickled, and so is what it returns. Results come in the
order of the articles, whoever worked on them: the process that asks works too, while it would have to wait for others.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from multiprocessing import current_process, get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

_LEAST_SECONDS = 0.75
"""Seconds of work that make another process worth its start, which takes half a second."""
_PACE = 1_000_000
"""Bytes of an article that one process reads, and makes a catalog or an edition of, in a second."""
_LARGEST_CHUNK = 4
_CHUNKS = 4
"""Shares that each process gets one after the other, at least, so that all end at about the same time."""
_AHEAD = 3
"""Shares begun or waiting for each other process: it never waits itself, and has little left at the end."""
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

    What another process raises, or cannot send back, is done again by this one. Where no processes can be started, or
    one of them is killed, this one does what is left. Ctrl-C is for this one to answer: what has not begun is not done
    any more.
    """
    done = 0
    try:
        if processes > 1:
            with suppress(BrokenProcessPool, ImportError, OSError):  # too little memory, or no semaphores in a sandbox
                for result in _together(work, items, processes):
                    done += 1
                    yield result
        yield from (_do(work, item) for item in items[done:])
    finally:
        gc.unfreeze()
        _set_aside.cache_clear()


def _do(work: Callable[[_Item], _Result], item: _Item) -> _Result:
    result = work(item)
    _set_aside()
    return result


@cache  # to count what is set aside, and so to see that it is, would take a millisecond each time
def _set_aside() -> None:
    """Keep what the first article loaded out of the search for garbage, which would look through it again and again."""
    gc.freeze()


def _together(work: Callable[[_Item], _Result], items: Sequence[_Item], processes: int) -> Iterator[_Result]:
    size = max(1, min(_LARGEST_CHUNK, len(items) // (processes * _CHUNKS)))
    chunks = iter([items[start : start + size] for start in range(0, len(items), size)])
    begun: deque[tuple[Sequence[_Item], Future[list[_Result]]]] = deque()
    with ProcessPoolExecutor(
        processes - 1, mp_context=get_context(_START), initializer=_begin, initargs=(work,)
    ) as pool:
        while True:
            free = (processes - 1) * _AHEAD - sum(not future.done() for _, future in begun)
            with _interrupts_blocked():
                begun.extend((chunk, pool.submit(_do_chunk, chunk)) for chunk in islice(chunks, max(0, free)))
            if not begun:
                return
            if begun[0][1].done() or (mine := next(chunks, None)) is None:
                yield from _take(work, *begun.popleft())
            else:
                begun.append((mine, _finish(work, mine)))


def _take(work: Callable[[_Item], _Result], chunk: Sequence[_Item], future: Future[list[_Result]]) -> Iterator[_Result]:
    """Yield the results of a chunk; where there are none, do it here, so that an item spoils its own result alone."""
    try:
        results = future.result()
    except BrokenProcessPool:
        raise
    except Exception:  # noqa: BLE001 - raised again by the item that it belongs to
        results = None
    yield from (_do(work, item) for item in chunk) if results is None else results


def _finish(work: Callable[[_Item], _Result], chunk: Sequence[_Item]) -> Future[list[_Result]]:
    """Do a chunk in this process."""
    future: Future[list[_Result]] = Future()
    try:
        future.set_result([_do(work, item) for item in chunk])
    except Exception as error:  # noqa: BLE001 - raised again where the result would be
        future.set_exception(error)
    return future


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start processes that ignore Ctrl-C from their beginning; a Ctrl-C that comes meanwhile waits."""
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
    Thread(target=_end_with_parent, daemon=True).start()
    _works[:] = [work]


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, killed for instance: nobody takes its results."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _do_chunk(chunk: Sequence[Any]) -> list[Any]:
    return [_do(_works[0], item) for item in chunk]
