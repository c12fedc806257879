"""``newsloc evaluate --calibrate``: fit the project's score to what its reviewers kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli import options
from pipeline.cli.messages import tell

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.quality.calibration.reviewed import FitResult


def calibrate(project: Path, judge: str | None, form: str, *, offline: bool) -> None:
    """Refit the project's score from its reviewed drafts, and say of each engine and direction what became of it."""
    from pipeline.project.clock import current_time
    from pipeline.quality.calibration.reviewed import LEAST, LEAST_RARER, LOCATION, calibrate_project

    settings = options.make_settings(project)
    with settings.translation.memory.open(project) as memory:
        judging = options.make_judging(judge, settings, memory, offline=offline)
        fitted = calibrate_project(project, memory, current_time().date().isoformat(), judging)
    options.show_spent(judging)
    if form == "json":
        options.print_json(*map(_row, fitted))
    elif fitted:
        options.print_table(_table(fitted))
    if any(one.calibration for one in fitted):
        tell(f"Wrote {project / LOCATION}; commit it with the catalogs")
    if not fitted:
        tell("No machine draft was reviewed yet; the packaged scores stay")
    elif any(one.calibration is None for one in fitted):
        tell(
            f"Where reviewed drafts are too few the packaged score stays: it takes {LEAST} of one direction, "
            f"{LEAST_RARER} of them kept and {LEAST_RARER} changed"
        )


def _row(one: FitResult) -> dict[str, object]:
    return {
        "engine": one.engine,
        "direction": one.direction,
        "kept": one.kept,
        "changed": one.changed,
        "unknown": one.unknown,
        "calibration": one.calibration.name if one.calibration else None,
    }


def _table(fitted: Sequence[FitResult]) -> Table:
    from pipeline.quality.calibration import GENERIC

    table = options.make_table(
        *("engine", "direction", "kept", "changed", "lost", "score"),
        right=("kept", "changed", "lost"),
        title="The project's score, from reviewed drafts",
        title_justify="left",
        caption="lost: changed ones whose draft neither memory nor git knows; no score is fitted to them",
        caption_justify="left",
    )
    for one in fitted:
        engine = "all" if one.engine == GENERIC else one.engine
        counts = map(str, (one.kept, one.changed, one.unknown))
        table.add_row(engine, one.direction, *counts, "fitted" if one.calibration else "too few, packaged")
    return table
