"""How far a long work is: what is done and in all (units, articles, bytes), the speed, the time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Task
    from rich.text import Text

EVERY = 10.0
"""Seconds between two lines where nobody watches: often enough to see life, too few to bury the rest of a log."""
_ENOUGH = 10
"""Units after which their pace tells how long the rest takes: the first one waits for the model to load."""
_MINUTE = 60
_HOUR = 60 * _MINUTE


@contextmanager
def show_bar(console: Console, title: str, total: int, counted: str) -> Iterator[Callable[[int], None]]:
    """Show a bar; with the figures it fits into 80 columns."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
    from rich.text import Text

    class Pace(ProgressColumn):
        """The speed and the time left, once both are known."""

        def render(self, task: Task) -> Text:
            speed, left = task.finished_speed or task.speed, task.time_remaining
            if not speed or left is None:
                return Text("")
            end = "" if task.finished or task.completed < _ENOUGH else f", {tell_time(left)} left"
            return Text(f"{tell_speed(speed, counted)}{end}")

    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=16), MofNCompleteColumn(), Pace())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=total)
        yield lambda count: progress.advance(task, count)


@contextmanager
def show_lines(
    say: Callable[[str], object], title: str, total: int, counted: str, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int], None]]:
    """Say a line now and then, and one at the end; what the first call tells was there at once: it is no speed."""
    start = said = clock()
    done, known, told = 0, -1, -1

    def tell() -> None:
        nonlocal told
        told = done
        seconds = clock() - start
        speed = (done - max(known, 0)) / seconds if seconds else 0.0
        pace = f", {tell_speed(speed, counted)}" if speed else ""
        is_known = done - max(known, 0) >= _ENOUGH and done < total
        end = f", {tell_time((total - done) / speed)} left" if speed and is_known else ""
        say(f"{title}: {done} of {total} {counted}{pace}{end}")

    def advance(count: int) -> None:
        nonlocal said, done, known
        known = count if known < 0 else known
        done += count
        if clock() - said >= EVERY:
            said = clock()
            tell()

    try:
        yield advance
    finally:
        if told != done:
            tell()


def tell_speed(speed: float, counted: str) -> str:
    """Return how many a second, or how many a minute where that is less than one."""
    return f"{speed:,.1f} {counted}/s" if speed >= 1 else f"{speed * _MINUTE:.1f} {counted}/min"


def tell_time(seconds: float) -> str:
    """Return a time in its two largest units: ``2 h 05 min``, ``3 min 20 s``, ``45 s``."""
    whole = round(seconds)
    if whole >= _HOUR:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE:02} min"
    return f"{whole // _MINUTE} min {whole % _MINUTE:02} s" if whole >= _MINUTE else f"{whole} s"
