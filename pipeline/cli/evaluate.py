"""``newsloc evaluate``: measure engines and files against references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.messages import tell
from pipeline.cli.stopping import stoppable
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.cli.settings import Settings
    from pipeline.quality.evaluate.evaluation import Evaluation
    from pipeline.quality.evaluate.sets import ParallelSet
    from pipeline.quality.evaluate.systems import System
    from pipeline.translate.glossary import Glossary
    from pipeline.translate.memory import Memory

METRIC_NAMES = ("bleu", "chrf", "chrf++", "ter")
existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("samples_file", metavar="SET", type=options.FILE)
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
@click.option("--offline", is_flag=True, help="Ask no model hub.")
@options.form("JSON: one object.")
@click.option("--output", type=options.FILE, help="Write the JSON into this file, too.")
def command(
    samples_file: Path,
    project: Path,
    source: str | None,
    target: str | None,
    references: tuple[Path, ...],
    engines: tuple[str, ...],
    files: tuple[Path, ...],
    metrics: tuple[str, ...],
    redraft: bool,
    offline: bool,
    form: str,
    output: Path | None,
) -> None:
    """Measure engines and files against references: BLEU, chrF, chrF++, TER, and the checks.

    A SET is a TSV (with a header of source, target and perhaps article and role; or two bare columns), a PO (its
    reviewed entries are the references), or a text file with --reference. Engines draft it as `newsloc localize` would,
    but never from reviewed translations.
    """
    from pipeline.project.extras import EVALUATE, require

    require(EVALUATE, "newsloc evaluate")
    from pipeline.quality.evaluate.evaluation import evaluate
    from pipeline.quality.evaluate.metrics import METRICS
    from pipeline.quality.evaluate.sets import Languages, read_file
    from pipeline.quality.evaluate.systems import read_system

    _refuse_namesakes(files)
    settings = options.make_settings(project)
    glossary = options.make_glossary(project, settings)
    samples = read_file(samples_file, Languages(source=source, target=target), references)
    # Files first: a mistake in one is found before an engine works for long.
    from_files = [read_system(path, samples) for path in files]
    wanted = engines or (() if files else ("",))
    kept = "" if redraft else "; the drafts made so far are kept, run the same command again to go on"
    with stoppable(kept):
        drafted = _draft_systems(project, settings, glossary, samples, wanted, redraft=redraft, offline=offline)
        chosen = [metric for metric in METRICS if not metrics or metric.lower() in metrics]
        return _show(evaluate(samples, [*drafted, *from_files], chosen), form, output)


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


def _draft_systems(
    project: Path,
    settings: Settings,
    glossary: Glossary,
    samples: ParallelSet,
    names: Sequence[str],
    *,
    redraft: bool,
    offline: bool,
) -> list[System]:
    """Let each engine (``NAME`` or ``NAME:MODEL``; empty for that of the settings) draft a set."""
    from pipeline.quality.choice import Choosing
    from pipeline.quality.evaluate.systems import draft_set
    from pipeline.translate.drafting import Drafting

    if not names:
        return []
    systems = []
    with _open_memory(project, settings, redraft=redraft) as memory:
        for name in dict.fromkeys(names):
            engines = options.make_engines(settings, name, offline=offline)
            direction = samples.direction
            choice = options.choose_engine(engines, direction)
            tell(f"{direction}: {choice.reason}")
            title = choice.engine.name if name in ("", "auto") else name
            drafting = Drafting(engine=choice.engine, direction=direction, glossary=glossary, memory=memory)
            distinct = len({sample.source for sample in samples.samples})
            with options.show_progress(f"{title}, {samples.name}", distinct, "units") as advance:
                systems.append(draft_set(drafting, samples, title, advance, Choosing(rules=settings.quality.rules)))
    return systems


@contextmanager
def _open_memory(project: Path, settings: Settings, *, redraft: bool) -> Iterator[Memory]:
    """Open the project's memory for its drafts; an empty one where all is to be drafted anew."""
    from pipeline.translate.memory import LOCATION, Memory

    with TemporaryDirectory() as folder:
        opened = Memory(Path(folder, LOCATION.name)) if redraft else settings.translation.memory.open(project)
        with opened as memory:
            yield memory
