"""Run the main job as a user does, and see what it takes: seconds, processor time, memory."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

_COMMAND = (sys.executable, "-c", "from pipeline.cli import main; main()", "localize", "--format", "json", "--offline")
_SAMPLE = 0.2
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One run of the command; its processor seconds are those of all its processes.

    ``megabytes`` is the most that all of them hold at a time, shared pages counted once.
    """

    seconds: float
    processor_seconds: float
    megabytes: float
    translated: int


def run(project: Path, *options: str, environment: Mapping[str, str] | None = None) -> Ran:
    """Run ``newsloc localize`` on a project."""
    before, start = _processor(), time.monotonic()
    command = [*_COMMAND, "--project", str(project), *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    peak, ended = [0.0], Event()
    watcher = Thread(target=_watch, args=(process.pid, peak, ended))
    watcher.start()
    output, told = process.communicate()
    ended.set()
    watcher.join()
    seconds = time.monotonic() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{told[-2000:]}")
    return Ran(
        seconds=round(seconds, 2),
        processor_seconds=round(_processor() - before, 2),
        megabytes=round(peak[0], 1),
        translated=json.loads(output)["translated"],
    )


def measure(work: Callable[[], object]) -> dict[str, float]:
    """Return the seconds that some work in other processes takes, and their processor time."""
    before, start = _processor(), time.monotonic()
    work()
    seconds = time.monotonic() - start
    return {"seconds": round(seconds, 2), "processor_seconds": round(_processor() - before, 2)}


def describe_machine() -> dict[str, Any]:
    """Return what figures of speed depend on, the load of the last minutes among it."""
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(load, 1) for load in os.getloadavg()],
    }


def write_result(path: Path, result: object) -> None:
    """Write what was measured so far."""
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: int, peak: list[float], ended: Event) -> None:
    while not ended.wait(_SAMPLE):
        peak[0] = max(peak[0], sum(map(_megabytes, family(process))))


def family(process: int) -> list[int]:
    """Return a process and those that it started."""
    found = [process]
    for each in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def _megabytes(process: int) -> float:
    """Return the proportional set size of a process."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0
