"""Measure how long it takes to bring a catalog up to date, and how much memory: newsloc and its peers.

    python -m evaluations.merging [--peers FOLDER] [--sizes 1000 5000 20000] [--rounds 3]

Catalogs of so many units, one in a hundred edited. Every contestant is called as a command that reads the old catalog
and what the article says now, and writes the new catalog: the time is that of the whole command, start-up included.
newsloc and Babel also say how long the merge itself took, and newsloc where the rest went; msgcat shows what reading
and writing alone cost gettext. Babel gets a time limit. The best of the rounds counts. Run it on a quiet machine.
Writes ``evaluations/results/merging.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from evaluations.peers import PEERS, debian_tool, python_peers, version_of
from evaluations.retention.corpus import reserve
from evaluations.retention.tools import make_article
from pipeline.catalog.merge import make_template, merge, number_units
from pipeline.catalog.po import catalog_text

RESULT = Path(__file__).parent / "results" / "merging.json"
SIZES = (1_000, 5_000, 20_000)
LIMIT = 300.0
"""Seconds after which a contestant is stopped."""
EDITED = 100
"""One unit in so many is edited."""
SEED = 3
GOAL = 10.0
"""How many times as fast as msgmerge newsloc should be at the largest size."""

NEWSLOC = """
import json, sys, time
from pathlib import Path
from evaluations.retention.tools import make_article
from pipeline.catalog.merge import make_template, merge, number_units
from pipeline.catalog.po import read_catalog, write_catalog
clock = time.perf_counter
article = make_article(Path("new.txt").read_text(encoding="utf-8").split("\\n"))
start = clock()
template, old = read_catalog(Path("old.pot")), read_catalog(Path("old.po"))
read = clock()
contexts, following = number_units(article, template, [old])
new = merge(article, contexts, old, "ar")
merged = clock()
write_catalog(Path("out.pot"), make_template(article, contexts, following))
write_catalog(Path("out.po"), new)
print(json.dumps({"read": read - start, "merge": merged - read, "write": clock() - merged}))
"""
BABEL = """
import json, time
from babel.messages.pofile import read_po, write_po
old, new = read_po(open("old.po", "rb")), read_po(open("new.pot", "rb"))
start = time.perf_counter()
old.update(new)
print(json.dumps({"merge": time.perf_counter() - start}))
write_po(open("out.po", "wb"), old, width=0, include_previous=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one call cost: seconds, megabytes at the most, and the seconds of its parts where it says them."""

    seconds: float
    megabytes: int
    parts: dict[str, float]


def write_files(folder: Path, size: int) -> None:
    """Write the catalogs before and after the edits, with newsloc's contexts, and what the article says now."""
    chance = random.Random(SEED)
    sources, targets = _sentences(size, chance)
    before = make_article(sources)
    contexts, following = number_units(before, None)
    template = make_template(before, contexts, following)
    old = merge(before, contexts, None, "ar")
    entries = zip(old.entries, targets, strict=True)
    old = replace(old, entries=tuple(replace(entry, target=target) for entry, target in entries))
    after = list(sources)
    for place in chance.sample(range(size), size // EDITED):
        words = after[place].split()
        words[chance.randrange(len(words))] = chance.choice(chance.choice(sources).split())
        after[place] = " ".join(words)
    contexts, following = number_units(make_article(after), template, [old])
    (folder / "new.txt").write_text("\n".join(after), encoding="utf-8")
    for name, catalog in (
        ("old.pot", template),
        ("old.po", old),
        ("new.pot", make_template(make_article(after), contexts, following)),
    ):
        (folder / name).write_text(catalog_text(catalog), encoding="utf-8")


def _sentences(size: int, chance: random.Random) -> tuple[list[str], list[str]]:
    """Make sentences of halves of our own, no two alike, and translations of their kind."""
    pairs = reserve(100_000)
    made: dict[str, str] = {}
    while len(made) < size:
        (one, first), (two, second) = chance.choice(pairs), chance.choice(pairs)
        made[_cross(one, two)] = _cross(first, second)
    return list(made), list(made.values())


def _cross(one: str, other: str) -> str:
    ours, theirs = one.split(), other.split()
    return " ".join((*ours[: len(ours) // 2], *theirs[len(theirs) // 2 :]))


def call(command: Sequence[object], folder: Path) -> Turn | None:
    """Run a command; None if it takes longer than the limit.

    :raises RuntimeError: if it fails
    """
    for name in ("out.po", "out.pot"):
        (folder / name).unlink(missing_ok=True)
    with (folder / "said").open("w+", encoding="utf-8") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*map(str, command)],
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        most = 0
        while process.poll() is None and time.perf_counter() - start < LIMIT:
            most = max(most, _kilobytes(process.pid))
            time.sleep(0.002)
        seconds = time.perf_counter() - start
        if process.poll() is None:
            process.kill()
            process.wait()
            return None
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed: {text[-500:]}")
    parts = re.search(r"^\{.*\}$", text, re.MULTILINE)
    return Turn(seconds=seconds, megabytes=most // 1024, parts=json.loads(parts[0]) if parts else {})


def _kilobytes(process: int) -> int:
    """Return the most memory that a process has had; what resource usage says begins with its parent's."""
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
        return int(found[1]) if found else 0
    return 0


def make_contestants(peers: Path) -> dict[str, list[object]]:
    """Return the commands by name."""
    commands = python_peers(peers)
    return {
        "newsloc": [sys.executable, "-c", NEWSLOC],
        "msgmerge": [debian_tool("msgmerge", "gettext"), "--previous", "-q", "-o", "out.po", "old.po", "new.pot"],
        "msgcat (no merge)": [debian_tool("msgcat", "gettext"), "-o", "out.po", "old.po"],
        "pot2po": [commands / "pot2po", "--progress=none", "-t", "old.po", "new.pot", "out.po"],
        "Babel": [commands / "python", "-c", BABEL],
    }


def measure(contestants: dict[str, list[object]], size: int, rounds: int) -> dict[str, dict[str, object]]:
    """Return what each contestant took for one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, size)
        best: dict[str, Turn | None] = {}
        for number in range(rounds):
            for contestant, command in contestants.items():
                if number and best.get(contestant) is None:
                    continue  # it ran into the limit
                turn = call(command, folder)
                known = best.get(contestant)
                if turn is None or known is None or turn.seconds < known.seconds:
                    best[contestant] = turn
    return {contestant: _row(turn) for contestant, turn in best.items()}


def _row(turn: Turn | None) -> dict[str, object]:
    if turn is None:
        return {"seconds": None, "stopped after": LIMIT}
    parts = {name: round(seconds, 3) for name, seconds in turn.parts.items()}
    return {"seconds": round(turn.seconds, 3), "MB": turn.megabytes, **({"parts": parts} if parts else {})}


def main() -> None:
    """Print a table for each size, and write all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder for what is installed")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", nargs="*", default=(), metavar="NAME", help="leave out; nothing is written then")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    contestants = {name: each for name, each in make_contestants(options.peers).items() if name not in options.without}
    sizes: dict[str, dict[str, dict[str, object]]] = {}
    for size in options.sizes:
        rows = sizes[str(size)] = measure(contestants, size, options.rounds)
        print(f"{size:,} units, {size // EDITED} edited")
        for name, row in rows.items():
            shown = f"over {LIMIT:.0f}" if row["seconds"] is None else f"{row['seconds']:.2f}"
            print(f"  {name:20}{shown:>10} s{row.get('MB', ''):>7} MB  {row.get('parts', '')}", flush=True)
    last = sizes[str(options.sizes[-1])]
    factor = float(str(last["msgmerge"]["seconds"])) / float(str(last["newsloc"]["seconds"]))
    print(f"newsloc takes 1/{factor:.2f} of msgmerge's time at {options.sizes[-1]:,} units (goal: 1/{GOAL:.0f})")
    result = {
        "msgmerge": version_of(debian_tool("msgmerge", "gettext"), "--version"),
        "rounds": options.rounds,
        "sizes": sizes,
        "times as fast as msgmerge": round(factor, 2),
        "goal": GOAL,
    }
    if tuple(options.sizes) == SIZES and not options.without:
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
