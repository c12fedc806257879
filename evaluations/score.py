"""What the score is worth, on the held-out part of the judgements and on the held-out minimal pairs.

    python -m evaluations.score --data DATA [--cache FILE] [--pairs]

DATA is that of `evaluations.calibrate`. Nothing here was fitted on or chosen by; 95 % intervals of areas are drawn by
sentence, those of shares are Wilson's. The seven systems' scores come from weights fitted without the system.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from rich.console import Console
from rich.table import Table

from evaluations.calibrate.fitting import FULL, leave_out, pool, shown
from evaluations.calibrate.labelled import DECENT, DRAFT, SETS, Labelled, Part, read_labelled, read_table
from evaluations.calibrate.shares import Share, count_right, draw_interval, rank_chance
from evaluations.references import DIRECTIONS
from pipeline.model import Direction, Pair, Score, Severity, Verdict
from pipeline.quality.assess import ERROR_CAP, assess
from pipeline.quality.calibration import GENERIC, Calibration, direction_name, load_calibration
from pipeline.quality.calibration.scoring import score_of

RESULTS = Path(__file__).parent / "results" / "score.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The chance that the score puts a right target before a wrong one, with its 95 % interval."""

    auc: float | None
    low: float | None
    high: float | None
    targets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionReport:
    """What the score is worth in one direction."""

    direction: str
    decent: Area
    everyone: Area
    draft: Area
    by_system: dict[str, Area]
    kept: Share
    """Right ones of the decent systems' targets to keep."""
    recall: Share
    """Right targets of the decent systems that are kept, of all right ones."""
    redone: Share
    kept_drafts: Share
    reliability: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsReport:
    """What the score makes of minimal pairs: the right target above the wrong one, equal, wrong ones that are kept."""

    direction: str
    pairs: int
    above: Share
    equal: int
    wrong_kept: Share
    by_kind: dict[str, tuple[int, int]]


