"""Do the same work for many numbers in a few threads, and hand on each result as soon as it is there."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

ResultT = TypeVar("ResultT")


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
