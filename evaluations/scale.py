"""Measure how `newsloc localize` grows from one article to an archive: time, memory, stages, one edited sentence.

Run ``python -m evaluations.scale [ARTICLES...] [--keep FOLDER]`` (1000 10000 if none is named; 100000 takes hours,
and 6 GB of disk). Articles are generated: 30 units each, English into Arabic, translated by `pseudo`, so that what is
measured is newsloc and no model. Processor seconds are those of all processes; memory is the most that all of them hold
at a time, shared pages counted once. po4a and translate-toolkit are timed where they are installed, on what they do
too: a PO file for each article, of whole paragraphs. Writes ``evaluations/results/scale.json``.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import math
import os
import platform
import pstats
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from evaluations.generated import UNITS, article_path, write_project

RESULT = Path(__file__).parent / "results" / "scale.json"
SIZES = (1_000, 10_000)
_COMMAND = (sys.executable, "-c", "from pipeline.cli import main; main()", "localize", "--format", "json", "--offline")
_STAGES = {
    "open": ("opening.py", "try_open"),
    "learn": ("learning.py", "learn"),
    "recall": ("work.py", "recall"),
    "draft": ("claiming.py", "find_candidates_once"),
    "score": ("choice.py", "choose_drafts"),
    "finish": ("finishing.py", "try_finish"),
}
"""The functions of the stages, none of which calls another."""
_PROFILED = 200
_SAMPLE = 0.2
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One run of the command."""

    seconds: float
    processor_seconds: float
    megabytes: float
    translated: int


