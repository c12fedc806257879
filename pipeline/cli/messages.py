"""What commands say on stderr."""

from __future__ import annotations

import sys

import click


def tell(message: str) -> None:
    """Say something on stderr: wrapped between words on a terminal; elsewhere, where programs read it, on one line."""
    if not sys.stderr.isatty():
        click.echo(message, err=True)
        return
    from rich.console import Console

    Console(stderr=True, highlight=False, markup=False, emoji=False).print(message)
