"""``newsloc models``: what there is to translate with."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import click

from pipeline.cli import options


@click.command()
@click.option("--notice", is_flag=True, help="Print the notice and terms of the embedded model.")
@click.option("--card", is_flag=True, help="Print the embedded model's card: data, recipe, figures, limits.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="JSON Lines: one a model."
)
def command(notice: bool, card: bool, form: str) -> None:
    """List the models: engine, licence, size, where it is cached."""
    folder = files("pipeline.engines.draft")
    if notice or card:
        click.echo(folder.joinpath("NOTICE" if notice else "MODEL_CARD.md").read_text(encoding="utf-8"))
        return
    from pipeline.engines import list_models

    rows = list_models()
    if form == "json":
        for row in rows:
            click.echo(json.dumps(_as_object(row), ensure_ascii=False))
        return
    from rich.table import Table

    table = Table(caption="Gemma is provided under and subject to the Gemma terms of use: newsloc models --notice")
    table.add_column("Engine")
    table.add_column("Model", overflow="fold")
    table.add_column("Licence", overflow="fold")
    table.add_column("Size", justify="right")
    table.add_column("Cached", overflow="fold")
    for row in rows:
        size = f"{row.size / 1e6:.0f} MB" if row.size else "-"
        table.add_row(row.engine, f"{row.model}\n{row.title}", row.licence, size, str(row.cached or "no"))
    options.print_table(table)


def _as_object(row: Any) -> dict[str, Any]:
    return {
        "engine": row.engine,
        "model": row.model,
        "title": row.title,
        "licence": row.licence,
        "size": row.size,
        "cached": str(row.cached) if row.cached else None,
    }
