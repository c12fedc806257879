"""``newsloc models``: what there is to translate with, and getting it ready."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import permutations
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.exits import USER_MUST_ACT
from pipeline.cli.messages import tell
from pipeline.errors import EngineError
from pipeline.model import Direction

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.cli.settings import Settings
    from pipeline.translate.engines.protocol import ModelRow
    from pipeline.translate.engines.settings import Setting

WIDTH = 80
_MEGA = 1e6


@click.group(invoke_without_command=True)
@options.project
@click.option("--notice", is_flag=True, help="Print the notice and terms of the embedded model.")
@click.option("--card", is_flag=True, help="Print the embedded model's card: data, recipe, figures, limits.")
@click.option("--settings", "explains", is_flag=True, help="Explain the settings of the engines.")
@options.form("JSON Lines: one a model.")
@click.pass_context
def command(context: click.Context, project: Path, notice: bool, card: bool, explains: bool, form: str) -> None:
    """List the models that the project uses, and those worth knowing: licence, size, and where they lie."""
    if context.invoked_subcommand:
        context.obj = project
    elif notice or card:
        folder = files("pipeline.translate.engines.draft")
        click.echo(folder.joinpath("NOTICE" if notice else "MODEL_CARD.md").read_text(encoding="utf-8"))
    elif explains:
        click.echo("\n".join(explain_settings()))
    else:
        _list(project, form)


def _list(project: Path, form: str) -> None:
    from pipeline.project.extras import DRAFT, require
    from pipeline.translate.engines.selection import list_all

    require(DRAFT, "newsloc models")
    settings = options.make_settings(project)
    rows = list_all(settings.translation.engines, _directions_of(settings))
    if form == "json":
        options.print_json(*map(as_object, rows))
        return
    options.print_table(make_table(rows))
    click.echo("Gemma is provided under and subject to the Gemma terms of use:\nnewsloc models --notice")


@command.command()
@click.argument("names", nargs=-1, metavar="[DIRECTION]...")
@options.inner_project
@click.option("--engine", metavar="NAME[:MODEL]", help="Prepare this engine.  [default: the settings', else auto]")
@click.option("--offline", is_flag=True, help="Ask no model hub: convert and try what is there.")
def prepare(names: tuple[str, ...], project: Path, engine: str | None, offline: bool) -> None:
    """Download, convert and try the models of each DIRECTION (such as en-ar; all of the project's by default).

    It is what the first `newsloc localize` would do. Running again does nothing that is done.
    """
    from pipeline.project.extras import DRAFT, require
    from pipeline.translate.engines.pairs import parse_direction

    require(DRAFT, "newsloc models prepare")
    settings = options.make_settings(project)
    engines = options.make_engines(settings, engine, offline=offline)
    faults = 0
    for direction in [parse_direction(name) for name in names] or _directions_of(settings):
        try:
            choice = options.choose_engine(engines, direction)
        except EngineError as error:
            faults += 1
            tell(f"newsloc: {direction}: {error}")
        else:
            click.echo(f"{direction}: ready: {choice.reason}")
    if faults:
        raise SystemExit(USER_MUST_ACT)


@command.command()
@click.argument("url")
@click.option("--variable", default="NEWSLOC_API_KEY", help="The environment variable of the key.")
def trust(url: str, variable: str) -> None:
    """Let the `endpoint` engine send your key to the server at URL, from now on and in every project.

    Without this a key goes only to the server that NEWSLOC_ENDPOINT_URL names: a project's files are not asked.
    """
    from pipeline.translate.engines.endpoint.address import parse_address, trust, trusted_file

    address = parse_address(url, variable)
    click.confirm(f"Send the key in {variable} to {address.origin}?", abort=True)
    trust(address)
    click.echo(f"{address.origin} may have the key in {variable}; remembered in {trusted_file()}")


def explain_settings() -> Iterator[str]:
    """Yield the lines about the settings of all engines, as their own classes describe them."""
    from pipeline.translate.engines import ENGINES
    from pipeline.translate.engines.settings import EngineSettings, describe_settings

    yield "Under [engines] for all languages, or under a pair such as [engines.en-ar]:"
    for setting in describe_settings(EngineSettings, shared=True):
        yield from _explain(setting)
    for engine in ENGINES:
        own = tuple(describe_settings(engine.settings, shared=False))
        if own:
            yield f'\nOnly with engine = "{engine.name}":'
        for setting in own:
            yield from _explain(setting)


def _explain(setting: Setting) -> Iterator[str]:
    from pipeline.project.settings import describe

    shown = "" if setting.default is None else f"; {json.dumps(setting.default)} by default"
    yield f"{setting.name} = {describe(setting.kind)}{shown}"
    yield fill(setting.description, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False)


def _directions_of(settings: Settings) -> list[Direction]:
    return [Direction(source=source, target=target) for source, target in permutations(settings.languages, 2)]


def make_table(rows: list[ModelRow]) -> Table:
    """Return the models as a table of 80 columns."""
    table = options.make_table("Model", "Licence", "MB", "Here", right=("MB",), width=WIDTH)
    table.columns[0].ratio, table.columns[1].max_width = 1, 18
    for row in rows:
        size = f"{row.size / _MEGA:,.0f}" if row.size else "-"
        limits = "\nforbids commercial use; accept_license = true allows it" if row.restricted else ""
        use = f" for {', '.join(map(str, row.directions))}" if row.directions else ""
        what = f"{row.model}\n{row.engine}: {row.title}{use}{limits}"
        table.add_row(what, row.licence, size, "yes" if row.cached else "-")
    return table


def as_object(row: ModelRow) -> dict[str, object]:
    """Return what is known of a model, for programs."""
    return {
        "engine": row.engine,
        "model": row.model,
        "title": row.title,
        "directions": [str(direction) for direction in row.directions],
        "revision": row.revision,
        "licence": row.licence,
        "restricted": row.restricted,
        "size": row.size,
        "cached": str(row.cached) if row.cached else None,
    }
