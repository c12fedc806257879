"""An evaluation as tables for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pipeline.quality.evaluate.evaluation import Evaluation, Result
    from pipeline.quality.evaluate.metrics import Figure

_WIDTH = 80


def show(evaluation: Evaluation) -> RenderableType:
    """Lay an evaluation out: figures, checks, signatures."""
    languages = f"{evaluation.source_language}→{evaluation.target_language}"
    head = f"{evaluation.set}: {evaluation.units:,} units, {languages}"
    signatures = Text("\n".join(_signatures(evaluation)), style="dim", overflow="fold")
    return Group(Text(head, style="bold"), _figures(evaluation), _checks(evaluation), signatures)


def _table(title: str, caption: str, *columns: str) -> Table:
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
    caption = ""
    if len(evaluation.results) > 1:
        caption = (
            f"below: the difference to {evaluation.results[0].name}, and the chance p of such a one between equals"
            " (paired bootstrap); * p < 0.05"
        )
    table = _table("Against the references, ± 95 %", caption, "system", *evaluation.metrics)
    for result in evaluation.results:
        table.add_row(result.name, *map(_figure, result.figures))
    return table


def _figure(figure: Figure) -> str:
    text = f"{figure.score:.1f} ±{figure.margin:.1f}"
    found = figure.difference
    if found is None:
        return text
    return f"{text}\n{found.score:+.1f} p={found.p_value:.3f}{'*' if found.significant else ' '}"


def _checks(evaluation: Evaluation) -> Table:
    missing = "".join(
        f"{result.name}: {result.checks.missing} of {evaluation.units} units have no target.\n"
        for result in evaluation.results
        if result.checks.missing
    )
    table = _table(
        "What the checks find",
        f"{missing}numbers: kept, of units with digits. errors: units with any. stray: letters of another script.",
        *("system", "numbers", "errors", "stray", "loops", "untranslated"),
    )
    for result in evaluation.results:
        table.add_row(result.name, *_cells(result, evaluation.units))
    return table


def _cells(result: Result, units: int) -> list[str]:
    checks = result.checks
    counts = (checks.flagged, checks.stray, checks.looping, checks.untranslated)
    return [_share(checks.numbers_kept, checks.numbered), *(_share(count, units) for count in counts)]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _signatures(evaluation: Evaluation) -> Iterator[str]:
    for figure in evaluation.results[0].figures:
        yield f"{figure.metric}: {figure.signature}"
    for name, digest in evaluation.files.items():
        yield f"{name}: SHA-256 {digest}"
