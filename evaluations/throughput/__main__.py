"""Measure target tokens a second, memory, start-up time and cost per unit, on a checkpoint built here.

    python -m evaluations.throughput [--rounds 3] [--folder DIR] [--out evaluations/results/throughput.json]

The checkpoint is a Marian of opus-mt size with random weights that writes as many tokens as it reads: the arithmetic
is that of a trained one. Every contestant runs in a process of its own and searches with four beams; in each round
they take turns, and what is reported is the median of the rounds' ratios, since a machine is never quiet.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from evaluations.throughput.checkpoint import SHAPE, VOCABULARY, build, make_sentences
from evaluations.throughput.contestants import CONTESTANTS

OUT = Path(__file__).parents[1] / "results" / "throughput.json"
SENTENCES = {"newsloc": 192, "bare": 192, "sixteen": 32, "one": 8, "seq2seq": 32}
"""Of a round: the slow ones get a sample of the same lengths."""
GOALS = {"one": 15.0, "sixteen": 6.0, "bare": 0.95}
"""How many times as fast newsloc should be."""
UNITS = (100, 1_000, 10_000)
"""Short units, with one beam: what is looked for is what grows with their number, and that is not the search."""
UNIT_WORDS = 3
LIBRARIES = ("ctranslate2", "transformers", "torch", "newsloc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one contestant did in one round; ``processor_seconds`` are those of all cores together."""

    seconds: float
    processor_seconds: float
    tokens: int
    sentences: int
    as_expected: int
    megabytes: float

    @property
    def speed(self) -> float:
        """Return target tokens a second."""
        return self.tokens / self.seconds

    @property
    def thrift(self) -> float:
        """Return target tokens per second of a core: it stays nearly the same while others use the machine."""
        return self.tokens / self.processor_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A running process, and how long it took from its start to its first translation."""

    process: subprocess.Popen[str]
    startup: float
    turns: list[Turn] = field(default_factory=list)

    def run(self, sentences: list[str]) -> Turn:
        """Let it translate, and return what that took."""
        return _ask(self.process, sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the checkpoint lies, and the cache of converted models."""

    checkpoint: Path
    cache: Path


def _ask(process: subprocess.Popen[str], sentences: list[str]) -> Turn:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(sentences) + "\n")
    process.stdin.flush()
    return Turn(**json.loads(process.stdout.readline()))


@contextmanager
def started(name: str, places: Places) -> Iterator[Contestant]:
    """Start a contestant, have it translate one sentence, and end it."""
    command = [sys.executable, "-m", "evaluations.throughput.contestants", name]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, str(places.checkpoint), str(places.cache)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", f"{name} does not start"
        _ask(process, make_sentences(1))
        yield Contestant(process=process, startup=time.perf_counter() - start)
    finally:
        process.communicate()  # closes its input: it ends


def make_places(folder: Path) -> tuple[Places, dict[str, float]]:
    """Build the checkpoint, convert it in a process of its own, and return the conversion's cost."""
    places = Places(checkpoint=folder / "checkpoint", cache=folder / "cache")
    if not (places.checkpoint / "model.safetensors").is_file():
        build(places.checkpoint)
    start = time.perf_counter()
    with started("newsloc", places) as converting:
        megabytes = converting.run(make_sentences(1)).megabytes
    return places, {"seconds": time.perf_counter() - start, "megabytes": megabytes}


def sample(sentences: list[str], count: int) -> list[str]:
    """Return some of the sentences, in their order, with the lengths of all."""
    by_length = sorted(range(len(sentences)), key=lambda number: len(sentences[number]))
    step = len(sentences) / count
    return [sentences[number] for number in sorted(by_length[int(step * (place + 0.5))] for place in range(count))]


def compete(places: Places, rounds: int, bar: Progress, share: float = 1.0) -> dict[str, Contestant]:
    """Let the contestants take turns; all stay loaded, and one works at a time."""
    task = bar.add_task("starting", total=len(SENTENCES) * (rounds + 1))
    contestants: dict[str, Contestant] = {}
    with ExitStack() as running:
        for name in SENTENCES:
            bar.update(task, description=f"start: {name}")
            if share == 1:
                with started(name, places):
                    pass  # its files are in memory now
            contestants[name] = running.enter_context(started(name, places))
            bar.advance(task)
        for number in range(rounds):
            sentences = make_sentences(max(SENTENCES.values()), seed=number + 2)
            for name, count in SENTENCES.items():
                bar.update(task, description=f"round {number + 1}: {name}")
                chosen = sample(sentences, max(2, round(count * share)))
                contestants[name].turns.append(contestants[name].run(chosen))
                bar.advance(task)
    return contestants


