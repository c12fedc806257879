"""Commands that are stopped: by Ctrl-C, or by SIGTERM, which schedulers, containers and `timeout` send."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from pipeline.cli.exits import STOPPED, TERMINATED
from pipeline.cli.messages import tell


class Terminated(KeyboardInterrupt):
    """SIGTERM came: whoever answers Ctrl-C answers it."""


@contextmanager
def stoppable(kept: str) -> Iterator[None]:
    """End the command with one line, and the exit code of the signal, where Ctrl-C or SIGTERM stops what is inside.

    :param kept: the line's end: what is left, and how to go on
    """
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    except KeyboardInterrupt as stop:
        tell(f"newsloc: stopped{kept}")
        raise SystemExit(TERMINATED if isinstance(stop, Terminated) else STOPPED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Stop the command; a second SIGTERM, as `timeout` sends, does not stop it from writing what is whole."""
    signal.signal(signal.SIGTERM, lambda _signal, _frame: None)
    raise Terminated
