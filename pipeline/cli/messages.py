"""What commands say on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console


def tell(message: str) -> None:
    """Say something on stderr: wrapped between words on a terminal; elsewhere, where programs read it, on one line."""
    if not sys.stderr.isatty():
        click.echo(message, err=True)
    else:
        make_console().print(message)


def make_console() -> Console:
    """Return the console of messages and progress: stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)  # what is printed is data
