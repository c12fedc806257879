"""What subcommands print: data, whatever it looks like."""

from __future__ import annotations

import pytest
from rich.table import Table

from pipeline.cli.messages import make_console
from pipeline.cli.options import print_table

TEXTS = ["run pip install 'newsloc[models]'", "closes [/b] what was never open", "[red]x[/red].md", ":smile: stays"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_message_is_printed_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    make_console().print(text)
    assert capsys.readouterr().err == f"{text}\n"


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_is_printed_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = Table()
    table.add_column(text)
    table.add_row(text)
    print_table(table)
    assert capsys.readouterr().out.count(text) == 2
