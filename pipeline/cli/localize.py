"""``newsloc localize``: the main job."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.exits import STOPPED, USER_MUST_ACT
from pipeline.cli.job import Asked, open_job
from pipeline.cli.messages import tell
from pipeline.errors import ConfigError
from pipeline.translate.engines import AUTO, ENGINES

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.localize.job import ArticleRow, Failure, Job, Observer, RunResult
    from pipeline.localize.shard import Shard

_REPORT = Path("report.html")
"""In the project, not beside the editions: it shows what must not be published."""


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
@click.option("--on", type=click.Choice(["ray"]), help="Let the workers of a cluster do it.")
@click.option("--address", metavar="URL", default="", help="The cluster's address.  [default: workers on this machine]")
@click.option("--workers", type=click.IntRange(min=1), help="Workers at most.  [default: one a core, or a GPU]")
@options.agreement
@options.judge
@click.option("--offline", is_flag=True, help="Ask no model hub.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Result on stdout.")
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
    agreement: str | None,
    judge: str | None,
    offline: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Bring articles of source/ (all, or those named) into every language's catalog in locales/.

    What people wrote stays; what is missing is drafted, scored and marked fuzzy. Running again changes nothing.
    """
    from pipeline.localize.job import Observer, collect
    from pipeline.localize.run import localize_each
    from pipeline.localize.shard import read_shard
    from pipeline.translate.memory.exchange import take_settings_files

    start = time.monotonic()
    if (address or workers) and not on:
        raise ConfigError("--address and --workers say where a cluster's workers are; add --on ray")
    asked = Asked(
        project=project,
        languages=languages,
        engine=engine,
        agreement=agreement,
        judge=judge,
        redraft=redraft,
        offline=offline,
        dry_run=dry_run,
        shard=read_shard(shard),
    )
    console = options.make_console()
    observer = Observer(
        say=tell,
        progress=lambda title, total: options.show_progress(console, title, total),
    )
    files = options.make_settings(project).translation.memory.files
    paths = options.find_paths(project, articles)
    with open_job(asked, observer.say) as job:
        take_settings_files(job.memory, project, files, observer.progress)
        try:
            if on and not dry_run:
                outcome = collect(_localize_on_ray(asked, job, paths, observer, address, workers))
            else:
                outcome = collect(localize_each(job, paths, observer))
        except KeyboardInterrupt:
            tell("newsloc: stopped; what was done is kept, run the same command again to go on")
            raise SystemExit(STOPPED) from None
        if job.judging and (spent := job.judging.describe_spent()):
            observer.say(spent)
    seconds = time.monotonic() - start
    report = _name_report(asked.shard)
    problems = (*outcome.problems, *(() if dry_run else _write_report(project / report, outcome)))
    _show(outcome, form, seconds)
    for problem in problems:
        tell(f"newsloc: {problem}")
    if not dry_run:
        tell(f"Open {project / report} to read source and drafts side by side.")
    if problems:
        raise SystemExit(USER_MUST_ACT)


def _localize_on_ray(
    asked: Asked, job: Job, paths: list[Path], observer: Observer, address: str, workers: int | None
) -> Iterator[ArticleRow | Failure]:
    from pipeline.project.extras import RAY, require

    require(RAY, "localize --on ray")
    from pipeline.cluster.on_ray import ClusterOptions, localize_on_ray

    there = replace(asked, project=asked.project.resolve())
    cluster = ClusterOptions(address=address, workers=workers)
    return localize_on_ray(job, paths, observer, partial(open_job, there), cluster)


def _name_report(shard: Shard) -> Path:
    """Return the name of the report; each shard has its own."""
    return _REPORT.with_stem(f"{_REPORT.stem}-{shard.number}-of-{shard.count}") if shard.count > 1 else _REPORT


def _write_report(path: Path, outcome: RunResult) -> tuple[str, ...]:
    """Write the report; return what cannot be shown in it, in words."""
    from pipeline.localize.report import localize_report, report_articles
    from pipeline.project.accidents import tell_accident
    from pipeline.project.atomic import write_atomically
    from pipeline.project.paths import refuse_outside

    articles, problems = report_articles(outcome.rows)
    try:
        refuse_outside(path.parent, path)
        write_atomically(path, localize_report(articles))
    except Exception as error:  # noqa: BLE001 - the catalogs are written, and their table is to be shown
        problems = (*problems, tell_accident(error, path.name))
    return problems


def _show(outcome: RunResult, form: str, seconds: float) -> None:
    if form == "json":
        click.echo(json.dumps(summary(outcome, seconds), ensure_ascii=False))
    else:
        options.print_table(make_table(outcome))


def summary(outcome: RunResult, seconds: float) -> dict[str, object]:
    """Return the run in one object: counts of articles and units, the engines used, seconds, dropped blocks."""
    rows = outcome.rows
    waived = sum(len(findings) for row in rows for findings in row.waived.values())
    return {
        "articles": len({row.article.slug for row in rows}),
        "units": sum(len(row.catalog.entries) for row in rows),
        "reused": sum(row.reused for row in rows),
        "translated": sum(row.drafted for row in rows),
        "failed": sum(row.missing for row in rows) + outcome.failed_articles,
        "engine": ", ".join(sorted({row.engine for row in rows} - {"-"})) or None,
        "seconds": round(seconds, 2),
        "dropped": outcome.dropped,
        **({"waived": waived} if waived else {}),
    }


def make_table(outcome: RunResult) -> Table:
    """Return the closing table: a line for each article and language."""
    from rich import box
    from rich.table import Table

    from pipeline.model import Verdict

    table = Table(
        box=box.SIMPLE_HEAD,
        caption="Verdicts: of all machine drafts, keep / review / redo",
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("Article", overflow="fold", ratio=1)
    table.add_column("Lang")
    for name in ("Units", "Reused", "Drafted", "Missing", "Verdicts"):
        table.add_column(name, justify="right")
    for row in outcome.rows:
        if row.is_translation:
            table.add_row(
                row.article.slug,
                f"{row.article.language}→{row.catalog.language}",
                *(str(count) for count in (len(row.catalog.entries), row.reused, row.drafted, row.missing)),
                " / ".join(str(row.verdicts.get(verdict, 0)) for verdict in Verdict),
            )
    return table
