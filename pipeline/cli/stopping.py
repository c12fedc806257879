"""Commands that are stopped: by Ctrl-C, or by SIGTERM, which schedulers, containers and `timeout` send."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.cli.exits import STOPPED, TERMINATED
from pipeline.cli.messages import tell


@contextmanager
def stoppable(kept: str) -> Iterator[None]:
    """End the command with one line, and the exit code of the signal, where Ctrl-C or SIGTERM stops what is inside.

    A second SIGTERM, as `timeout` sends, does not stop what is whole from being written.

    :param kept: the line's end: what is left, and how to go on
    """
    is_terminated = False

    def terminate(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_terminated
        if not is_terminated:
            is_terminated = True
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt:
        tell(f"newsloc: stopped{kept}")
        raise SystemExit(TERMINATED if is_terminated else STOPPED) from None
    finally:
        signal.signal(signal.SIGTERM, before)
