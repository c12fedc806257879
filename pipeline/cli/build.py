"""``newsloc build``: the localized articles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import options
from pipeline.cli.exits import GATE_FAILED, USER_MUST_ACT
from pipeline.cli.messages import tell
from pipeline.editions.writers import WRITERS
from pipeline.errors import few
from pipeline.languages.locales import same_language

if TYPE_CHECKING:
    from pipeline.editions.build import BuildReport
    from pipeline.editions.publishing import Result


@click.command()
@options.articles
@options.project
@options.to
@click.option(
    "--as",
    "formats",
    type=click.Choice([writer.name for writer in WRITERS]),
    multiple=True,
    help="Only this format; may be repeated.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.  [default: build]")
@click.option("--preview", is_flag=True, help="Show all that is not due yet, drafts too, in a folder preview/ below.")
@click.option("--ignore-embargo", is_flag=True, help="Build also what is under embargo.")
@options.form("Result on stdout.")
def command(
    articles: tuple[str, ...],
    project: Path,
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    out: Path | None,
    preview: bool,
    ignore_embargo: bool,
    form: str,
) -> None:
    """Write editions of the articles (all, or those named) from the catalogs: no engine, no network.

    A translation is due once all of it is reviewed; or, if the setting due is below 100, headline, standfirst, first
    paragraph and so many percent of all units. The setting fallback says what stands for the others: a draft, the
    source text, marked, or nothing.
    Until then only --preview shows it. Once it was due, it is always built: a sentence that has changed stands as it
    was approved before, a new one is left out, and a line says so. An article under embargo is not built, of a killed
    one only a notice. manifest.json in the folder tells where each sentence comes from.

    The build does not judge texts: what people approved is published as it stands, also where newsloc check finds an
    error in it. Run newsloc check first; then build whatever it said, so that kills and corrections go out.

    Exit code 0: all that is due is built; 1: a published edition waits for the translation of what has changed; 2: an
    article could not be read, and its former files stay.
    """
    from pipeline.editions.build import build
    from pipeline.editions.publishing import Orders
    from pipeline.project.clock import current_time

    folder = out or project / "build"
    folder = folder / "preview" if preview else folder
    configured = options.make_settings(project)
    settings = options.make_settings(project, languages)
    report = build(
        Orders(
            project=project,
            folder=folder,
            paths=options.find_paths(project, articles),
            languages=settings.languages,
            all_languages=tuple(dict.fromkeys((*configured.languages, *settings.languages))),
            formats=formats,
            now=current_time(),
            complete=not articles,
            ignore_embargo=ignore_embargo,
            front_matter=settings.sources.front_matter,
            due=settings.build.due,
            site=replace(settings.build.site, preview=preview),
        )
    )
    if form == "json":
        _print_json(report, folder)
    else:
        _print_table(report, folder)
    raise SystemExit(_exit_code(report))


def _exit_code(report: BuildReport) -> int:
    from pipeline.editions.publishing import OUTDATED, Outcome

    outcomes = {result.outcome for result in report.results}
    if Outcome.FAILED in outcomes or report.problems:
        return USER_MUST_ACT
    return GATE_FAILED if outcomes & OUTDATED else 0


def _print_json(report: BuildReport, folder: Path) -> None:
    """Print one object a file, or one for an edition without files."""
    for result in report.results:
        row = _row(result)
        options.print_json(*([{**row, "path": (folder / path).as_posix()} for path in result.files] or [row]))


def _row(result: Result) -> dict[str, Any]:
    record = result.record
    return {
        "slug": result.slug,
        "language": result.language,
        "path": None,
        "outcome": result.outcome.value,
        "message": result.message,
        "reviewed": record.reviewed if record else 0,
        "earlier": record.earlier if record else 0,
        "drafts": record.drafts if record else 0,
        "source": record.source if record else 0,
        "omitted": record.omitted if record else 0,
    }


def _print_table(report: BuildReport, folder: Path) -> None:
    from rich.text import Text

    from pipeline.editions.publishing import Outcome

    counts = ("Reviewed", "Earlier", "Draft", "Source", "Out")
    caption = (
        "reviewed: in the edition's language; earlier: approved before its source changed; draft: a machine's;"
        " source: in the article's own; out: left out"
    )
    table = options.make_table("Edition", *counts, right=counts, caption=caption)
    for result in (each for each in report.results if each.outcome is not Outcome.TEXTLESS):
        record, name = result.record, f"{(folder / result.language / result.slug).as_posix()}.*"
        if record is None:
            table.add_row(Text(name), result.outcome.value, *[""] * (len(counts) - 1))
        elif same_language(record.source_language, record.language):
            table.add_row(Text(name), "original", *[""] * (len(counts) - 1))
        else:
            parts = (record.reviewed, record.earlier, record.drafts, record.source, record.omitted)
            table.add_row(Text(name), *map(str, parts))
    options.print_table(table)
    _print_messages(report, folder)


def _print_messages(report: BuildReport, folder: Path) -> None:
    """Say on stderr what was not built, and what was taken away."""
    from pipeline.editions.publishing import Outcome
    from pipeline.sources.textless import describe_textless

    counted = (Outcome.NOT_BEGUN, Outcome.NOT_DUE, Outcome.TEXTLESS)
    messages = [result.message for result in report.results if result.message and result.outcome not in counted]
    textless = dict.fromkeys(result.slug for result in report.results if result.outcome is Outcome.TEXTLESS)
    messages += [describe_textless(list(textless))] if textless else []
    outcomes = [result.outcome for result in report.results]
    waiting = [f"{outcomes.count(each)} {each}" for each in (Outcome.NOT_BEGUN, Outcome.NOT_DUE) if each in outcomes]
    if waiting:
        messages.append(f"{', '.join(waiting)}: not built for want of reviews; newsloc build --preview shows them")
    if report.addresses_missing:
        messages.append(
            "ninjs editions have no addresses: their uri is only a name (urn:newsloc:...), and they leave out the"
            " pictures beside them; set base_url in [build]"
        )
    messages += [note for result in report.results for note in result.notes]
    gone, left = ([(folder / path).as_posix() for path in paths] for paths in (report.removed, report.left))
    messages += few([f"{path}: removed, for it is not published any more" for path in gone], "files removed")
    messages += few(
        [f"{path}: no edition any more, but changed by hand since; remove it yourself" for path in left],
        "files that are no editions any more, but were changed by hand",
    )
    for message in dict.fromkeys((*messages, *report.problems)):
        tell(message)
