"""``newsloc glossary``: the terms in force and checks of their files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import options
from pipeline.cli.exits import USER_MUST_ACT
from pipeline.cli.messages import tell
from pipeline.errors import plural
from pipeline.languages.locales import language_of
from pipeline.model import Severity, Term

if TYPE_CHECKING:
    from rich.table import Table


SHOWN = 3
"""Wordings of a term that the table shows."""
RULES = ("required", "forbidden", "keep")


@click.group(invoke_without_command=True)
@options.project
@options.from_language
@options.to_language
@click.option("--find", "wanted", metavar="TEXT", help="Only terms with this in their source, wordings or note.")
@click.option("--rule", type=click.Choice(RULES), help="Only terms of this rule.")
@options.form("JSON Lines: one a term.")
@click.pass_context
def command(
    context: click.Context,
    project: Path,
    source: str | None,
    target: str | None,
    wanted: str | None,
    rule: str | None,
    form: str,
) -> None:
    """List the terms in force: the packaged ones, and those of the CSV files that the settings name.

    The columns of a file are source_language, target_language, rule, source, targets (split by |, the preferred one
    first) and note. The rule is required, forbidden (a source is not needed then) or keep (the source stays as it is).
    Required terms serve the other way round, too.
    """
    if context.invoked_subcommand:
        context.obj = project
        return
    settings = options.make_settings(project)
    terms = [
        term
        for term in options.make_glossary(project, settings).terms
        if (not source or language_of(term.source_language) == language_of(source))
        and (not target or language_of(term.target_language) == language_of(target))
        and rule in (None, term.rule)
        and (not wanted or _holds(term, wanted))
    ]
    if form == "json":
        options.print_json(*map(as_object, terms))
        return
    options.print_table(_make_table(terms))
    click.echo(plural(len(terms), "term"))


@command.command(short_help="Say what is wrong in glossary files.")
@click.argument("files", nargs=-1, type=options.FILE, metavar="[FILE]...")
@options.inner_project
def check(files: tuple[Path, ...], project: Path) -> None:
    """Say what is wrong in glossary files (those of the settings by default), by file and line.

    Rows that cannot be read, sources that stand twice, wordings that are required and forbidden, kept and translated,
    swapped languages, hidden characters. Exit code 2 if there is an error; a warning does not count.
    """
    from pipeline.translate.glossary import PACKAGED
    from pipeline.translate.glossary.faults import check_files

    paths = (
        list(files) or [project / name for name in options.make_settings(project).translation.glossary] or [PACKAGED]
    )
    faults = check_files(paths)
    for fault in faults:
        click.echo(str(fault))
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    warnings = plural(len(faults) - errors, "warning")
    tell(f"{plural(len(paths), 'file')}: {plural(errors, 'error')}, {warnings}")
    if errors:
        raise SystemExit(USER_MUST_ACT)


def _holds(term: Term, wanted: str) -> bool:
    from pipeline.languages.matching import fold

    return any(fold(wanted).text in fold(text).text for text in (term.source, *term.targets, term.note))


def as_object(term: Term) -> dict[str, Any]:
    """Return one term as the command's JSON has it."""
    return {
        "source_language": term.source_language,
        "target_language": term.target_language,
        "rule": term.rule.value,
        "source": term.source,
        "targets": list(term.targets),
        "note": term.note,
    }


def _make_table(terms: Sequence[Term]) -> Table:
    table = options.make_table("Languages", "Rule", "Source", "Wordings", padding=(0, 1, 0, 0))
    for term in terms:
        more = f" (+{len(term.targets) - SHOWN})" if len(term.targets) > SHOWN else ""
        pair = f"{term.source_language}→{term.target_language}"
        table.add_row(pair, term.rule.value, term.source, " | ".join(term.targets[:SHOWN]) + more)
    return table
