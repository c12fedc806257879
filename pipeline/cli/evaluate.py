"""``newsloc evaluate``: measure engines and files against references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.evaluate_systems import SystemSources
from pipeline.cli.exits import STOPPED
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.quality.evaluate.evaluation import Evaluation
    from pipeline.quality.evaluate.sets import ParallelSet

FOLDERS = (Path("evaluations", "results"), Path("build", "evaluation"))
"""Where results go, below the project: the first if it is there, else the second."""
METRIC_NAMES = ("bleu", "chrf", "chrf++", "ter")


@click.command()
@click.argument("sets", nargs=-1, metavar="SET...")
@options.project
@click.option("--from", "source", metavar="LANG", help="Language of the sources, if the set does not tell.")
@click.option("--to", "target", metavar="LANG", help="Language of the references, if the set does not tell.")
@click.option(
    "--reference",
    "references",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="SET is a text file of sources, and this one of references, line by line; repeat it for more translators.",
)
@click.option(
    "--engine",
    "engines",
    multiple=True,
    metavar="NAME[:MODEL]",
    help="Measure this engine; may be repeated.  [default: the settings', else auto]",
)
@click.option(
    "--system",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measure targets from a file: one line for each unit, or the drafts of a PO; may be repeated.",
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice(METRIC_NAMES),
    help="Only this metric; may be repeated.  [default: all]",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N units of each set.")
@click.option("--redraft", is_flag=True, help="Ask the engines anew, whatever drafts the memory holds.")
@click.option("--offline", is_flag=True, help="Ask no model hub.")
@click.option(
    "--calibrate", is_flag=True, help="Measure nothing: refit the score from what the project's reviewers kept."
)
@click.option(
    "--judgements",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measure no engine: set the score against what people said of targets (source, target, label 0-3; system).",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="JSON Lines: one a set.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="A JSON file, or a folder.  [default: evaluations/results, else build/evaluation]",
)
def command(
    sets: tuple[str, ...],
    project: Path,
    source: str | None,
    target: str | None,
    references: tuple[Path, ...],
    engines: tuple[str, ...],
    files: tuple[Path, ...],
    metrics: tuple[str, ...],
    limit: int | None,
    redraft: bool,
    offline: bool,
    calibrate: bool,
    judgements: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Measure engines and files against references: BLEU, chrF, chrF++, TER, and our own score.

    A SET is a TSV (with a header of source, target and perhaps article and role; or two bare columns), a PO (its
    reviewed entries are the references), or a text file with --reference. Engines draft it as `newsloc localize` would,
    but never from reviewed translations.

    With --calibrate and no SET, every reviewed draft of the project's catalogs tells whether a person kept it; the
    score is fitted to that and written to locales/calibration.json, which `localize` and `assess` read.

    With --judgements and no SET, the score is set against labels that people gave: how well it tells right targets
    from wrong ones within each system, and whether its numbers are true.
    """
    from pipeline.project.extras import DRAFT, EVALUATE, require

    require(DRAFT if calibrate else EVALUATE, "newsloc evaluate")
    if calibrate:
        _calibrate(project, form, [*sets, *references, *engines, *files, *metrics])
        return
    if judgements:
        _judge(project, judgements, source, target, form, [*sets, *references, *engines, *files, *metrics])
        return
    if not sets:
        raise ConfigError("evaluate: name a set to measure on, --judgements FILE, or --calibrate to refit the score")
    from pipeline.quality.evaluate.evaluation import evaluate
    from pipeline.quality.evaluate.metrics import METRICS
    from pipeline.quality.evaluate.sets import Languages, read_file

    _refuse_mixtures(sets, references, files, output)
    settings = options.make_settings(project)
    sources = SystemSources(
        project=project,
        settings=settings,
        glossary=options.make_glossary(project, settings),
        console=options.make_console(),
        redraft=redraft,
        offline=offline,
    )
    wanted = engines or (() if files else ("",))
    chosen = [metric for metric in METRICS if not metrics or metric.lower() in metrics]
    languages = Languages(source=source, target=target)
    # All sets are read before anything long begins.
    read = [read_file(Path(name), languages, references).first(limit) for name in sets]
    _refuse_namesakes(read)
    try:
        for samples in read:
            # Files first: a mistake in one is found before an engine works for long.
            from_files = list(sources.read(samples, files))
            systems = [*sources.draft(samples, wanted), *from_files]
            with sources.watch(f"Measuring {samples.name}", len(systems) * len(samples.samples)) as advance:
                evaluation = evaluate(samples, systems, chosen, advance)
            path = _write(evaluation, samples.key, output or _folder(project))
            _show(evaluation, form)
            click.echo(f"Wrote {path}", err=True)
    except KeyboardInterrupt:
        kept = "" if redraft else "; the drafts made so far are kept, run the same command again to go on"
        click.echo(f"newsloc: stopped{kept}", err=True)
        raise SystemExit(STOPPED) from None


def _calibrate(project: Path, form: str, others: Sequence[object]) -> None:
    from pipeline.cli.calibrate import calibrate

    if others:
        raise ConfigError(f"--calibrate reads the project's own catalogs; leave out {others[0]}")
    calibrate(project, form)


def _judge(
    project: Path, path: Path, source: str | None, target: str | None, form: str, others: Sequence[object]
) -> None:
    from pipeline.cli.judgements import judge_scores
    from pipeline.quality.evaluate.sets import Languages

    if others:
        raise ConfigError(f"--judgements measures the score of the targets in its file; leave out {others[0]}")
    judge_scores(project, path, Languages(source=source, target=target), form)


def _refuse_mixtures(
    sets: Sequence[str], references: Sequence[Path], files: Sequence[Path], output: Path | None
) -> None:
    """Refuse options that fit one set only where there are several."""
    if len(sets) > 1:
        for given, name in ((references, "--reference"), (files, "--system")):
            if given:
                raise ConfigError(f"{name} goes with one set; run the command for each set alone")
        if output and output.suffix == ".json":
            raise ConfigError(f"--output {output}: one file cannot hold {len(sets)} sets; name a folder")
    counts = Counter(path.name for path in files)
    for name, count in counts.items():
        if count > 1:
            raise ConfigError(f"--system: {count} files are called {name}; give them different names")


def _refuse_namesakes(sets: Sequence[ParallelSet]) -> None:
    """Refuse sets whose results would go to one file."""
    counts = Counter(samples.key for samples in sets)
    for key, count in counts.items():
        if count > 1:
            raise ConfigError(
                f"{count} sets would both write {key}.json; run the command for each alone, with --output"
            )


def _folder(project: Path) -> Path:
    return next((project / folder for folder in FOLDERS if (project / folder).is_dir()), project / FOLDERS[-1])


def _write(evaluation: Evaluation, key: str, output: Path) -> Path:
    """Write the JSON; return where it is."""
    from pipeline.project.atomic import write_atomically
    from pipeline.quality.evaluate.evaluation import as_json

    path = output if output.suffix == ".json" else output / f"{key}.json"
    write_atomically(path, as_json(evaluation))
    return path


def _show(evaluation: Evaluation, form: str) -> None:
    if form == "json":
        import msgspec

        click.echo(msgspec.json.encode(evaluation).decode())
    else:
        from pipeline.quality.evaluate.tables import show

        options.print_table(show(evaluation))
