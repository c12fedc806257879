"""``newsloc report``: the overview of the review page as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import options


@click.command()
@options.project
@click.option(
    "--output",
    type=options.FILE,
    default=Path("overview.html"),
    show_default=True,
    help="The file to write.",
)
@click.option("--language", default="", metavar="LANG", help="Language of the file's own words.  [default: English]")
def command(project: Path, output: Path, language: str) -> None:
    """Write all articles with their coverage and problems into one HTML file, the worst first.

    It needs no server, no script and no other file: a CI job can keep it, and people without newsloc can open it.
    """
    from pipeline.cli.check import make_conditions
    from pipeline.project.atomic import write_atomically
    from pipeline.review.acts import Reviewer
    from pipeline.review.report import write_report
    from pipeline.review.store import Store

    options.find_paths(project)
    conditions = make_conditions(project, options.make_settings(project))
    write_atomically(output, write_report(Store(conditions=conditions, reviewer=Reviewer(name="")), language))
    click.echo(output)
