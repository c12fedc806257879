"""``newsloc localize``: the main job."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.exits import USER_MUST_ACT
from pipeline.cli.job import Asked, open_job
from pipeline.cli.messages import tell
from pipeline.cli.stopping import stoppable
from pipeline.errors import ConfigError
from pipeline.translate.engines import AUTO, ENGINES

if TYPE_CHECKING:
    from pipeline.cli.settings import Settings
    from pipeline.localize.job import ArticleRow, Failure, Job, Observer


@click.command()
@options.articles
@options.project
@options.to
@click.option(
    "--engine",
    metavar="NAME[:MODEL]",
    help=f"One of {', '.join((AUTO, *(each.name for each in ENGINES)))}.  [default: the settings', else auto]",
)
@click.option("--redraft", is_flag=True, help="Ask the engine anew, and replace machine drafts that nobody touched.")
@click.option(
    "--shard",
    metavar="K/N",
    default="1/1",
    help="Only the K-th of N shares of the articles; the others may run beside it, on a shared folder.",
)
@click.option("--on", type=click.Choice(["ray"]), help="Let the workers of a cluster do it.")
@click.option("--address", metavar="URL", default="", help="The cluster's address.  [default: workers on this machine]")
@click.option("--workers", type=click.IntRange(min=1), help="Workers at most.  [default: one a core, or a GPU]")
@options.judge
@click.option("--offline", is_flag=True, help="Ask no model hub.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@options.form("Result on stdout.")
@click.option("--all", "everything", is_flag=True, help="Let the table list every article.")
def command(
    articles: tuple[str, ...],
    project: Path,
    languages: tuple[str, ...],
    engine: str | None,
    redraft: bool,
    shard: str,
    on: str | None,
    address: str,
    workers: int | None,
    judge: str | None,
    offline: bool,
    dry_run: bool,
    form: str,
    everything: bool,
) -> None:
    """Bring articles of source/ (all, or those named) into every language's catalog in locales/.

    What people wrote stays; what is missing is drafted, scored and marked fuzzy. Running again changes nothing.

    The table counts units. Reused: their translation or draft was there before, here or in the memory; Drafted: in this
    run; Missing: without either. Verdicts counts the drafts whose score says keep and redo.

    `newsloc report` shows sources and drafts side by side afterwards.

    --format json prints one object: articles, units, reused, translated, failed, failures (path, message), engine,
    seconds, dropped.
    """
    from pipeline.cli.localize_output import describe_errors, make_table, summary
    from pipeline.localize.job import Observer, collect
    from pipeline.localize.records import open_records
    from pipeline.localize.run import localize_each
    from pipeline.localize.shard import read_shard
    from pipeline.translate.memory.exchange import take_settings_files

    start = time.monotonic()
    if (address or workers) and not on:
        raise ConfigError("--address and --workers say where a cluster's workers are; add --on ray")
    share = read_shard(shard)
    found = options.find_sources(project, articles)
    asked = Asked(
        project=project,
        engine=engine,
        judge=judge,
        redraft=redraft,
        offline=offline,
        dry_run=dry_run,
        shard=share,
    )
    observer = Observer(say=tell, progress=options.show_progress)
    settings = options.make_settings(project, languages)
    with (
        stoppable("; what was done is kept, run the same command again to go on"),
        open_job(asked, settings, observer.say) as made,
        open_records(project, share) as records,
    ):
        job = replace(made, records=records)
        take_settings_files(job.memory, project, settings.translation.memory.files, observer.progress)
        if on and not dry_run:
            outcome = collect(_localize_on_ray(asked, settings, job, found.paths, observer, address, workers))
        else:
            outcome = collect(localize_each(job, found.paths, observer))
        options.show_spent(job.judging)
    if form == "json":
        options.print_json(summary(outcome, time.monotonic() - start))
    else:
        options.print_table(make_table(outcome, everything=everything, dry_run=dry_run))
    found.tell_unread()
    for problem in outcome.problems:
        tell(f"newsloc: {problem}")
    for line in describe_errors(outcome):
        tell(f"newsloc: {line}")
    if outcome.failures:
        raise SystemExit(USER_MUST_ACT)


def _localize_on_ray(
    asked: Asked, settings: Settings, job: Job, paths: list[Path], observer: Observer, address: str, workers: int | None
) -> Iterator[ArticleRow | Failure]:
    from pipeline.project.extras import RAY, require

    require(RAY, "localize --on ray")
    from pipeline.cluster.on_ray import ClusterOptions, localize_on_ray

    there = replace(asked, project=asked.project.resolve())
    cluster = ClusterOptions(address=address, workers=workers)
    return localize_on_ray(job, paths, observer, partial(open_job, there, settings), cluster)
