"""``newsloc build``: the localized articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.editions import WRITERS

if TYPE_CHECKING:
    from pipeline.edition import Edition


@click.command()
@options.articles
@options.project
@options.to
@click.option(
    "--as",
    "forms",
    type=click.Choice([writer.name for writer in WRITERS]),
    multiple=True,
    help="Only this form; may be repeated.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.  [default: build]")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Result on stdout.")
def command(
    articles: tuple[str, ...],
    project: Path,
    languages: tuple[str, ...],
    forms: tuple[str, ...],
    out: Path | None,
    form: str,
) -> None:
    """Write editions of the articles (all, or those named) from the catalogs: no engine, no network.

    Reviewed sentences are in the edition's language. Where there is none yet the source text stands, marked as such.
    """
    from pipeline.article import read_article
    from pipeline.assets import copy_assets
    from pipeline.catalog.files import catalog_path, write_atomically
    from pipeline.catalog.po import find_catalog
    from pipeline.edition import build_edition

    settings = options.make_settings(project, languages)
    folder = out or project / "build"
    built: list[tuple[Edition, Path]] = []
    for path in options.find_paths(project, articles):
        article = read_article(path, project, settings.front_matter)
        for language in settings.languages:
            catalog = find_catalog(catalog_path(project, language, article.slug))
            edition = build_edition(article, catalog, language)
            for writer in WRITERS:
                if not forms or writer.name in forms:
                    target = folder / language / f"{article.slug}.{writer.name}"
                    write_atomically(target, writer.write(edition))
                    built.append((edition, target))
    for language in settings.languages:
        copy_assets(project, folder / language)
    _show(built, form)


def _show(built: list[tuple[Edition, Path]], form: str) -> None:
    if form == "json":
        import json

        for edition, path in built:
            row = {
                "slug": edition.slug,
                "language": edition.language,
                "path": path.as_posix(),
                "reviewed": edition.reviewed,
                "source": edition.source,
            }
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    from rich.table import Table

    table = Table(caption="reviewed: in the edition's language; source: still in the article's own, and marked")
    table.add_column("Edition", overflow="fold")
    for name in ("Reviewed", "Source"):
        table.add_column(name, justify="right")
    for edition, path in built:
        if path.suffix == built[0][1].suffix:
            source = "original" if edition.is_original else str(edition.source)
            table.add_row(f"{path.with_suffix('').as_posix()}.*", str(edition.reviewed), source)
    options.print_table(table)
