"""Measure which errors the checks catch: put known errors into good translations and count.

Run ``python -m evaluations.injections --data DIR``. DIR is a data folder as `evaluations.references`
describes it. At least 200 errors of each kind and direction where the sets hold as many places for one. "caught" is the
share of spoilt targets with a finding of the kind's checks; "precision" is that number against the findings of the
same checks, at the same severities, on the same targets unspoilt: once for warnings and errors, once with the remarks
(severity info), which a reviewer sees too but which say no more than "look here". Writes
``evaluations/results/injections.json``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from evaluations.injected import KINDS, Injected, Kind, inject
from evaluations.references import DIRECTIONS, Use, read_references
from pipeline.model import Direction, Pair, Severity
from pipeline.quality.checks import CHECKS
from pipeline.translate.glossary import load_glossary

RESULT = Path(__file__).parent / "results" / "injections.json"
LIMIT = 400
LEAST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the checks made of one kind of error in one direction; ``false`` counts flagged clean targets."""

    remarks: bool
    """Whether findings of severity info count too."""
    kind: str
    direction: str
    uses: str
    made: int
    caught: int
    errors: int
    """How many of those caught have a finding of severity error."""
    false: int

    @property
    def share(self) -> float:
        """Share of the errors caught, percent."""
        return 100 * self.caught / self.made if self.made else 0.0

    @property
    def precision(self) -> float | None:
        """Share of the alarms that are right, percent."""
        alarms = self.caught + self.false
        return 100 * self.caught / alarms if alarms else None


def severities(kind: Kind, pair: Pair) -> frozenset[Severity]:
    """Return how bad the findings are that a kind's checks make of a pair."""
    return frozenset(finding.severity for check in CHECKS if check.name in kind.checks for finding in check.find(pair))


def measure(kind: Kind, direction: Direction, uses: str, made: Sequence[Injected]) -> tuple[Outcome, Outcome]:
    """Run our checks on spoilt and clean targets; return what warnings and errors tell, then what remarks add."""
    spoilt = [severities(kind, replace(item.clean, target=item.spoilt)) for item in made]
    clean = [severities(kind, item.clean) for item in made]
    grave = Outcome(
        remarks=False,
        kind=kind.name,
        direction=str(direction),
        uses=uses,
        made=len(made),
        caught=sum(map(bool, map(_without_remarks, spoilt))),
        errors=sum(Severity.ERROR in found for found in spoilt),
        false=sum(map(bool, map(_without_remarks, clean))),
    )
    return grave, replace(grave, remarks=True, caught=sum(map(bool, spoilt)), false=sum(map(bool, clean)))


def _without_remarks(found: frozenset[Severity]) -> frozenset[Severity]:
    return found - {Severity.INFO}


def show(outcomes: Sequence[Outcome], goal: float) -> str:
    """Return one row of the table."""
    first = outcomes[0]
    cells = [f"{first.kind:30}{first.direction:8}{first.made:5}{goal:>7.0f}"]
    for outcome in outcomes:
        precision = "-" if outcome.precision is None else f"{outcome.precision:.1f}"
        cells.append(f"{outcome.share:>8.1f}{precision:>10}")
    note = "" if first.made >= LEAST else "  (fewer than 200)"
    return "".join(cells) + note


def main() -> None:
    """Print a table for the sets that rules were tuned on, and one for the others; write both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--uses", nargs="*", default=["tune", "seen report"], help="groups of sets, by their use")
    parser.add_argument("--kind", help="only kinds whose name holds this")
    parser.add_argument("--missed", type=int, default=0, help="print so many errors of each kind that were missed")
    options = parser.parse_args()
    glossary = load_glossary()
    sets = list(read_references(options.data, glossary))
    outcomes: list[Outcome] = []
    for uses in options.uses:
        group = [item for item in sets if item.use in {Use(use) for use in uses.split()}]
        print(f"\n{uses}: {', '.join(dict.fromkeys(item.name for item in group))}")
        print(f"{'':50}{'sure':>8}{'':10}{'remarks':>8}")
        print(f"{'error':30}{'':8}{'made':>5}{'goal':>7}" + f"{'caught':>8}{'precision':>10}" * 2)
        for kind in KINDS:
            if options.kind and options.kind not in kind.name:
                continue
            for direction in DIRECTIONS:
                pairs = tuple(pair for item in group if item.direction == direction for pair in item.pairs)
                made = inject(kind, pairs, LEAST, LIMIT)
                found = measure(kind, direction, uses, made)
                outcomes += found
                print(show(found, 100 * kind.goal), flush=True)
                _print_missed(kind, made, options.missed)
    if not options.kind:
        rows = [{**asdict(item), "share": item.share, "precision": item.precision} for item in outcomes]
        RESULT.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _print_missed(kind: Kind, made: Sequence[Injected], limit: int) -> None:
    missed = [item for item in made if not severities(kind, replace(item.clean, target=item.spoilt))]
    for item in missed[:limit] if limit else ():
        print(f"  {item.clean.source}\n  {item.clean.target}\n  {item.spoilt}\n")


if __name__ == "__main__":
    main()