def measure_growth(places: Places, bar: Progress, share: float = 1.0) -> dict[int, float]:
    """Return the milliseconds of a unit by the number of units translated together."""
    task = bar.add_task("cost per unit", total=len(UNITS))
    costs = {}
    with started("greedy", places) as contestant:
        for count in (round(count * share) for count in UNITS):
            units = [f"{number} {unit}" for number, unit in enumerate(make_sentences(count, UNIT_WORDS))]
            costs[count] = contestant.run(units).seconds / count * 1000
            bar.advance(task)
    return costs


def ratios(contestants: dict[str, Contestant], other: str) -> list[float]:
    """Return how many times as fast as another newsloc was, by round."""
    pairs = zip(contestants["newsloc"].turns, contestants[other].turns, strict=True)
    return [ours.speed / theirs.speed for ours, theirs in pairs]


def show(console: Console, contestants: dict[str, Contestant], costs: dict[int, float]) -> None:
    """Print the tables."""
    table = Table(title="Four beams; medians of the rounds")
    for head in ("", "tokens/s", "newsloc is", "goal", "per core s", "peak MB", "start s", "lengths"):
        table.add_column(head, justify="left" if not head else "right")
    for name, contestant in contestants.items():
        turns = contestant.turns
        right = sum(turn.as_expected for turn in turns) / sum(turn.sentences for turn in turns)
        table.add_row(
            CONTESTANTS[name][0],
            f"{statistics.median(turn.speed for turn in turns):.0f}",
            f"{statistics.median(ratios(contestants, name)):.2f}x",
            f"{GOALS[name]}x" if name in GOALS else "-",
            f"{statistics.median(turn.thrift for turn in turns):.0f}",
            f"{turns[-1].megabytes:.0f}",
            f"{contestant.startup:.1f}",
            f"{right:.0%}",
        )
    console.print(table)
    console.print("per core s: tokens by the seconds of all cores together, which others on the machine disturb less")
    console.print("lengths: targets as long as their source; start: from the start of Python to the first translation")
    growth = ", ".join(f"{cost:.2f} ms ({count:,} units)" for count, cost in costs.items())
    console.print(f"cost of a short unit, one beam: {growth}")


def save(path: Path, contestants: dict[str, Contestant], costs: dict[int, float], conversion: dict[str, float]) -> None:
    """Write everything that was measured, and on what."""
    result = {
        "checkpoint": {"kind": "Marian with random weights that copies its source", "vocabulary": VOCABULARY, **SHAPE},
        "machine": {"processor": platform.processor() or platform.machine(), "cores": len(os.sched_getaffinity(0))},
        "versions": {name: version(name) for name in LIBRARIES},
        "beams": 4,
        "sentences": SENTENCES,
        "contestants": {
            name: {
                "title": CONTESTANTS[name][0],
                "tokens_per_second": statistics.median(turn.speed for turn in contestant.turns),
                "tokens_per_core_second": statistics.median(turn.thrift for turn in contestant.turns),
                "newsloc_is_times_as_fast": statistics.median(ratios(contestants, name)),
                "goal": GOALS.get(name),
                "peak_megabytes": contestant.turns[-1].megabytes,
                "startup_seconds": contestant.startup,
                "rounds": [asdict(turn) for turn in contestant.turns],
            }
            for name, contestant in contestants.items()
        },
        "conversion": conversion,
        "milliseconds_per_unit": {str(count): cost for count, cost in costs.items()},
    }
    path.write_text(json.dumps(_round(result), indent=1) + "\n", encoding="utf-8")


def _round(value: object) -> object:
    if isinstance(value, dict):
        return {key: _round(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_round(item) for item in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def main() -> None:
    """Build, measure, print, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="do a tenth of it, to see that it works; save nothing")
    parser.add_argument("--folder", type=Path, help="where the checkpoint is kept for the next time")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    console = Console(width=100)
    columns = (TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with tempfile.TemporaryDirectory() as temporary, Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("building, converting", total=1)
        places, conversion = make_places(options.folder or Path(temporary))
        bar.advance(task)
        share = 0.1 if options.quick else 1.0
        contestants = compete(places, options.rounds, bar, share)
        costs = measure_growth(places, bar, share)
    show(console, contestants, costs)
    if not options.quick:
        save(options.out, contestants, costs, conversion)


if __name__ == "__main__":
    main()
