"""Measure the main job on Ray beside a run on one machine and beside shards: fixed cost, and units a second.

    python -m evaluations.ray [--articles 320] [--rounds 2] [--checkpoint FOLDER]

A cluster of two nodes with a core each runs on this machine; all kinds of runs share one PostgreSQL server, which is
started for it. They take turns, so that other work on the machine meets all alike; of each kind the least seconds and
processor seconds are told, those of all processes together, the cluster's own among them. Generated articles of 30
units, translated by `pseudo`, or by a checkpoint (`evaluations.marian`) of which one engine loads in each worker.
Writes ``evaluations/results/ray.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from evaluations.engine import write_settings
from evaluations.generated import UNITS, write_project
from evaluations.marian import make_checkpoint
from evaluations.running import describe_machine, family, write_result
from tests.postgres_server import Server, running_server

RESULT = Path(__file__).parent / "results" / "ray.json"
NODES = 2
_ON_RAY = ("--on", "ray", "--address")
_TICKS = os.sysconf("SC_CLK_TCK")
_SAMPLE = 0.5
"""Seconds between two looks at the processes."""
_MEMORY = '[memory]\nurl = "{}"\nproject = "measured"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of run: the commands that run beside each other, by their options, each on so many cores."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    cores: int


def list_kinds(address: str) -> tuple[Kind, ...]:
    """Return what is compared: the first two take one core, the others two."""
    return (
        Kind(name="one process", commands=((),), cores=1),
        Kind(name="Ray, 1 worker", commands=((*_ON_RAY, address, "--workers", "1"),), cores=NODES),
        Kind(name="two processes", commands=((),), cores=2),
        Kind(name="two shards", commands=(("--shard", "1/2"), ("--shard", "2/2")), cores=1),
        Kind(name="Ray, 2 workers", commands=((*_ON_RAY, address, "--workers", "2"),), cores=NODES),
    )


@contextmanager
def cluster() -> Iterator[str]:
    """Run a cluster of several nodes; yield its address."""
    # Read when ray is imported. Its workers make room for all else (nice 15), unless they are told not to.
    os.environ.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(32), RAY_worker_niceness="0")
    from ray.cluster_utils import Cluster

    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    for _ in range(NODES - 1):
        nodes.add_node(num_cpus=1)
    try:
        yield str(nodes.address)
    finally:
        nodes.shutdown()  # type: ignore[no-untyped-call]


def measure(kind: Kind, project: Path, units: int) -> dict[str, float]:
    """Return the seconds and processor seconds of one run of a kind."""
    spent, ended = _see_processor({}), Event()
    begun = time.monotonic()
    watcher = Thread(target=_watch, args=(now := dict(spent), ended))
    watcher.start()
    processes = [_start(project, options, number, kind.cores) for number, options in enumerate(kind.commands)]
    outputs = [process.communicate() for process in processes]
    seconds = time.monotonic() - begun
    ended.set()
    watcher.join()
    ticks = sum(now.values()) - sum(spent.values())
    if any(process.returncode for process in processes):
        raise RuntimeError("\n".join(error for _, error in outputs))
    done = sum(json.loads(output)["units"] for output, _ in outputs)
    if done != units:
        raise RuntimeError(f"{kind.name}: {done} units instead of {units}")
    return {"seconds": round(seconds, 2), "processor seconds": round(ticks / _TICKS, 2)}


def _start(project: Path, options: Sequence[str], number: int, cores: int) -> subprocess.Popen[str]:
    code = (
        f"import os; os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[{number}:][:{cores}]);"
        "from pipeline.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "localize", "--format", "json", "--offline", "--project", str(project)]
    return subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _watch(seen: dict[int, int], ended: Event) -> None:
    while not ended.wait(_SAMPLE):
        _see_processor(seen)


def _see_processor(seen: dict[int, int]) -> dict[int, int]:
    """Note the processor ticks of all processes below this one; what ended keeps what was seen last.

    Ray's processes leave no account of themselves to those that started them.
    """
    for process in family(os.getpid())[1:]:
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            seen[process] = sum(map(int, fields[11:13]))
    return seen


def run_all(place: Path, articles: int, rounds: int, checkpoint: Path | None) -> list[dict[str, Any]]:
    """Measure all kinds of runs on projects of one article and of many, in turns."""
    found: dict[tuple[str, int], list[dict[str, float]]] = {}
    with running_server() as server, cluster() as address:
        for _ in range(rounds):
            for count in (1, articles):
                for kind in list_kinds(address):
                    project = _make_project(place / "project", count, server, checkpoint)
                    found.setdefault((kind.name, count), []).append(measure(kind, project, count * UNITS))
                    print(json.dumps({"kind": kind.name, "articles": count, **found[kind.name, count][-1]}), flush=True)
    return [_describe(kind.name, articles, found) for kind in list_kinds("")]


def _make_project(project: Path, articles: int, server: Server, checkpoint: Path | None) -> Path:
    shutil.rmtree(project, ignore_errors=True)
    write_project(project, articles)
    with (project / "newsloc.toml").open("a", encoding="utf-8") as file:
        file.write(_MEMORY.format(server.empty_database()))
    if checkpoint:
        write_settings(project, checkpoint)
    else:
        with (project / "newsloc.toml").open("a", encoding="utf-8") as file:
            file.write('[engines]\nengine = "pseudo"\n')
    return project


def _describe(kind: str, articles: int, found: dict[tuple[str, int], list[dict[str, float]]]) -> dict[str, Any]:
    """Return the best of the rounds: the cost of one article, and the units a second that more articles take."""
    one, many = (
        {name: min(run[name] for run in found[kind, count]) for name in ("seconds", "processor seconds")}
        for count in (1, articles)
    )
    units = (articles - 1) * UNITS
    return {
        "kind": kind,
        "one article": one,
        "all articles": many,
        "units a second": round(units / (many["seconds"] - one["seconds"]), 1),
        "units a processor second": round(units / (many["processor seconds"] - one["processor seconds"]), 1),
    }


def main() -> None:
    """Print each run; write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=320)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--checkpoint", type=Path, help="a folder; it is made if it is not there. Without it: pseudo")
    options = parser.parse_args()
    checkpoint = make_checkpoint(options.checkpoint) if options.checkpoint else None
    with TemporaryDirectory() as folder:
        kinds = run_all(Path(folder), options.articles, options.rounds, checkpoint)
    engine = "a checkpoint of opus-mt's size" if checkpoint else "pseudo"
    earlier = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    measured = {"machine": describe_machine(), "articles": options.articles, "rounds": options.rounds, "kinds": kinds}
    write_result(RESULT, {**earlier, engine: measured})
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
