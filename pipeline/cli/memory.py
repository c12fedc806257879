"""``newsloc memory``: what was translated before, looked up, brought in and out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.exits import USER_MUST_ACT
from pipeline.cli.memory_output import as_object, count_records, describe, exchange, make_table
from pipeline.cli.messages import tell
from pipeline.model import State

if TYPE_CHECKING:
    from pipeline.translate.memory import Memory, Record
    from pipeline.translate.memory.exchange import LanguageFilter

SHOWN = 5
_MEGA = 1e6
_NOTHING = "nothing found; a lower --least finds more, --contains finds a part of a text"
_DRAFTS_ALONE = "nothing found: nothing is reviewed in these languages yet; --drafts finds drafts"
drafts = click.option("--drafts", is_flag=True, help="Also what nobody reviewed.")


@click.group(invoke_without_command=True)
@options.project
@options.form("JSON Lines.")
@click.pass_context
def command(context: click.Context, project: Path, form: str) -> None:
    """Show what the translation memory holds, by pair of languages.

    Every `newsloc localize` learns the reviewed catalogs first. The memory is a cache of theirs: delete it, and nothing
    is lost but files imported by hand, which can be imported again, or named in the settings: memory = ["old.tmx"].

    A team shares one in PostgreSQL: [memory] url = "postgresql://HOST/DATABASE", project = "NAME".
    """
    if context.invoked_subcommand:
        context.obj = project
        return
    with _open(project) as memory:
        if form == "json":
            options.print_json(*count_records(memory))
            return
        options.print_table(make_table(count_records(memory)))
        size = memory.size()
        shown = "" if size is None else f" {size / _MEGA:.1f} MB,"
        click.echo(f"{memory.name},{shown} {memory.count_drafts()} cached drafts of engines")


@command.command(short_help="Find what was made of a text, or of texts like it.")
@click.argument("text")
@options.from_language
@options.to_language
@click.option("--least", type=click.IntRange(1, 100), default=60, help="Least similarity, percent.  [default: 60]")
@click.option("--limit", type=click.IntRange(1), default=SHOWN, help=f"At most so many.  [default: {SHOWN}]")
@click.option("--contains", is_flag=True, help="Find TEXT inside sources and targets instead.")
@drafts
@options.form("JSON Lines.")
@options.inner_project
def search(
    text: str,
    source: str | None,
    target: str | None,
    least: int,
    limit: int,
    contains: bool,
    drafts: bool,
    form: str,
    project: Path,
) -> None:
    """Find what was made of TEXT, or of texts like it; without --from and --to, in all pairs of languages.

    Where a text differs from TEXT in numbers alone, its translation is shown with the numbers exchanged, too.

    JSON Lines: similarity (null with --contains), source, target, exchanged (null where that cannot be done),
    source_language, target_language, state, article, context, place, kind, reviewer, engine, date.
    """
    languages = _languages(source, target)
    with _open(project) as memory:
        found: list[tuple[int | None, Record]] = []
        tallies = [tally for tally in memory.tally() if languages.admits(tally.direction)]
        for direction in dict.fromkeys(tally.direction for tally in tallies):
            if contains:
                records = memory.containing(text, direction, limit, drafts=drafts)
                found += ((None, record) for record in records if record.direction == direction)
            else:
                matches = memory.similar(text, direction, "", least, drafts=drafts)
                found += ((match.similarity, match.record) for match in matches if match.record.direction == direction)
    found.sort(key=lambda item: -(item[0] or 0))
    for similarity, record in found[:limit]:
        exchanged = exchange(text, record, similarity)
        if form == "json":
            options.print_json(as_object(record, similarity, exchanged))
        else:
            click.echo("\n".join(describe(record, similarity, exchanged)) + "\n")
    if not found:
        reviewed = drafts or any(tally.state is State.REVIEWED for tally in tallies)
        tell(_NOTHING if reviewed or not tallies else _DRAFTS_ALONE)


@command.command(name="import", short_help="Take in TMX and PO files.")
@click.argument("files", nargs=-1, required=True, type=options.FILE, metavar="FILE...")
@options.from_language
@options.to_language
@drafts
@options.inner_project
def import_(
    files: tuple[Path, ...],
    source: str | None,
    target: str | None,
    drafts: bool,
    project: Path,
) -> None:
    """Take in translations from TMX and PO files, each as a whole or not at all.

    Importing the same file again replaces what it gave before. Imported translations stay through `newsloc
    memory rebuild`; if the memory is deleted they come back only from their files. Name a file in the settings instead,
    memory = ["old.tmx"], and every run on every machine takes it in.
    """
    from pipeline.errors import NewslocError
    from pipeline.translate.memory.exchange import import_file

    faults = 0
    with _open(project) as memory:
        for path in files:
            name = _name(path, project)
            try:
                found = import_file(
                    memory, path, name, _languages(source, target), drafts=drafts, progress=options.show_progress
                )
            except NewslocError as error:
                faults += 1
                tell(f"newsloc: {error}")
            else:
                click.echo(
                    f"{path}: {found.taken} translations taken in" + (f": {found.reason}" if found.reason else "")
                )
    if faults:
        raise SystemExit(USER_MUST_ACT)


@command.command(short_help="Write TMX or a PO compendium.")
@click.argument("file", type=options.FILE)
@options.from_language
@options.to_language
@drafts
@click.option("--format", "form", type=click.Choice(["tmx", "po"]), help="Form of FILE.  [default: its suffix]")
@options.inner_project
def export(
    file: Path,
    source: str | None,
    target: str | None,
    drafts: bool,
    form: str | None,
    project: Path,
) -> None:
    """Write reviewed translations to FILE: .tmx (TMX 1.4, any languages) or .po (a compendium of one pair).

    Equal memories give equal files: the dates in them are those of the translations. Drafts are fuzzy in a PO.
    """
    from pipeline.errors import ConfigError
    from pipeline.translate.memory.exchange import PO, TMX, export_file

    suffix = f".{form}" if form else file.suffix.lower()
    if suffix not in (TMX, PO):
        raise ConfigError(f"{file}: is neither .tmx nor .po; name it so, or add --format tmx")
    with _open(project) as memory:
        exported = export_file(memory, file, suffix, _languages(source, target), drafts=drafts)
    click.echo(f"{file}: {exported.written} translations written")
    if exported.left_out:
        first = exported.left_out[0].where
        tell(
            f"newsloc: {len(exported.left_out)} translations are left out, the first of {first}: XML cannot hold"
            " control characters; export them as .po"
        )


@command.command(short_help="Make it anew from the catalogs.")
@options.inner_project
def rebuild(project: Path) -> None:
    """Make the memory anew from all catalogs in locales/ and the files that the settings name.

    Files imported by hand and cached drafts stay. A damaged memory is set aside first, and a new one is made: import
    those files again.
    """
    from pipeline.translate.memory.repair import rebuild as make_anew
    from pipeline.translate.memory.repair import set_aside

    settings = options.make_settings(project).translation.memory
    aside = None if settings.url else set_aside(project)
    with settings.open(project) as memory:
        if aside:
            tell(f"the memory was damaged; it is now {aside}; what you imported by hand is to be imported again")
        problems = make_anew(memory, project, settings.files, options.show_progress)
        options.print_table(make_table(count_records(memory)))
    for problem in problems:
        tell(f"newsloc: {problem}")
    if problems:
        raise SystemExit(USER_MUST_ACT)


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="FILE...")
@options.inner_project
def forget(names: tuple[str, ...], project: Path) -> None:
    """Forget what was imported from files by hand."""
    from pipeline.errors import ConfigError
    from pipeline.translate.memory import RecordKind

    with _open(project) as memory:
        known = memory.files(RecordKind.IMPORT)
        for given in names:
            name = given if given in known else _name(Path(given), project)
            if not memory.forget(name):
                listed = ", ".join(sorted(known)) or "none"
                raise ConfigError(f"{given}: nothing was imported from it; the imported files are: {listed}")
            click.echo(f"{name}: forgotten")


def _open(project: Path) -> Memory:
    from pipeline.translate.memory.repair import open_memory

    return open_memory(project, options.make_settings(project).translation.memory)


def _name(path: Path, project: Path) -> str:
    """Return the name of an imported file: its path from the project, so that two files of one name are two."""
    try:
        return Path(os.path.relpath(path.resolve(), project.resolve())).as_posix()
    except ValueError:  # on another drive
        return path.resolve().as_posix()


def _languages(source: str | None, target: str | None) -> LanguageFilter:
    from pipeline.translate.memory.exchange import LanguageFilter

    return LanguageFilter(source=source, target=target)
