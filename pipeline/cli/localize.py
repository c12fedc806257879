"""``newsloc localize``: the main job."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.exits import STOPPED, USER_MUST_ACT
from pipeline.cli.messages import tell
from pipeline.translate.engines import AUTO, ENGINES, NO_TRANSLATIONS

if TYPE_CHECKING:
    from pipeline.localize.job import EngineFor
    from pipeline.model import Direction
    from pipeline.translate.engines.pairs import Engines
    from pipeline.translate.engines.protocol import Engine


@click.command()
@options.articles
@options.project
@options.to
@click.option(
    "--engine",
    metavar="NAME",
    help=f"One of {', '.join((AUTO, *(each.name for each in ENGINES)))}.  [default: the settings', else auto]",
)
@click.option("--redraft", is_flag=True, help="Replace machine drafts that nobody touched.")
@click.option(
    "--shard",
    metavar="K/N",
    default="1/1",
    help="Only the K-th of N shares of the articles; the others may run beside it, on a shared folder.",
)
@options.agreement
@click.option("--offline", is_flag=True, help="Ask no model hub.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Result on stdout.")
@click.option("--all", "everything", is_flag=True, help="Let the table list every article.")
def command(
    articles: tuple[str, ...],
    project: Path,
    languages: tuple[str, ...],
    engine: str | None,
    redraft: bool,
    shard: str,
    agreement: str | None,
    offline: bool,
    dry_run: bool,
    form: str,
    everything: bool,
) -> None:
    """Bring articles of source/ (all, or those named) into every language's catalog in locales/.

    What people wrote stays; what is missing is drafted, scored and marked fuzzy. Running again changes nothing.
    """
    from pipeline.cli.localize_output import find_pages, make_table, name_report, summary, write_report
    from pipeline.localize.job import Job, Observer
    from pipeline.localize.run import localize
    from pipeline.localize.shard import read_shard
    from pipeline.translate.memory.exchange import take_settings_files

    start = time.monotonic()
    share = read_shard(shard)
    report = project / name_report(share)
    settings = options.make_settings(project, languages)
    engines = options.make_engines(settings, engine, offline=offline)
    console = options.make_console()
    observer = Observer(
        say=tell,
        progress=lambda title, total: options.show_progress(console, title, total),
    )
    paths = options.find_paths(project, articles)
    glossary = options.make_glossary(project, settings)
    with settings.translation.memory.open(project) as memory:
        take_settings_files(memory, project, settings.translation.memory.files, observer.progress)
        job = Job(
            project=project,
            languages=settings.languages,
            glossary=glossary,
            memory=memory,
            engine_for=_engine_chooser(engines),
            catalogs=settings.catalogs,
            rules=settings.quality.rules,
            front_matter=settings.sources.front_matter,
            redraft=redraft,
            translates=lambda direction: engines.of(direction).engine not in NO_TRANSLATIONS,
            dry_run=dry_run,
            calibrations=options.make_calibrations(project),
            opinions=options.make_opinions(agreement, settings, glossary, memory, console, offline=offline),
            shard=share,
            pages=find_pages(report, len(paths)),
        )
        try:
            outcome = localize(job, paths, observer)
        except KeyboardInterrupt:
            tell("newsloc: stopped; what was done is kept, run the same command again to go on")
            raise SystemExit(STOPPED) from None
    seconds = time.monotonic() - start
    problems = (*outcome.problems, *(() if dry_run else write_report(report, job.pages, outcome)))
    if form == "json":
        click.echo(json.dumps(summary(outcome, seconds), ensure_ascii=False))
    else:
        options.print_table(make_table(outcome, everything=everything))
    for problem in problems:
        tell(f"newsloc: {problem}")
    if not dry_run:
        tell(f"Open {report} to read source and drafts side by side.")
    if problems:
        raise SystemExit(USER_MUST_ACT)


def _engine_chooser(engines: Engines) -> EngineFor:
    from pipeline.project.extras import DRAFT, require
    from pipeline.translate.engines.selection import choose

    def engine_for(direction: Direction) -> Engine:
        choice = choose(engines.of(direction), direction, report=lambda line: tell(f"  {line}"))
        if choice.engine.name not in NO_TRANSLATIONS:
            require(DRAFT, f"the score of what the {choice.engine.name} engine translates")
        tell(f"{direction}: {choice.reason}")
        return choice.engine

    return engine_for