def main() -> None:
    """Report both directions, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with mt-outputs/")
    parser.add_argument("--cache", type=Path, help="file that keeps the signals: measuring takes minutes")
    parser.add_argument("--pairs", action="store_true", help="score the minimal pairs, too")
    arguments = parser.parse_args()
    labelled = read_labelled(arguments.data, arguments.cache)
    reports = [report(labelled, direction) for direction in DIRECTIONS]
    console = Console(width=110, highlight=False)
    for one in reports:
        console.print(show(one))
    pairs = [report_pairs(direction) for direction in DIRECTIONS] if arguments.pairs else []
    for each in pairs:
        console.print(show_pairs(each))
    found = {"judgements": reports, **({"pairs": pairs} if pairs else {})}
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")


def report(labelled: Sequence[Labelled], direction: Direction) -> DirectionReport:
    """Report on the held-out targets of one direction."""
    name = direction_name(direction)
    own = [one for one in labelled if one.direction == name]
    generic, drafting = load_calibration(GENERIC, direction), load_calibration(DRAFT, direction)
    assert generic is not None
    assert drafting is not None
    systems = [(one, capped(score_of(logit), one)) for one, logit in leave_out(pool(own, GENERIC), FULL)]
    drafts = [(one, shown(drafting.models[-1], one)) for one in pool(own, DRAFT) if one.part is Part.HELDOUT]
    decent = [(one, score) for one, score in systems if one.system in DECENT]
    kept = [one for one, score in decent if is_kept(generic, one, score)]
    right = [(one, score) for one, score in decent if one.right]
    names = dict.fromkeys(one.system for one, _ in systems)
    return DirectionReport(
        direction=name,
        decent=area_of(decent),
        everyone=area_of([*systems, *drafts]),
        draft=area_of(drafts),
        by_system={system: area_of([each for each in systems if each[0].system == system]) for system in names},
        kept=count_right(one.right for one in kept),
        recall=count_right(is_kept(generic, one, score) for one, score in right),
        redone=count_right(one.right for one, score in [*systems] if generic.verdict(score) is Verdict.REDO),
        kept_drafts=count_right(one.right for one, score in drafts if is_kept(drafting, one, score)),
        reliability=tuple(bins(systems)),
    )


def capped(score: int, one: Labelled) -> int:
    """Return a score, capped by an error."""
    return min(score, ERROR_CAP) if one.severity == Severity.ERROR else score


def is_kept(calibration: Calibration, one: Labelled, score: int) -> bool:
    """Tell whether a target would be kept: a finding stands against it."""
    return calibration.verdict(score) is Verdict.KEEP and not one.severity


def area_of(scored: Sequence[tuple[Labelled, int]]) -> Area:
    """Measure the order of scored targets."""
    scores = np.array([score for _, score in scored], dtype=float)
    right = np.array([one.right for one, _ in scored], dtype=bool)
    low, high = draw_interval(scores, right, [str(one.sentence) for one, _ in scored])
    return Area(auc=rank_chance(scores, right), low=low, high=high, targets=len(scored))


def bins(scored: Sequence[tuple[Labelled, int]], count: int = 5) -> list[tuple[float, float, int]]:
    """Return mean score, percent of right targets and their number, by rising score."""
    order = sorted(scored, key=lambda each: each[1])
    return [
        (
            round(float(np.mean([order[at][1] for at in part])), 1),
            round(100 * float(np.mean([order[at][0].right for at in part])), 1),
            len(part),
        )
        for part in np.array_split(np.arange(len(order)), count)
    ]


def report_pairs(direction: Direction) -> PairsReport:
    """Score the minimal pairs of one direction as targets of unknown origin."""
    name = direction_name(direction)
    rows = [row for row in read_table(SETS / "minimal-pairs" / "heldout.tsv") if row["direction"] == name]
    found = assess([_pair(row, side, direction) for row in rows for side in ("right", "wrong")])
    scores = [one.score for one in found if isinstance(one.score, Score)]
    both = list(zip(rows, scores[::2], scores[1::2], strict=True))
    kinds: dict[str, tuple[int, int]] = {}
    for row, right, wrong in both:
        above, whole = kinds.get(row["kind"], (0, 0))
        kinds[row["kind"]] = (above + (right.percent > wrong.percent), whole + 1)
    return PairsReport(
        direction=name,
        pairs=len(rows),
        above=count_right(right.percent > wrong.percent for _, right, wrong in both),
        equal=sum(right.percent == wrong.percent for _, right, wrong in both),
        wrong_kept=count_right(wrong.verdict is Verdict.KEEP for _, _, wrong in both),
        by_kind=kinds,
    )


def _pair(row: dict[str, str], side: str, direction: Direction) -> Pair:
    return Pair(
        source=row["source"],
        target=row[side],
        source_language=direction.source,
        target_language=direction.target,
    )


def show(found: DirectionReport) -> Table:
    """Lay out one direction."""
    table = Table(title=f"{found.direction}, held out", title_justify="left")
    table.add_column("what")
    table.add_column("value", justify="right")
    table.add_column("of", justify="right")
    areas = {
        "decent systems, pooled": found.decent,
        "with argos and the draft engine": found.everyone,
        DRAFT: found.draft,
    }
    for name, area in {**areas, **found.by_system}.items():
        value = "-" if area.auc is None else f"{area.auc:.3f} ({area.low:.3f}-{area.high:.3f})"
        table.add_row(f"AUC, {name}", value, str(area.targets))
    shares = {
        "right among keep, decent systems": found.kept,
        "kept of the right ones, decent systems": found.recall,
        "right among redo, seven systems": found.redone,
        "right among keep, draft engine": found.kept_drafts,
    }
    for name, share in shares.items():
        table.add_row(name, _percent(share), str(share.targets))
    for score, right, count in found.reliability:
        table.add_row(f"score {score:.0f}: right", f"{right:.0f} %", str(count))
    return table


def show_pairs(found: PairsReport) -> Table:
    """Lay out the minimal pairs of one direction."""
    table = Table(title=f"{found.direction}, {found.pairs} minimal pairs", title_justify="left")
    table.add_column("what")
    table.add_column("value", justify="right")
    table.add_row("right above wrong", _percent(found.above))
    table.add_row("equal", str(found.equal))
    table.add_row("wrong ones that get keep", _percent(found.wrong_kept))
    for kind, (above, whole) in sorted(found.by_kind.items()):
        table.add_row(f"right above wrong: {kind}", f"{above} of {whole}")
    return table


def _percent(share: Share) -> str:
    if not share.targets:
        return "-"
    return f"{100 * share.right / share.targets:.0f} % ({100 * share.low:.0f}-{100 * share.high:.0f})"


if __name__ == "__main__":
    main()
