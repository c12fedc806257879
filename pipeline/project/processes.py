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
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from multiprocessing import current_process, get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any, Generic, TypeVar

_LEAST_SECONDS = 0.75
"""Seconds of work that make another process worth its start, which takes half a second."""
_PACE = 100_000
"""Bytes of articles that one process makes catalogs or editions of in a second, engines aside: about 20 articles of
thirty sentences in one language."""
_LARGEST_CHUNK = 4
_CHUNKS = 4
"""Shares that each process gets one after the other, at least, so that all end at about the same time."""
_AHEAD = 3
"""Shares begun or waiting for each other process: it never waits itself, and has little left at the end."""
# They start anew: a fork would copy the locks of whatever threads the libraries have started.
_START = "spawn"
_FOR_FIRST = {signal.SIGINT, signal.SIGTERM} if hasattr(signal, "sigwaitinfo") else {signal.SIGINT}
"""Signals that terminals and schedulers send to all processes of a command: the first one answers them."""

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


def share_out(work: Callable[[_Item], _Result], items: Iterable[_Item], processes: int) -> Generator[_Result]:
    """Yield what the work gives for each item, in order. What it raises for one is raised where its result would be.

    What another process raises, or cannot send back, is done again by this one. Where no processes can be started, or
    one of them is killed, this one does what is left. Ctrl-C and SIGTERM are for this one to answer: what has not begun
    is not done any more. Items may come one by one, from an iterator that has to wait for them: each is begun when it
    comes.
    """
    size = max(1, min(_LARGEST_CHUNK, len(items) // (processes * _CHUNKS))) if isinstance(items, Sequence) else 1
    shares = _Shares(work=work, chunks=in_chunks(items, size))
    try:
        if processes > 1:
            with suppress(_NoProcesses):
                yield from _together(shares, processes)
        for chunk in shares.left():
            yield from (_do(work, item) for item in chunk)
    finally:
        gc.unfreeze()
        _set_aside.cache_clear()


def in_chunks(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield items in lists of at most *size*."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


class _NoProcesses(Exception):  # noqa: N818 - what there is, and no fault of the work
    """No other process can be started, or one was killed: too little memory, no semaphores in a sandbox."""


@dataclass(slots=True, kw_only=True)
class _Shares(Generic[_Item, _Result]):
    """The chunks of some work: those that nobody has begun, and those begun whose results nobody has taken."""

    work: Callable[[_Item], _Result]
    chunks: Iterator[list[_Item]]
    begun: deque[tuple[list[_Item], Future[list[_Result]]]] = field(default_factory=deque)

    def left(self) -> Iterator[list[_Item]]:
        """Yield the chunks without results."""
        yield from (chunk for chunk, _ in self.begun)
        yield from self.chunks


def _do(work: Callable[[_Item], _Result], item: _Item) -> _Result:
    result = work(item)
    _set_aside()
    return result


@cache  # to count what is set aside, and so to see that it is, would take a millisecond each time
def _set_aside() -> None:
    """Keep what the first article loaded out of the search for garbage, which would look through it again and again."""
    gc.freeze()


def _together(shares: _Shares[_Item, _Result], processes: int) -> Iterator[_Result]:
    """Yield the results of chunks that this process and others do.

    :raises _NoProcesses: when there are no others any more; what they had begun is left
    """
    try:
        pool = ProcessPoolExecutor(
            processes - 1, mp_context=get_context(_START), initializer=_begin, initargs=(shares.work,)
        )
    except (BrokenProcessPool, ImportError, OSError) as error:
        raise _NoProcesses from error
    with pool:
        while True:
            free = (processes - 1) * _AHEAD - sum(not future.done() for _, future in shares.begun)
            for chunk in islice(shares.chunks, max(0, free)):
                shares.begun.append((chunk, _submit(pool, chunk)))
            if not shares.begun:
                return
            if shares.begun[0][1].done() or (mine := next(shares.chunks, None)) is None:
                yield from _take(shares)
            else:
                shares.begun.append((mine, _finish(shares.work, mine)))


def _submit(pool: ProcessPoolExecutor, chunk: list[_Item]) -> Future[Any]:
    """Let another process do a chunk; one that cannot be given away is left to this one."""
    with _interrupts_blocked():
        try:
            return pool.submit(_do_chunk, chunk)
        except (BrokenProcessPool, ImportError, OSError) as error:
            lost: Future[Any] = Future()
            lost.set_exception(BrokenProcessPool(str(error)))
            return lost


def _take(shares: _Shares[_Item, _Result]) -> Iterator[_Result]:
    """Yield the results of the first chunk; where there are none, do it here: an item spoils its own result alone."""
    chunk, future = shares.begun[0]
    try:
        results = future.result()
    except BrokenProcessPool as error:
        raise _NoProcesses from error
    except Exception:  # noqa: BLE001 - raised again by the item that it belongs to
        results = None
    shares.begun.popleft()
    yield from (_do(shares.work, item) for item in chunk) if results is None else results


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
    """Start processes that ignore Ctrl-C and SIGTERM from their beginning; those that come meanwhile wait."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _FOR_FIRST)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_works: list[Callable[[Any], Any]] = []
"""The work of this process, if another one started it."""


def _begin(work: Callable[[Any], Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    if signal.SIGTERM in _FOR_FIRST:
        Thread(target=_end_for_parent, daemon=True).start()
    _works[:] = [work]


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, killed for instance: nobody takes its results."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _end_for_parent() -> None:
    """End this process when the one that started it sends SIGTERM; those of others stay blocked."""
    while signal.sigwaitinfo([signal.SIGTERM]).si_pid != os.getppid():
        pass
    os._exit(1)


def _do_chunk(chunk: Sequence[Any]) -> list[Any]:
    return [_do(_works[0], item) for item in chunk]
