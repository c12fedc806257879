"""``newsloc evaluate --judgements``: how true the score is, set against what people said of targets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from pipeline.quality.evaluate.judgements import ScoreTruth, Share
    from pipeline.quality.evaluate.sets import Languages


def judge_scores(project: Path, path: Path, languages: Languages, form: str) -> None:
    """Score the targets of a file of judgements, and show for each system how true the scores are."""
    from pipeline.quality.evaluate.judgements import measure_truth, read_judgements

    settings = options.make_settings(project)
    judged = read_judgements(path, languages, options.make_glossary(project, settings))
    found = measure_truth(judged, settings.quality.rules, options.make_calibrations(project))
    if form == "json":
        import msgspec

        for one in found:
            click.echo(msgspec.json.encode(one).decode())
        return
    options.print_table(show(path.name, found))


def show(title: str, found: Sequence[ScoreTruth]) -> RenderableType:
    """Lay out how true scores are: the order, the verdicts, and scores against the share of right targets."""
    from rich.console import Group

    return Group(_summary(title, found), _reliability(found))


def _table(title: str, caption: str, *columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        caption=caption,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    return table


def _summary(title: str, found: Sequence[ScoreTruth]) -> Table:
    table = _table(
        title,
        "right: targets whose meaning is right. AUC: the chance that a right target scores above a wrong one. keep, "
        "review, redo: right ones of those with this verdict, and the 95 % interval of their share.",
        *("system", "right", "no score", "AUC", "keep", "review", "redo"),
    )
    for one in found:
        table.add_row(
            one.system,
            f"{one.right} of {one.targets}",
            str(one.unscored),
            "-" if one.auc is None else f"{one.auc:.2f} ({one.low:.2f}-{one.high:.2f})",
            *(_share(share) for share in one.verdicts.values()),
        )
    return table


def _reliability(found: Sequence[ScoreTruth]) -> Table:
    table = _table(
        "Is the score true?",
        "targets of neighbouring scores: if the score is true, their mean score is the share of right ones in percent",
        *("system", "mean score", "right", "95 % interval"),
    )
    for one in found:
        for number, part in enumerate(one.bins):
            share = part.right
            percent = f"{100 * share.right / share.targets:.0f} % of {share.targets}"
            interval = f"{100 * share.low:.0f}-{100 * share.high:.0f} %"
            table.add_row("" if number else one.system, f"{part.score:.0f}", percent, interval)
    return table


def _share(share: Share) -> str:
    if not share.targets:
        return "-"
    return f"{share.right} of {share.targets} ({100 * share.low:.0f}-{100 * share.high:.0f} %)"
