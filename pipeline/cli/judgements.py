"""``newsloc evaluate --judgements``: how true the score is, set against what people said of targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from pipeline.cli.settings import Settings
    from pipeline.quality.evaluate.judgements import JudgedTarget, ScoreBin, ScoreTruth, Share
    from pipeline.quality.evaluate.sets import Languages


def judge_scores(
    project: Path, path: Path, languages: Languages, judge: str | None, form: str, *, offline: bool
) -> None:
    """Score the targets of a file of judgements, and show for each system how true the scores are.

    A judge, if one is asked for, is measured beside the score.
    """
    from pipeline.quality.evaluate.judgements import measure_truth, read_judgements
    from pipeline.quality.evaluate.judges import measure_judge

    settings = options.make_settings(project)
    judged = read_judgements(path, languages, options.make_glossary(project, settings))
    if judge or (judge is None and settings.quality.judge.name):
        judged = _ask_judge(project, settings, judged, judge, offline=offline)
    found = measure_truth(judged, settings.quality.rules, options.make_calibrations(project))
    judges = measure_judge(judged)
    if form == "json":
        import msgspec

        for one in (*found, *judges):
            click.echo(msgspec.json.encode(one).decode())
        return
    options.print_table(show(path.name, found, judges))


def _ask_judge(
    project: Path, settings: Settings, judged: Sequence[JudgedTarget], judge: str | None, *, offline: bool
) -> list[JudgedTarget]:
    """Return the targets with what the judge says of each."""
    with settings.translation.memory.open(project) as memory:
        judging = options.make_judging(judge, settings, memory, offline=offline)
        if judging is None:
            return list(judged)
        pairs = judging.ask([one.pair for one in judged])
    options.show_spent(judging)
    return [replace(one, pair=pair) for one, pair in zip(judged, pairs, strict=True)]


def show(title: str, found: Sequence[ScoreTruth], judges: Sequence[ScoreTruth]) -> RenderableType:
    """Lay out how true scores are: the order, the verdicts, and scores against the share of right targets."""
    from rich.console import Group

    rows = [*((one.system, one) for one in found), *((f"{one.system}, judge", one) for one in judges)]
    judge = f"\njudge: {judges[0].calibration}" if judges else ""
    return Group(_summary(title, rows, judge), _reliability(rows))


def _table(title: str, caption: str, *columns: str) -> Table:
    look = {"title": title, "title_justify": "left", "caption": caption, "caption_justify": "left"}
    return options.make_table(*columns, right=columns[1:], **look)


_WIDTH = 20
"""Characters of a line from 0 to 100."""


def _summary(title: str, rows: Sequence[tuple[str, ScoreTruth]], judge: str) -> Table:
    table = _table(
        title,
        "right: targets whose meaning is right. AUC: the chance that a right target scores above a wrong one. keep, "
        f"review, redo: right ones of those with this verdict, and the 95 % interval of their share.{judge}",
        *("system", "right", "no score", "AUC", "keep", "review", "redo"),
    )
    for name, one in rows:
        table.add_row(
            name,
            f"{one.right} of {one.targets}",
            str(one.unscored),
            "-" if one.auc is None else f"{one.auc:.2f} ({one.low:.2f}-{one.high:.2f})",
            *(_share(share) for share in one.verdicts.values()),
        )
    return table


def _reliability(rows: Sequence[tuple[str, ScoreTruth]]) -> Table:
    table = _table(
        "Is the score true?",
        "targets of neighbouring scores: if the score is true, their mean score is the share of right ones in percent; "
        "● the share of right ones, ─ its 95 % interval, in which │, the mean score, is to be",
        *("system", "mean score", "right", "interval"),
    )
    table.add_column("0" + "100".rjust(_WIDTH), no_wrap=True)
    for name, one in rows:
        for number, part in enumerate(one.bins):
            share = part.right
            percent = f"{100 * share.right / share.targets:.0f} % of {share.targets}"
            interval = f"{100 * share.low:.0f}-{100 * share.high:.0f} %"
            table.add_row("" if number else name, f"{part.score:.0f}", percent, interval, draw(part))
    return table


def draw(part: ScoreBin) -> str:
    """Draw the share of right targets with its interval, and the mean score, on a line from 0 to 100."""
    right = part.right
    low, share, high = (round(_WIDTH * value) for value in (right.low, right.right / right.targets, right.high))
    score = round(_WIDTH * part.score / 100)
    line = ["─" if low <= place <= high else " " for place in range(_WIDTH + 1)]
    line[share] = "●"
    line[score] = "│" if score != share else "◉"
    return "".join(line)


def _share(share: Share) -> str:
    if not share.targets:
        return "-"
    return f"{share.right} of {share.targets} ({100 * share.low:.0f}-{100 * share.high:.0f} %)"
