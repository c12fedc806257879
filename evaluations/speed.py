"""Measure how many units a second the checks and the default score take on one core.

Run ``python -m evaluations.speed [--data DIR]``. On FLORES-200 dev of a data folder as `evaluations.references`
describes it, else on our own news set; both directions. The process stays on one core where the system lets it, and
processor time is taken, so that other work on the machine counts as little as can be; the best of several rounds. Each
check is timed alone, after all others have read the pair. Writes ``evaluations/results/speed.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from time import process_time

from evaluations.references import DIRECTIONS, make_references, read_news, read_references
from pipeline.model import Pair
from pipeline.quality.assess import assess
from pipeline.quality.checks import CHECKS, run_checks
from pipeline.translate.glossary import load_glossary

RESULT = Path(__file__).parent / "results" / "speed.json"
SET = "flores"
ROUNDS = 5
SCORED = 200
"""Pairs whose whole assessment is timed: the sentence encoder takes most of it."""


def read_pairs(data: Path | None) -> list[Pair]:
    """Return the pairs to measure on."""
    glossary = load_glossary()
    if data:
        return [pair for sample in read_references(data, glossary) if sample.name == SET for pair in sample.pairs]
    sets = (
        make_references("news", None, way, glossary, ((unit.source, unit.references[0]) for unit in read_news(way)))
        for way in DIRECTIONS
    )
    return list(chain.from_iterable(sample.pairs for sample in sets))


def pin() -> bool:
    """Keep the process on one core; tell whether the system allows that."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return True


def per_second(count: int, work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return how many of so many things are done in a second of processor time."""
    return round(count / min(_seconds(work) for _ in range(rounds)), 1)


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def measure_checks(pairs: list[Pair], rounds: int = ROUNDS) -> dict[str, float]:
    """Return units a second of all checks together, then the microseconds that each adds to a unit."""
    run = per_second(len(pairs), lambda: [run_checks(pair) for pair in pairs], rounds)
    spent = dict.fromkeys((check.name for check in CHECKS), 0.0)
    for pair in pairs:
        run_checks(pair)  # so that no check pays for what all share
        for check in CHECKS:
            start = process_time()
            for _ in check.find(pair):
                pass
            spent[check.name] += process_time() - start
    return {"all checks": run, **{name: round(1e6 * seconds / len(pairs), 1) for name, seconds in spent.items()}}


def main() -> None:
    """Print the figures; write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    pinned, pairs = pin(), read_pairs(options.data)
    found = measure_checks(pairs)
    scored = pairs[:: max(1, len(pairs) // SCORED)][:SCORED]
    assess(scored[:1])
    found["default score"] = per_second(len(scored), lambda: assess(scored), rounds=1)
    print(f"{len(pairs):,} pairs, {'one core' if pinned else 'not pinned'}, seconds of processor time")
    for name in ("all checks", "default score"):
        print(f"{found[name]:>9,.0f} units/s  {name}")
    for name, cost in sorted(found.items(), key=lambda item: -item[1]):
        if name not in {"all checks", "default score"}:
            print(f"{cost:>9,.1f} µs/unit  {name}, what it shares with others left out")
    machine = {"processor": platform.machine(), "python": platform.python_version()}
    RESULT.write_text(json.dumps({**machine, "pairs": len(pairs), "figures": found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
