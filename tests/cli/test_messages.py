"""What commands say on stderr, on a terminal and elsewhere."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

from pipeline.cli.messages import tell
from pipeline.errors import few

LONG = f"newsloc: source/ice.md:3: {'a message of many words that do not fit on one line ' * 3}[/b] :smile:"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_long_message_is_wrapped_between_words_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    tell(LONG)
    lines = terminal.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert " ".join(" ".join(lines).split()) == LONG


def test_elsewhere_a_message_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell(LONG)
    assert capsys.readouterr().err == f"{LONG}\n"


@pytest.mark.parametrize(
    ("count", "last"), [(0, None), (5, "message 4"), (6, "message 5"), (1_200, "and 1,195 more files removed")]
)
def test_of_many_messages_the_first_are_shown_and_the_others_counted(count: int, last: str | None) -> None:
    shown = few([f"message {number}" for number in range(count)], "files removed")
    assert len(shown) == min(count, 6)
    assert not last or shown[-1] == last
