"""``newsloc evaluate``: measure engines and files against references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.evaluate_systems import draft_systems
from pipeline.cli.stopping import stoppable
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.quality.evaluate.evaluation import Evaluation

METRIC_NAMES = ("bleu", "chrf", "chrf++", "ter")
existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("samples_file", required=False, metavar="SET", type=options.FILE)
@options.project
@options.language("--from", "source", "Language of the sources, if the set does not tell.")
@options.language("--to", "target", "Language of the references, if the set does not tell.")
@click.option(
    "--reference",
    "references",
    multiple=True,
    metavar="FILE",
    type=existing,
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
    type=existing,
    help="Measure targets from a file: one line for each unit, or the drafts of a PO; may be repeated.",
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice(METRIC_NAMES),
    help="Only this metric; may be repeated.  [default: all]",
)
@click.option("--redraft", is_flag=True, help="Ask the engines anew, whatever drafts the memory holds.")
@options.judge
@click.option("--offline", is_flag=True, help="Ask no model hub.")
@click.option(
    "--calibrate", is_flag=True, help="Measure nothing: refit the score from what the project's reviewers kept."
)
@click.option(
    "--judgements",
    metavar="FILE",
    type=existing,
    help="Measure no engine: set the score against what people said of targets (source, target, label 0-3; system).",
)
@options.form("JSON: one object.")
@click.option("--output", type=options.FILE, help="Write the JSON into this file, too.")
def command(
    samples_file: Path | None,
    project: Path,
    source: str | None,
    target: str | None,
    references: tuple[Path, ...],
    engines: tuple[str, ...],
    files: tuple[Path, ...],
    metrics: tuple[str, ...],
    redraft: bool,
    judge: str | None,
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

    With --judge, too, a judge reads these drafts or targets: the score is fitted to its number as well, or the judge
    is measured beside the score.
    """
    from pipeline.project.extras import DRAFT, EVALUATE, require

    require(DRAFT if calibrate else EVALUATE, "newsloc evaluate")
    if calibrate or judgements:
        _refuse_others(calibrate, [samples_file, *references, *engines, *files, *metrics])
    if calibrate:
        from pipeline.cli.calibrate import calibrate as refit

        return refit(project, judge, form, offline=offline)
    from pipeline.quality.evaluate.sets import Languages

    languages = Languages(source=source, target=target)
    if judgements:
        from pipeline.cli.judgements import judge_scores

        return judge_scores(project, judgements, languages, judge, form, offline=offline)
    if judge:
        raise ConfigError("--judge goes with --judgements FILE or --calibrate; leave it out to measure engines")
    if samples_file is None:
        raise ConfigError("evaluate: name a set to measure on, --judgements FILE, or --calibrate to refit the score")
    from pipeline.quality.evaluate.evaluation import evaluate
    from pipeline.quality.evaluate.metrics import METRICS
    from pipeline.quality.evaluate.sets import read_file
    from pipeline.quality.evaluate.systems import read_system

    _refuse_namesakes(files)
    settings = options.make_settings(project)
    glossary = options.make_glossary(project, settings)
    samples = read_file(samples_file, languages, references)
    # Files first: a mistake in one is found before an engine works for long.
    from_files = [read_system(path, samples, glossary, path.name) for path in files]
    wanted = engines or (() if files else ("",))
    kept = "" if redraft else "; the drafts made so far are kept, run the same command again to go on"
    with stoppable(kept):
        drafted = draft_systems(project, settings, glossary, samples, wanted, redraft=redraft, offline=offline)
        chosen = [metric for metric in METRICS if not metrics or metric.lower() in metrics]
        return _show(evaluate(samples, [*drafted, *from_files], chosen), form, output)


def _refuse_others(calibrate: bool, others: Sequence[object]) -> None:
    """Refuse what an option that measures no set has no use for."""
    what = (
        "--calibrate reads the project's own catalogs"
        if calibrate
        else "--judgements measures the score of the targets in its file"
    )
    for other in filter(None, others):
        raise ConfigError(f"{what}; leave out {other}")


def _refuse_namesakes(files: Sequence[Path]) -> None:
    counts = Counter(path.name for path in files)
    for name, count in counts.items():
        if count > 1:
            raise ConfigError(f"--system: {count} files are called {name}; give them different names")


def _show(evaluation: Evaluation, form: str, output: Path | None) -> None:
    from pipeline.project.atomic import write_atomically
    from pipeline.quality.evaluate.evaluation import as_json
    from pipeline.quality.evaluate.tables import show

    if form == "json":
        import msgspec

        click.echo(msgspec.json.encode(evaluation).decode())
    else:
        options.print_table(show(evaluation))
    if output:
        write_atomically(output, as_json(evaluation))