def run(project: Path) -> Ran:
    """Run ``newsloc localize`` on a project."""
    before, start = _processor(), time.monotonic()
    process = subprocess.Popen(
        [*_COMMAND, "--project", str(project), "--engine", "pseudo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    peak, ended = [0.0], Event()
    watcher = Thread(target=_watch, args=(process.pid, peak, ended))
    watcher.start()
    output, _ = process.communicate()
    ended.set()
    watcher.join()
    seconds = time.monotonic() - start
    return Ran(
        seconds=round(seconds, 2),
        processor_seconds=round(_processor() - before, 2),
        megabytes=round(peak[0], 1),
        translated=json.loads(output)["translated"],
    )


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: int, peak: list[float], ended: Event) -> None:
    while not ended.wait(_SAMPLE):
        peak[0] = max(peak[0], sum(map(_megabytes, _family(process))))


def _family(process: int) -> list[int]:
    """Return a process and those that it started."""
    family = [process]
    for each in family:
        with suppress(OSError):
            for thread in Path(f"/proc/{each}/task").iterdir():
                family += map(int, (thread / "children").read_text().split())
    return family


def _megabytes(process: int) -> float:
    """Return the proportional set size of a process."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0


def measure_size(project: Path, articles: int) -> dict[str, Any]:
    """Return figures of a first run, of one that finds nothing to do, and of one after one sentence was edited."""
    write_project(project, articles)
    first, again = run(project), run(project)
    path = article_path(project, articles // 2)
    path.write_text(path.read_text(encoding="utf-8").replace(" were ", " were not ", 1), encoding="utf-8")
    edited = run(project)
    units = articles * UNITS
    return {
        "articles": articles,
        "units": units,
        "units a second": round(units / first.seconds, 1),
        "units a processor second": round(units / first.processor_seconds, 1),
        "first": asdict(first),
        "nothing changed": asdict(again),
        "one sentence edited": asdict(edited),
    }


def measure_stages(project: Path) -> dict[str, float]:
    """Return the share of processor time of each stage, in percent, of a run in one process."""
    write_project(project, _PROFILED)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one core: no other process is started
    from pipeline.cli import root

    profile = cProfile.Profile(time.process_time)
    words = ["localize", "--project", str(project), "--engine", "pseudo", "--offline", "--format", "json"]
    with suppress(SystemExit):
        profile.runcall(root.main, words)
    found = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # it is there, its stub is not
    seconds = {
        name: sum(times[3] for (file, _, function), times in found.items() if (Path(file).name, function) == place)
        for name, place in _STAGES.items()
    }
    total = sum(times[2] for times in found.values())
    shares = {name: round(100 * spent / total, 1) for name, spent in seconds.items()}
    return {**shares, "all else": round(100 - sum(shares.values()), 1)}


def measure_peer(command: Callable[[Path, Path], Sequence[str]], project: Path, out: Path) -> dict[str, float]:
    """Return the seconds that another tool takes for a PO file of each article."""
    out.mkdir()
    before, start = _processor(), time.monotonic()
    subprocess.run(command(project / "source", out), check=True, capture_output=True)
    seconds = time.monotonic() - start
    return {"seconds": round(seconds, 2), "processor_seconds": round(_processor() - before, 2)}


def _toolkit(source: Path, out: Path) -> Sequence[str]:
    return ("md2po", "--progress=none", "--duplicates=msgctxt", str(source), str(out))


def _po4a(source: Path, out: Path) -> Sequence[str]:
    each = 'po4a-updatepo --format text --option markdown --option yfm_keys=title --master "$1" --po "$0/$2.po"'
    script = f'find "{source}" -name "*.md" | while read -r path; do set -- "$path" "$(basename "$path")"; {each}; done'
    return ("sh", "-c", script, str(out))


PEERS = {"md2po": ("translate-toolkit", _toolkit), "po4a-updatepo": ("po4a", _po4a)}


def measure_open(project: Path) -> dict[str, float]:
    """Return the seconds of newsloc's part of that: articles opened, templates and empty catalogs written."""
    code = (
        "import sys; from pathlib import Path; from pipeline.localize.opening import OpeningTask, try_open;"
        "from pipeline.catalog.po import write_catalog; from pipeline.project.paths import catalog_path;"
        "from pipeline.sources.article import find_articles; project = Path(sys.argv[1]);"
        "task = OpeningTask(project=project, languages=('ar',));"
        "[write_catalog(catalog_path(project, 'ar', work.catalog.slug), work.catalog)"
        " for path in find_articles(project) for work in try_open(task, path).works]"
    )
    before, start = _processor(), time.monotonic()
    subprocess.run([sys.executable, "-c", code, str(project)], check=True)
    seconds = time.monotonic() - start
    return {"seconds": round(seconds, 2), "processor_seconds": round(_processor() - before, 2)}


def exponent(sizes: Sequence[dict[str, Any]]) -> float | None:
    """Return the power of the number of articles with which processor time grows, from the smallest to the largest."""
    if len(sizes) < 2:
        return None
    small, large = sizes[0], sizes[-1]
    ratio = large["first"]["processor_seconds"] / small["first"]["processor_seconds"]
    return round(math.log(ratio) / math.log(large["articles"] / small["articles"]), 3)


def main() -> None:
    """Print the figures; write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--keep", type=Path, help="a folder for the projects; else a temporary one")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        place = options.keep or Path(folder)
        sizes = []
        for articles in sorted(options.articles):
            sizes.append(measure_size(place / f"of-{articles}", articles))
            print(json.dumps(sizes[-1]), flush=True)
        write_project(place / "peers", min(options.articles))
        peers = {"newsloc, its part": measure_open(place / "peers")}
        for program, (name, command) in PEERS.items():
            if shutil.which(program):
                peers[name] = measure_peer(command, place / "peers", place / f"by-{name}")
        print(json.dumps(peers), flush=True)
        stages = measure_stages(place / "stages")
    result = {
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()},
        "load": [round(load, 1) for load in os.getloadavg()],
        "sizes": sizes,
        "exponent of processor time": exponent(sizes),
        "peers": {"articles": min(options.articles), **peers},
        "stages, % of processor time": stages,
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
