"""``newsloc init``: a working project in an empty folder."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from pipeline.errors import ConfigError

PLACES = {
    "newsloc.toml": "newsloc.toml",
    "article.md": "source/first-article.md",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/newsloc.yml",
}
"""The packaged starters, and where each goes."""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
def command(folder: Path) -> None:
    """Make a project in FOLDER (this one by default): settings, a first article, a GitHub workflow."""
    from pipeline.project.atomic import write_atomically

    taken = [place for place in PLACES.values() if (folder / place).exists()]
    if taken:
        raise ConfigError(f"{folder / taken[0]}: exists already; run `newsloc init` in an empty folder")
    starters = files("pipeline.cli.starter")
    for name, place in PLACES.items():
        write_atomically(folder / place, starters.joinpath(name).read_text(encoding="utf-8"))
        click.echo(f"wrote {folder / place}")
    click.echo("Now: put articles into source/, and run `newsloc localize`.")
