"""Fit the margins of contrastive edits, and report what they find on held-out texts.

    python -m evaluations.contrast --data DATA [--readings FILE] [--sample N]            report
    python -m evaluations.contrast --data DATA --readings FILE --fit [--labelled FILE]   fit the margins, write them

DATA is that of `evaluations.calibrate`. FILE keeps what the model read, as a translation memory does: it takes long.

Fitted to right translations (FLORES-200 dev but for held-out sentences, judgements and minimal pairs of the parts fit
and tune) and to the wrong ones of these minimal pairs, so that about one in a hundred right ones has a finding. Human
translations that the model was trained on are left out: it reads them too well. Reported on the held-out minimal pairs
and on our own news; intervals are Wilson's.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from rich.console import Console
from rich.table import Table

from evaluations.calibrate.labelled import SETS, Part, read_labelled, read_rows, read_table
from evaluations.calibrate.shares import Share, count_right
from evaluations.references import DIRECTIONS, read_lines, read_news
from pipeline.languages.normalize import normalize
from pipeline.model import Direction, Pair
from pipeline.project.clock import current_time
from pipeline.quality import contrast
from pipeline.quality.calibration import direction_name
from pipeline.quality.contrast import Margins, strength
from pipeline.quality.likelihood import weigh
from pipeline.translate.engines.draft.engine import DraftEngine
from pipeline.translate.memory import Memory

ALARMS = 0.003
"""Share of the right translations fitted to that may have a finding: by five-fold cross-validation 0.003 is 0.7 % of
those left out, 0.01 is 1.9 %."""
SMOOTHING = 0.3
"""Alarms added to those of a step, so that a step without any is not worth infinitely much."""
PAIRS = SETS / "minimal-pairs"
RESULTS = Path(__file__).parent / "results" / "contrast.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A translation known to be right or wrong; ``kind`` is what a minimal pair gets wrong."""

    direction: str
    kind: str
    right: bool
    pair: Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastReport:
    """What one kind of minimal pairs has: wrong and right ones with a finding."""

    direction: str
    kind: str
    wrong: Share
    right: Share


