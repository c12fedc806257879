"""``newsloc exclude``: lines of an article that do not belong to it."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import options
from pipeline.cli.include import choose


@click.command()
@click.argument("article")
@click.argument("lines")
@options.project
def command(article: str, lines: str, project: Path) -> None:
    """Leave LINES out of ARTICLE: numbers and ranges of its file's lines, such as 12 or 12-15,20.

    The choice is written into the article's template and catalogs, and holds from then on; newsloc include takes it
    back. The lines stay in the file, and editions are built without them.
    """
    from pipeline.catalog.choosing import exclude

    choose(project, article, lines, exclude, "left out")
