"""``newsloc include``: lines of an article that were left out and belong to it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.messages import tell
from pipeline.errors import brief

if TYPE_CHECKING:
    from pipeline.catalog.choosing import Choice
    from pipeline.catalog.left_out import Recorded


@click.command()
@click.argument("article")
@click.argument("lines")
@options.project
def command(article: str, lines: str, project: Path) -> None:
    """Take LINES of ARTICLE back that were left out: numbers and ranges of its file's lines, such as 12 or 12-15,20.

    newsloc localize and check list what is left out, with the lines. The choice is written into the article's template
    and catalogs; newsloc localize then brings the lines into them.
    """
    from pipeline.catalog.choosing import include

    choose(project, article, lines, include, "belongs to the article again")


def choose(
    project: Path, article: str, lines: str, choice_of: Callable[[Recorded, Collection[int]], Choice], said: str
) -> None:
    """Change the record of an article, and say what of each text."""
    from pipeline.catalog.choosing import write_record
    from pipeline.catalog.left_out import read_recorded
    from pipeline.sources.boilerplate.listing import parse_lines

    (path,) = options.find_paths(project, (article,))
    recorded = read_recorded(path, project, options.make_settings(project).sources.front_matter)
    choice = choice_of(recorded, parse_lines(lines))
    write_record(project, recorded, choice.record)
    for numbers, text in choice.texts:
        click.echo(f"{said}, line{'s' if '-' in numbers else ''} {numbers}: {brief(text)}")
    tell(f"Run newsloc localize {recorded.article.slug} to bring its catalogs into step.")
