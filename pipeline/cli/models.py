"""``newsloc models``: what there is to translate with, and getting it ready."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from itertools import permutations
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.exits import USER_MUST_ACT
from pipeline.errors import EngineError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.cli.settings import Settings
    from pipeline.model import Direction
    from pipeline.translate.engines.listing import ListedModel
    from pipeline.translate.engines.preparation import PreparedModel
    from pipeline.translate.engines.settings import Setting
    from pipeline.translate.engines.trial import EngineTrial

WIDTH = 80
WIDTHS = (38, 18, 7)
"""Columns of model, licence and size; what is left of 80 says whether it is ready."""
_MEGA = 1e6
_GIGA = 1e9
as_form = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="JSON Lines: one a model."
)


@click.group(invoke_without_command=True)
@options.project
@click.option("--check", "checks", is_flag=True, help="Load each model that lies here, and translate a sentence.")
@click.option("--notice", is_flag=True, help="Print the notice and terms of the embedded model.")
@click.option("--card", is_flag=True, help="Print the embedded model's card: data, recipe, figures, limits.")
@click.option("--settings", "explains", is_flag=True, help="Explain the settings of the engines.")
@as_form
@click.pass_context
def command(
    context: click.Context, project: Path, checks: bool, notice: bool, card: bool, explains: bool, form: str
) -> None:
    """List the models: engine, licence, size, where they lie, whether they are ready.

    These are the models that the project uses, those worth knowing, and those in the hub's cache.
    """
    if context.invoked_subcommand:
        context.obj = project
        return
    if text := _read_text(notice=notice, card=card, explains=explains):
        click.echo(text)
    else:
        _list(project, checks=checks, form=form)


def _read_text(*, notice: bool, card: bool, explains: bool) -> str:
    """Return what stands fixed: of the embedded model, or about settings; empty where the list is asked for."""
    folder = files("pipeline.translate.engines.draft")
    if notice or card:
        return folder.joinpath("NOTICE" if notice else "MODEL_CARD.md").read_text(encoding="utf-8")
    return "\n".join(explain_settings()) if explains else ""


def _list(project: Path, *, checks: bool, form: str) -> None:
    from pipeline.project.extras import DRAFT, require
    from pipeline.translate.engines.listing import list_all

    require(DRAFT, "newsloc models")
    settings = options.make_settings(project)
    directions = _directions_of(settings)
    faults = 0
    if form == "table":
        click.echo(_line("Model", "Licence", "Size", "Ready"))
    for listed in list_all(settings.translation.engines, directions):
        trial = _check(listed, directions) if checks else None
        faults += isinstance(trial, str)
        if form == "json":
            click.echo(json.dumps(as_object(listed, trial), ensure_ascii=False))
        else:
            click.echo("\n".join(describe(listed, trial)))
    if form == "table":
        click.echo("\nGemma is provided under and subject to the Gemma terms of use:\nnewsloc models --notice")
    if faults:
        raise SystemExit(USER_MUST_ACT)


@command.command()
@click.argument("names", nargs=-1, metavar="[DIRECTION]...")
@click.option("--project", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The project's folder.")
@click.option("--engine", metavar="NAME", help="Prepare this engine.  [default: the settings', else auto]")
@click.option("--offline", is_flag=True, help="Ask no model hub: convert and try what is there.")
@as_form
@click.pass_obj
def prepare(
    outer: Path, names: tuple[str, ...], project: Path | None, engine: str | None, offline: bool, form: str
) -> None:
    """Download, convert and try the models of each DIRECTION (such as en-ar; all of the project's by default).

    Running again does nothing that is done. Where the engine is auto, the embedded draft model is built, too.
    """
    from pipeline.project.extras import DRAFT, require
    from pipeline.translate.engines.pairs import parse_direction
    from pipeline.translate.engines.preparation import PreparationObserver, prepare_all

    require(DRAFT, "newsloc models prepare")
    settings = options.make_settings(project or outer)
    engines = options.make_engines(settings, engine, offline=offline)
    console = options.make_console()
    bar = (lambda model: _show_bar(console, model)) if console.is_terminal else None
    observer = PreparationObserver(say=lambda line: console.print(f"  {line}", soft_wrap=True), bar=bar)
    directions = [parse_direction(name) for name in names] or _directions_of(settings)
    faults = 0
    for direction, outcome in prepare_all(engines, directions, observer):
        if isinstance(outcome, EngineError):
            faults += 1
            click.echo(f"newsloc: {direction}: {outcome}", err=True)
        elif form == "json":
            click.echo(json.dumps(_prepared_object(outcome), ensure_ascii=False))
        else:
            click.echo("\n".join(_prepared_lines(outcome)))
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
    yield _wrap(setting.description)


def _directions_of(settings: Settings) -> list[Direction]:
    from pipeline.model import Direction

    return [Direction(source=source, target=target) for source, target in permutations(settings.languages, 2)]


def _check(listed: ListedModel, directions: Sequence[Direction]) -> EngineTrial | str | None:
    """Try a model that lies here; return its fault in words where it has one, None where it does not lie here."""
    from pipeline.translate.engines.listing import check

    if listed.lacks in ("not fetched", "not built", "not installed", "not accepted"):
        return None
    try:
        return check(listed, directions)
    except EngineError as error:
        return str(error)


def describe(listed: ListedModel, trial: EngineTrial | str | None) -> Iterator[str]:
    """Yield the lines about one model."""
    row = listed.row
    state = listed.lacks or "yes"
    if trial is not None:
        state = "fails" if isinstance(trial, str) else f"loads, {trial.seconds:.1f} s"
    yield _line(row.model, row.licence, tell_size(row.size), state)
    use = f"{row.title} for {', '.join(map(str, listed.directions))}" if listed.directions else row.title
    yield _wrap(f"{row.engine}: {use}")
    if row.revision:
        yield f"  revision {row.revision}"
    if row.restricted:
        yield "  forbids commercial use; accept_license = true under [engines] allows it"
    if row.cached:
        yield f"  {_short(row.cached)}"
    if isinstance(trial, str):
        yield _wrap(trial)
    elif trial and trial.target:
        yield f"  {trial.target}"


def _line(model: str, licence: str, size: str, state: str) -> str:
    model_width, licence_width, size_width = WIDTHS
    head = f"{model}\n{'':{model_width}}" if len(model) > model_width else f"{model:{model_width}}"
    return f"{head} {licence:{licence_width}} {size:>{size_width}}  {state}"


def _wrap(text: str) -> str:
    return fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False)


def _short(path: Path) -> str:
    """Return a path for people: below the home folder, and of the hub's cache the model's folder."""
    parts = path.parts
    shown = Path(*parts[: parts.index("snapshots")]) if "snapshots" in parts else path
    home = Path.home()
    return f"~/{shown.relative_to(home).as_posix()}" if shown.is_relative_to(home) else str(shown)


def tell_size(size: int | None) -> str:
    """Return a size in megabytes, or gigabytes where that is shorter; a dash where it is not known."""
    if not size:
        return "-"
    return f"{size / _GIGA:.1f} GB" if size >= _GIGA else f"{max(size / _MEGA, 0.1):.{0 if size >= _MEGA else 1}f} MB"


def as_object(listed: ListedModel, trial: EngineTrial | str | None) -> dict[str, object]:
    """Return what is known of a model, for programs; ``works`` is null where it was not tried."""
    row = listed.row
    return {
        "engine": row.engine,
        "model": row.model,
        "title": row.title,
        "directions": [str(direction) for direction in listed.directions],
        "revision": row.revision,
        "licence": row.licence,
        "restricted": row.restricted,
        "size": row.size,
        "cached": str(row.cached) if row.cached else None,
        "lacks": listed.lacks,
        "works": None if trial is None else not isinstance(trial, str),
        "fault": trial if isinstance(trial, str) else None,
    }


def _prepared_lines(prepared: PreparedModel) -> Iterator[str]:
    what = "ready now" if prepared.fresh else "was ready"
    yield f"{prepared.direction}: {what}: {prepared.engine}, {prepared.label}"
    facts = [f"licence {prepared.licence}" if prepared.licence else "", tell_size(prepared.size)]
    trial = prepared.trial
    tried = f"tried in {trial.seconds:.1f} s" if trial.source else "nothing to try it on"
    yield f"  {', '.join(fact for fact in [*facts, tried] if fact)}"
    if trial.source:
        yield f"  {trial.source}\n  {trial.target}"


def _prepared_object(prepared: PreparedModel) -> dict[str, object]:
    return {
        "direction": str(prepared.direction),
        "engine": prepared.engine,
        "model": prepared.label,
        "licence": prepared.licence,
        "size": prepared.size,
        "fresh": prepared.fresh,
        "seconds": round(prepared.trial.seconds, 2),
        "source": prepared.trial.source,
        "target": prepared.trial.target,
    }


@contextmanager
def _show_bar(console: Console, model: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much of a download has arrived."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = (BarColumn(bar_width=24), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(model, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=max(total, done) or None)
