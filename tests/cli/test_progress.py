from contextlib import suppress
from io import StringIO

import pytest
from rich.console import Console

from pipeline.cli.progress import EVERY, show_bar, show_lines, tell_speed, tell_time


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_lines_come_now_and_then_with_speed_and_time_left() -> None:
    said: list[str] = []
    clock = Clock()
    with show_lines(said.append, "Translating en->ar", 1000, "units", clock) as advance:
        advance(400)
        for _ in range(50):
            clock.now += 0.5
            advance(2)
    assert said == [
        "Translating en->ar: 440 of 1000 units, 4.0 units/s, 2 min 20 s left",
        "Translating en->ar: 480 of 1000 units, 4.0 units/s, 2 min 10 s left",
        "Translating en->ar: 500 of 1000 units, 4.0 units/s, 2 min 05 s left",
    ]


def test_what_was_there_at_once_is_one_line_without_a_speed() -> None:
    said: list[str] = []
    with show_lines(said.append, "Reading a.tmx", 3, "bytes", Clock()) as advance:
        advance(3)
    assert said == ["Reading a.tmx: 3 of 3 bytes"]


def test_a_last_call_that_says_a_line_is_not_told_twice() -> None:
    said: list[str] = []
    clock = Clock()
    with show_lines(said.append, "Translating", 4, "units", clock) as advance:
        advance(0)
        clock.now = EVERY
        advance(4)
        clock.now += 0.1
    assert said == ["Translating: 4 of 4 units, 24.0 units/min"]


def test_a_stopped_work_says_how_far_it_came() -> None:
    said: list[str] = []
    clock = Clock()
    localizing = show_lines(said.append, "Localizing on 2 workers", 3, "articles", clock)
    with suppress(KeyboardInterrupt), localizing as advance:
        advance(0)
        clock.now = EVERY / 5
        advance(1)
        raise KeyboardInterrupt
    assert said == ["Localizing on 2 workers: 1 of 3 articles, 30.0 articles/min"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (200, "3 min 20 s"), (7500, "2 h 05 min")]
)
def test_a_time_is_told_in_its_largest_units(seconds: float, text: str) -> None:
    assert tell_time(seconds) == text


@pytest.mark.parametrize(("speed", "text"), [(1234.5, "1,234.5 units/s"), (1, "1.0 units/s"), (0.5, "30.0 units/min")])
def test_a_slow_speed_is_told_by_the_minute(speed: float, text: str) -> None:
    assert tell_speed(speed, "units") == text


def test_a_terminal_gets_a_bar_that_fits_into_80_columns() -> None:
    stream = StringIO()
    console = Console(file=stream, force_terminal=True, width=80, color_system=None, legacy_windows=False)
    with show_bar(console, "Translating pt-BR->ar-EG", 12345, "units") as advance:
        for _ in range(4):
            advance(3000)
    shown = stream.getvalue()
    assert "12000/12345" in shown
    assert "units/s" in shown
    assert "…" not in shown


def test_a_log_gets_plain_lines() -> None:
    stream = StringIO()
    console = Console(file=stream, force_terminal=False, width=80)
    with show_lines(console.print, "Translating en->ar", 2, "units") as advance:
        advance(0)
        advance(2)
    (line,) = stream.getvalue().splitlines()
    assert line.startswith("Translating en->ar: 2 of 2 units")
