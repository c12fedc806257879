"""Say how many machines a load takes, and what a million words cost: a simulation from what was measured.

    python -m evaluations.capacity [--price 0.05] [--cores 16]

Reads ``evaluations/results/ray.json`` (newsloc's own time, on a cluster) and ``engine.json`` (a model of opus-mt's
size and the score), and simulates how workers take batches of articles until all are done. `evaluations.readme` puts
the table of the default options into the page about clusters.

Assumed: an article has 600 words in the mean, and no sentence that the memory knows; its length is spread as a
logarithmic normal distribution (standard deviation .6); time grows with the words; a worker has one core that is as
fast as the measuring machine's; files and database keep up with the workers.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cluster.handing_out import BATCH

_RESULTS = Path(__file__).parent / "results"
ARTICLE = 600
"""Words of an article: what agencies file, in the mean."""
WORDS = 11.4
"""Words of a unit that was measured (`evaluations.generated`); sentences of news have 23."""
SPREAD = 0.6
"""Of the logarithm of an article's length: most articles have between half and twice the median."""
_SIMULATED = 20_000
"""Batches that are simulated; of larger loads the first so many, whose pace the others keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Articles, and the hours in which they are to be done."""

    name: str
    articles: int
    hours: float


LOADS = (
    Load(name="agency day", articles=2_500, hours=1),
    Load(name="burst: five agency days", articles=12_500, hours=1),
    Load(name="CC-NEWS day", articles=370_000, hours=24),
    Load(name="ten years of two agencies", articles=10_000_000, hours=7 * 24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a worker takes: processor seconds for a word, and seconds before its first."""

    name: str
    word: float
    start: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a load takes."""

    load: Load
    cost: Cost
    machines: int
    hours: float
    core_hours: float


def read_costs(folder: Path = _RESULTS) -> tuple[Cost, ...]:
    """Return what was measured: newsloc alone, with a model, and with a model and the score."""
    kinds = {kind["kind"]: kind for kind in _read(folder / "ray.json")["pseudo"]["kinds"]}
    engine = _read(folder / "engine.json")
    own = 1 / kinds["Ray, 2 workers"]["units a processor second"]
    local = 1 / kinds["one process"]["units a processor second"]
    start = kinds["Ray, 2 workers"]["one article"]["seconds"]
    run = 1 / engine["units a second of the run"]
    unread = run * (1 - engine["seconds"]["score"] / sum(engine["seconds"].values()))
    shared = max(0.0, own - local)
    return (
        Cost(name="newsloc alone", word=own / WORDS, start=start),
        Cost(name="with a model, no score", word=(unread + shared) / WORDS, start=start),
        Cost(name="with a model and the score", word=(run + shared) / WORDS, start=start),
    )


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def plan(load: Load, cost: Cost, cores: int) -> Plan:
    """Return the fewest machines of so many cores that do a load in its time."""
    total = load.articles * ARTICLE * cost.word
    machines = max(1, math.floor(total / (load.hours * 3600 * cores)))
    while (seconds := simulate(load, cost, machines * cores)) > load.hours * 3600:
        machines = max(machines + 1, math.floor(machines * seconds / (load.hours * 3600)))
    return Plan(load=load, cost=cost, machines=machines, hours=seconds / 3600, core_hours=total / 3600)


def simulate(load: Load, cost: Cost, workers: int) -> float:
    """Return the seconds until the last worker is done: whoever is free takes the next batch."""
    batches = -(-load.articles // BATCH)
    simulated = min(batches, max(_SIMULATED, 4 * workers))
    free = [cost.start] * min(workers, batches)
    for words in _lengths(simulated):
        heapq.heapreplace(free, free[0] + words * cost.word)
    return cost.start + (max(free) - cost.start) * batches / simulated


def _lengths(batches: int) -> Iterator[float]:
    """Yield the words of batches."""
    chance = random.Random(1)
    for _ in range(batches):
        yield sum(ARTICLE * chance.lognormvariate(-(SPREAD**2) / 2, SPREAD) for _ in range(BATCH))


def make_rows(price: float, cores: int) -> list[tuple[str, ...]]:
    """Return the table: a row for each load and cost."""
    rows: list[tuple[str, ...]] = []
    costs = read_costs()
    for load in LOADS:
        for cost in costs:
            found = plan(load, cost, cores)
            million = 1e6 / (load.articles * ARTICLE)
            rented = found.machines * cores * found.hours
            rows.append(
                (
                    load.name,
                    f"{load.articles:,}",
                    cost.name,
                    f"{found.core_hours:,.1f}",
                    f"{found.machines:,} in {_duration(found.hours)}",
                    f"{rented * price * million:.3f}",
                )
            )
    return rows


def _duration(hours: float) -> str:
    minutes = 60 * hours
    if minutes < 1:
        return f"{60 * minutes:.0f} s"
    return f"{minutes:.0f} min" if hours < 1 else f"{hours:,.1f} h"


PRICE = 0.05
"""An example, not anybody's offer: what a core costs for an hour, in any currency."""
CORES = 16
HEAD = (
    "load",
    "articles",
    "engine",
    "core hours",
    f"machines of {CORES} cores",
    f"a million words at {PRICE} a core hour",
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--price", type=float, default=PRICE, help="of a core for an hour, in any currency")
    parser.add_argument("--cores", type=int, default=CORES, help="of a machine")
    options = parser.parse_args()
    for row in make_rows(options.price, options.cores):
        print("  ".join(f"{cell:<26}" for cell in row))


if __name__ == "__main__":
    main()
