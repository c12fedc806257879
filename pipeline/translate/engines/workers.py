"""Work done at once: batches on a processor, how many and how large, in memory that is kept; requests in threads."""

from __future__ import annotations

import ctypes
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TypeVar

from pipeline.project.processes import usable_cores

ResultT = TypeVar("ResultT")
MOST_WORKERS = 8
"""Batches that are searched at once; more cores than that share them."""
PADDED = 1.2
"""Padded tokens by tokens; with less, the last few texts become a batch of their own, for which others wait."""

# Parameters of glibc's mallopt (malloc.h).
_TRIM_THRESHOLD = -1
_MMAP_MAX = -4
_NEVER = 2**31 - 1


def count_cores() -> int:
    """Return the cores that this process may use; ``OMP_NUM_THREADS`` sets a lower number."""
    usable = usable_cores()
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(usable, int(wanted)) if wanted.isdecimal() and int(wanted) else usable


def count_workers() -> int:
    """Return how many batches to search at once."""
    return min(count_cores(), MOST_WORKERS)


def share_out(lengths: Sequence[int], most: int, workers: int) -> int:
    """Return how many padded tokens make batches that keep all workers busy to the end, at most *most*.

    There are as many batches for one worker as for the other: a short article is shared, too.
    """
    total = sum(lengths)
    rounds = -(-total // (workers * most)) or 1
    return min(most, int(PADDED * -(-total // (workers * rounds))))


def work_through(
    count: int, threads: int, work: Callable[[int, threading.Event], ResultT]
) -> Iterator[tuple[int, ResultT]]:
    """Yield every number below *count* once, with what *work* makes of it, in the order in which that is done.

    The first error of any thread is raised. When the caller stops early, the event that *work* got is set; the threads
    are daemons, so that Ctrl-C does not wait for a slow server.
    """
    stop = threading.Event()
    wanted: queue.SimpleQueue[int] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, ResultT] | BaseException] = queue.SimpleQueue()
    for number in range(count):
        wanted.put(number)

    for _ in range(min(threads, count)):
        threading.Thread(target=_run, args=(work, wanted, done, stop), name="newsloc-endpoint", daemon=True).start()
    try:
        for _ in range(count):
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop.set()


def _run(
    work: Callable[[int, threading.Event], ResultT],
    wanted: queue.SimpleQueue[int],
    done: queue.SimpleQueue[tuple[int, ResultT] | BaseException],
    stop: threading.Event,
) -> None:
    """Work until nothing is wanted any more."""
    try:
        while not stop.is_set():
            number = wanted.get_nowait()
            done.put((number, work(number, stop)))
    except queue.Empty:
        return
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
        done.put(error)


def keep_freed_memory() -> None:
    """Let this process keep what it frees, for its next use; where its C library cannot be told, nothing happens.

    At each token CTranslate2 copies what it keeps of the texts of a batch into new arrays of megabytes. With glibc's
    own settings the kernel hands out and clears their pages each time, which is a seventh of a search.
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            library = ctypes.CDLL(None)
            library.mallopt(_TRIM_THRESHOLD, _NEVER)
            library.mallopt(_MMAP_MAX, 0)
