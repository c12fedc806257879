"""``newsloc report``: all articles, source and draft side by side, as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import options


@click.command()
@options.project
@click.option(
    "--output",
    type=options.FILE,
    default=Path("report.html"),
    show_default=True,
    help="The file to write.",
)
@click.option("--language", default="", metavar="LANG", help="Language of the file's own words.  [default: English]")
def command(project: Path, output: Path, language: str) -> None:
    """Write all articles side by side with their translations, findings and coverage into one HTML file.

    The worst come first. The file needs no server, no script and no other file: a CI job can keep it, and people
    without newsloc can open it. It shows what must not be published: keep it where the editions are not.
    """
    from pipeline.cli.check import make_conditions
    from pipeline.project.atomic import write_atomically
    from pipeline.review.report import write_report

    options.find_paths(project)
    conditions = make_conditions(project, options.make_settings(project))
    write_atomically(output, write_report(conditions, language))
    click.echo(output)