def main() -> None:
    """Fit or report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with mt-outputs/")
    parser.add_argument("--readings", type=Path, help="file that keeps what the model read")
    parser.add_argument("--labelled", type=Path, help="file that evaluations.score kept its signals in")
    parser.add_argument("--fit", action="store_true", help="fit the margins, and write them into the package")
    parser.add_argument("--sample", type=int, default=0, help="minimal pairs of each kind and direction that are read")
    arguments = parser.parse_args()
    kept = Memory(arguments.readings) if arguments.readings else None
    if arguments.fit:
        fit(_read([*pairs_of("fit"), *pairs_of("tune"), *_right(arguments.data, arguments.labelled)], kept))
    else:
        report(_read([*pairs_of("heldout", arguments.sample), *_news()], kept))


def pairs_of(part: str, sample: int = 0) -> list[Case]:
    """Return the right and wrong translations of a part of the minimal pairs; the first ones of each kind."""
    found, seen = [], Counter[tuple[str, str]]()
    for row in read_table(PAIRS / f"{part}.tsv"):
        seen[row["direction"], row["kind"]] += 1
        if not sample or seen[row["direction"], row["kind"]] <= sample:
            direction = next(each for each in DIRECTIONS if direction_name(each) == row["direction"])
            found += [_case(row["source"], row[side], direction, row["kind"], side) for side in ("right", "wrong")]
    return found


def _case(source: str, target: str, direction: Direction, kind: str, side: str = "right") -> Case:
    pair = Pair(
        source=normalize(source),
        target=normalize(target),
        source_language=direction.source,
        target_language=direction.target,
    )
    return Case(direction=direction_name(direction), kind=kind, right=side == "right", pair=pair)


def _right(folder: Path, labelled: Path | None) -> list[Case]:
    """Return the right translations that margins are fitted to."""
    judged = [
        _case(one.pair.source, one.pair.target, _direction(one.pair), "judged")
        for one in read_labelled(folder, labelled)
        if one.right and one.part is not Part.HELDOUT
    ]
    held = {row.line for row in read_rows() if row.part == Part.HELDOUT}
    direction = DIRECTIONS[0]
    outputs = folder / "mt-outputs" / direction_name(direction)
    english, arabic = (read_lines(outputs / f"flores-dev.{tag}") for tag in (direction.source, direction.target))
    flores = [
        _case(source, target, direction, "flores")
        for line, (source, target) in enumerate(zip(english, arabic, strict=True), 1)
        if line not in held
    ]
    return [*judged, *flores]


def _news() -> list[Case]:
    return [
        _case(sample.source, sample.references[0], direction, "news")
        for direction in DIRECTIONS
        for sample in read_news(direction)
    ]


def _direction(pair: Pair) -> Direction:
    return Direction(source=pair.source_language, target=pair.target_language)


def _read(cases: Sequence[Case], kept: Memory | None) -> list[Case]:
    """Return the cases that the model can read, each once, with what it read."""
    distinct = list({(case.pair.source, case.pair.target): case for case in cases}.values())
    pairs: list[Pair] = []
    for start in range(0, len(distinct), 100):  # what is read is kept, should the run be stopped
        pairs += weigh([case.pair for case in distinct[start : start + 100]], kept)
        print(f"{len(pairs)} of {len(distinct)} read", flush=True)
    return [
        Case(direction=case.direction, kind=case.kind, right=case.right, pair=pair)
        for case, pair in zip(distinct, pairs, strict=True)
        if pair.likelihood
    ]


def strongest(pair: Pair) -> dict[str, float]:
    """Return the strength of the strongest edit of each kind."""
    found: dict[str, float] = {}
    for rival in pair.likelihood.rivals if pair.likelihood else ():
        found[rival.kind] = max(found.get(rival.kind, -np.inf), strength(rival))
    return found


def fit(cases: Sequence[Case]) -> None:
    """Fit the margins, and write them into the package."""
    right = [strongest(case.pair) for case in cases if case.right]
    wrong = [strongest(case.pair) for case in cases if not case.right]
    margins = fit_margins(right, wrong, int(ALARMS * len(right)))
    alarms = sum(_is_found(each, margins) for each in right)
    caught = sum(_is_found(each, margins) for each in wrong)
    print(f"{caught} of {len(wrong)} wrong ones and {alarms} of {len(right)} right ones have a finding")
    found = Margins(
        signature=DraftEngine().reading_signature,
        date=current_time().date().isoformat(),
        good=len(right),
        alarms=alarms,
        margins=margins,
    )
    path = Path(contrast.__file__).with_name("contrast.json")
    path.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")


def fit_margins(
    right: Sequence[Mapping[str, float]], wrong: Sequence[Mapping[str, float]], most: int
) -> dict[str, float]:
    """Return the margin of each kind that has one: step by step the one that catches most for its alarms.

    :param right: the strength of the strongest edit of each kind, of each right translation
    :param wrong: the same of the wrong ones
    :param most: how many right ones may be over a margin
    """
    kinds = sorted({kind for each in wrong for kind in each})
    good = {kind: np.array([each.get(kind, -np.inf) for each in right]) for kind in kinds}
    bad = {kind: np.array([each.get(kind, -np.inf) for each in wrong]) for kind in kinds}
    margins: dict[str, float] = {}
    alarmed, caught = np.zeros(len(right), dtype=bool), np.zeros(len(wrong), dtype=bool)
    # An edit that is not likelier than the text is no finding, however few right translations have one.
    steps = [
        (kind, max(0.0, float(np.ceil(10 * value) - 1) / 10)) for kind in kinds for value in set(bad[kind]) if value > 0
    ]
    while True:
        best = (0.0, "", 0.0)
        for kind, margin in steps:
            more, alarms = np.sum((bad[kind] > margin) & ~caught), np.sum((good[kind] > margin) & ~alarmed)
            if more and margin < margins.get(kind, np.inf) and alarmed.sum() + alarms <= most:
                best = max(best, (more / (alarms + SMOOTHING), kind, margin))
        if not best[1]:
            return dict(sorted(margins.items()))
        _, kind, margins[best[1]] = best
        alarmed |= good[kind] > margins[kind]
        caught |= bad[kind] > margins[kind]


def _is_found(strengths: Mapping[str, float], margins: Mapping[str, float]) -> bool:
    return any(value > margins.get(kind, np.inf) for kind, value in strengths.items())


def report(cases: Sequence[Case]) -> None:
    """Print what the margins find, by kind, and write it."""
    groups = [*sorted({(case.direction, case.kind) for case in cases})]
    groups += [(direction, "all minimal pairs") for direction in sorted({case.direction for case in cases})]
    reports = [_report(direction, kind, cases) for direction, kind in groups]
    table = Table(title="with a contrastive finding, held out", title_justify="left")
    for name in ("direction", "kind", "wrong ones", "right ones"):
        table.add_column(name)
    for each in reports:
        table.add_row(each.direction, each.kind, _percent(each.wrong), _percent(each.right))
    Console(width=110, highlight=False).print(table)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(reports), indent=2) + b"\n")


def _report(direction: str, kind: str, cases: Iterable[Case]) -> ContrastReport:
    own = [
        case
        for case in cases
        if case.direction == direction and (case.kind == kind or (kind.startswith("all") and case.kind != "news"))
    ]
    return ContrastReport(
        direction=direction,
        kind=kind,
        wrong=count_right(bool(case.pair.misreadings) for case in own if not case.right),
        right=count_right(bool(case.pair.misreadings) for case in own if case.right),
    )


def _percent(share: Share) -> str:
    if not share.targets:
        return "-"
    shown = f"{100 * share.right / share.targets:.0f} % ({100 * share.low:.0f}-{100 * share.high:.0f})"
    return f"{shown} of {share.targets}"


if __name__ == "__main__":
    main()
