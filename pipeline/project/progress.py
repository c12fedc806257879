"""How a long work shows how far it is, whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Progress = Callable[[str, int, str], AbstractContextManager[Callable[[int], None]]]
"""Shows a long work: gets its title, its size, and what is counted; gives what hears of each step, by its size."""


def no_progress(_title: str, _total: int, _counted: str) -> AbstractContextManager[Callable[[int], None]]:
    """Show nothing."""
    return nullcontext(lambda _: None)
