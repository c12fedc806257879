"""``newsloc check``: the gate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.exits import GATE_FAILED, USER_MUST_ACT
from pipeline.cli.messages import tell
from pipeline.cli.stopping import stoppable
from pipeline.errors import plural
from pipeline.gate.reports import REPORTS, table

if TYPE_CHECKING:
    from pipeline.cli.settings import Settings
    from pipeline.gate.article import Conditions
    from pipeline.gate.reports import Report
    from pipeline.gate.result import GateResult

_REPORTS = {report.name: report for report in REPORTS}


def _read_forms(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> list[tuple[Report, Path | None]]:
    """Return the reports, each with the file it goes to, if one is named: ``sarif`` or ``sarif:out.sarif``."""
    forms = []
    for form in given:
        name, colon, file = form.partition(":")
        if name not in _REPORTS:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(_REPORTS)}.")
        if colon and not file:
            raise click.BadParameter(f"{form!r} names no file.")
        forms.append((_REPORTS[name], Path(file) if file else None))
    return forms


@click.command()
@options.project
@click.option(
    "--against",
    metavar="REF",
    help="Compare with a branch, tag or commit: only new and changed units are held to the limits, and nothing that"
    " was reviewed there may be lost.",
)
@click.option(
    "--format",
    "forms",
    metavar=f"[{'|'.join(_REPORTS)}][:FILE]",
    callback=_read_forms,
    multiple=True,
    default=("table",),
    show_default="table",
    help="Form of the report; may be repeated, each but one with a file of its own.",
)
@click.option("--all", "everything", is_flag=True, help="Let the table list all articles, problems and warnings.")
@click.option("--output", type=options.FILE, help="Write the report to a file.")
def command(
    project: Path,
    against: str | None,
    forms: list[tuple[Report, Path | None]],
    output: Path | None,
    *,
    everything: bool,
) -> None:
    """Show how much is reviewed, and fail where that is too little or wrong.

    That is where what somebody has begun in a language is below its limits, a catalog is out of step with its article,
    or a check finds an error in a reviewed unit. In the settings, [check.severity] says how grave the findings of a
    check are, and strict = true lets warnings close the gate too; else they are counted. What nobody has begun to
    review is listed, and held to no limit.

    Exit code 0: good to ship; 1: not; 2: something is to be mended first.
    """
    from pipeline.gate.gate import check_project

    places = _places(forms, output)
    settings = options.make_settings(project)
    conditions = make_conditions(project, settings, against)
    found = options.find_sources(project)
    with stoppable("; nothing was written"):
        result = check_project(conditions, found.paths)
    for report, file in places:
        if file is None and report.name == "table" and sys.stdout.isatty():
            options.print_table(table.show(result, everything=everything))
        else:
            text = table.write(result, everything=everything) if report.name == "table" else report.write(result)
            _write(text, file)
    found.tell_unread()
    shown = any(report.name in {"table", "github"} and file is None for report, file in places)
    _leave(result, shown=shown)


def make_conditions(project: Path, settings: Settings, against: str | None = None) -> Conditions:
    """Return what a project holds its articles against."""
    from pipeline.gate.article import Conditions

    return Conditions(
        project=project,
        languages=settings.languages,
        glossary=options.make_glossary(project, settings),
        settings=settings.gate,
        rules=settings.quality.rules,
        front_matter=settings.sources.front_matter,
        due=settings.build.due,
        against=against,
    )


def _places(forms: list[tuple[Report, Path | None]], output: Path | None) -> list[tuple[Report, Path | None]]:
    """Return where each report goes: to its own file, else to the common one, else to stdout."""
    bare = [report.name for report, file in forms if file is None]
    if len(bare) > 1:
        raise click.UsageError(
            f"{' and '.join(bare)} cannot both go to {output or 'stdout'}; name a file for all but one, as in"
            f" --format {bare[0]}:FILE"
        )
    return [(report, file or output) for report, file in forms]


def _write(text: str, file: Path | None) -> None:
    from pipeline.project.atomic import write_atomically

    if file:
        write_atomically(file, text)
    else:
        click.echo(text, nl=False)


def _leave(result: GateResult, *, shown: bool) -> None:
    """End with the exit code; say on stderr what a report in a file or for a program does not show people."""
    from pipeline.sources.textless import describe_textless

    if result.textless:
        tell(f"newsloc: {describe_textless(result.textless)}")
    if result.passed:
        return
    if not shown:
        for problem in result.unreadable:
            tell(f"newsloc: {problem.message}")
        tell(f"newsloc: the gate is closed: {plural(len(result.failures), 'problem')}; see the report")
    raise SystemExit(USER_MUST_ACT if result.unreadable else GATE_FAILED)
