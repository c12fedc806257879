"""An evaluation as tables for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from pipeline.model import Verdict

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pipeline.quality.evaluate.evaluation import Evaluation, Part, Result

_WIDTH = 80
_MOST_PARTS = 20
"""Articles in the table; JSON and the report have all."""


def show(evaluation: Evaluation) -> RenderableType:
    """Lay an evaluation out: figures, score and checks, comparisons, roles, articles."""
    units = f"{evaluation.units:,}" if evaluation.units == evaluation.size else f"the first {evaluation.units:,}"
    title = (
        f"{evaluation.set}: {units} of {evaluation.size:,} units"
        if evaluation.units < evaluation.size
        else (f"{evaluation.set}: {units} units")
    )
    head = Text(f"{title}, {evaluation.source_language}→{evaluation.target_language}", style="bold")
    return Group(head, *_tables(evaluation))


def _tables(evaluation: Evaluation) -> Iterator[RenderableType]:
    yield _figures(evaluation)
    yield _scores_and_errors(evaluation)
    if evaluation.comparisons:
        yield _comparisons(evaluation)
    for name in ("roles", "articles"):
        if any(getattr(result, name) for result in evaluation.results):
            yield from _parts(evaluation, name)
    yield Text("\n".join(_signatures(evaluation)), style="dim", overflow="fold")


def _table(title: str, *columns: str, caption: str | None = None) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        caption=caption,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        width=_WIDTH,
        pad_edge=False,
        collapse_padding=True,
        header_style="bold",
    )
    first, *others = columns
    table.add_column(first, ratio=1, overflow="fold")
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _figures(evaluation: Evaluation) -> Table:
    table = _table("Against the references, ± 95 %", "system", *evaluation.metrics)
    for result in evaluation.results:
        table.add_row(result.name, *(f"{figure.score:.1f} ±{figure.margin:.1f}" for figure in result.figures))
    return table


def _scores_and_errors(evaluation: Evaluation) -> Table:
    missing = "".join(
        f"{result.name}: {result.checks.missing} of {evaluation.units} units have no target.\n"
        for result in evaluation.results
        if result.checks.missing
    )
    table = _table(
        "What newsloc says, and what its checks find",
        *("system", "score", "keep", "review", "redo", "numbers", "errors", "stray", "loops", "words/s"),
        caption=f"{missing}score: mean, 0-100. numbers: kept, of units with digits. errors: units with any. "
        "stray: letters of another script. words/s: target words (13a) of fresh drafts.",
    )
    for result in evaluation.results:
        table.add_row(result.name, *_cells(result, evaluation.units))
    return table


def _cells(result: Result, units: int) -> list[str]:
    score, checks = result.score, result.checks
    return [
        f"{score.mean:.1f}" if score else "-",
        *(_share(score.verdicts[verdict], score.units) if score else "-" for verdict in Verdict),
        _share(checks.numbers_kept, checks.numbered),
        *(_share(count, units) for count in (checks.flagged, checks.stray, checks.looping)),
        f"{result.speed.words_per_second:,.1f}" if result.speed else "-",
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _comparisons(evaluation: Evaluation) -> Table:
    first = evaluation.results[0].name
    table = _table(
        f"Against {first}, paired {evaluation.test}",
        *("system", *evaluation.metrics),
        caption="difference, and the chance p of such a one between equals; * p < 0.05",
    )
    for result in evaluation.results[1:]:
        found = {one.metric: one for one in evaluation.comparisons if one.system == result.name}
        cells = (found[metric] for metric in evaluation.metrics)
        table.add_row(
            result.name,
            *(f"{one.difference:+.1f} p={one.p_value:.3f}{'*' if one.significant else ' '}" for one in cells),
        )
    return table


def _parts(evaluation: Evaluation, name: str) -> Iterator[Table]:
    for result in evaluation.results:
        parts: Sequence[Part] = getattr(result, name)
        left = len(parts) - _MOST_PARTS
        table = _table(
            f"{result.name}, by {name.removesuffix('s')}",
            *(name.removesuffix("s"), "units", *evaluation.metrics),
            caption=f"and {left} more in the report" if left > 0 else None,
        )
        for part in parts[:_MOST_PARTS]:
            table.add_row(part.name, str(part.units), *(f"{part.scores[metric]:.1f}" for metric in evaluation.metrics))
        yield table


def _signatures(evaluation: Evaluation) -> Iterator[str]:
    for figure in evaluation.results[0].figures:
        yield f"{figure.metric}: {figure.signature}"
    for name, digest in evaluation.files.items():
        yield f"{name}: SHA-256 {digest}"
