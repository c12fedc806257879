"""``newsloc check``: the gate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.reports import REPORTS

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.model import Article, Catalog

GATE_CLOSED = 1


@click.command()
@options.project
@click.option(
    "--format",
    "form",
    type=click.Choice([report.name for report in REPORTS]),
    default="table",
    help="Form of the report.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to a file.")
def command(project: Path, form: str, output: Path | None) -> None:
    """Show how much is reviewed, and fail where that is below the settings' limits or a catalog is out of step.

    Exit code 0: good to ship; 1: not; 2: something is to be mended first.
    """
    from pipeline.catalog.files import write_atomically
    from pipeline.coverage import check_catalogs

    settings = options.make_settings(project)
    result = check_catalogs(_rows(project, settings), settings.coverage, sign_off=settings.sign_off)
    text = next(report for report in REPORTS if report.name == form).write(result)
    if output:
        write_atomically(output, text if text.endswith("\n") else f"{text}\n")
    else:
        click.echo(text.rstrip("\n"))
    if not result.passed:
        raise SystemExit(GATE_CLOSED)


def _rows(project: Path, settings: Settings) -> Iterator[tuple[Article, str, Catalog | None, str]]:
    from pipeline.article import read_article
    from pipeline.catalog.files import catalog_path
    from pipeline.catalog.po import find_catalog

    for path in options.find_paths(project, ()):
        article = read_article(path, project, settings.front_matter)
        for language in settings.languages:
            file = catalog_path(project, language, article.slug)
            yield article, language, find_catalog(file), file.relative_to(project).as_posix()
