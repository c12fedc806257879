"""Measure time and memory of the gate at 1,000, 5,000 and 20,000 units, beside gettext and translate-toolkit.

    python -m evaluations.gate [--units 1000 5000 20000] [--rounds 3] [--peers FOLDER] [--out results/gate.json]

The project is made here: articles of 25 sentences, English to Arabic, from our own training pairs; a number of its own
makes each another text, so that nothing is remembered from the sentence before. Every run is a process of its own, as
in CI; of the rounds the median counts. What is measured:

- plain: everything reviewed, all checks on every unit
- findings: the same, a number wrong in one unit of a hundred
- against: the same, against the commit before, one unit in a hundred edited
- unchanged: against a commit that everything is equal to
- msgfmt: ``msgfmt --statistics`` on each catalog, which counts and checks nothing
- pofilter: translate-toolkit's checks on the same catalogs, with ``--peers``

Memory is that of the largest process; newsloc starts as many as there are processors, where there is enough to do.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evaluations.pofilter import REQUIREMENT, install_pofilter
from pipeline.catalog.po import catalog_text
from pipeline.model import Catalog, Entry, State
from pipeline.project.paths import catalog_path
from pipeline.sources.article import read_article

HERE = Path(__file__).parent
OUT = HERE / "results" / "gate.json"
SIZES = (1_000, 5_000, 20_000)
PER_ARTICLE = 25
SPOILED = 100
"""Of so many units, one has a wrong number, or is edited."""
_END = re.compile(r"[.؟?!]\Z")
_GAUGE = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
wall, processor = time.perf_counter() - start, used.ru_utime + used.ru_stime
print(json.dumps([wall, processor, used.ru_maxrss / 1024, code]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one kind of run takes: seconds by the clock and of all processors, megabytes, and its exit code."""

    seconds: float
    processor_seconds: float
    megabytes: float
    code: int


def read_pairs() -> list[tuple[str, str]]:
    """Return our own pairs of English and Arabic sentences."""
    lines = (
        line
        for path in sorted((HERE / "sets" / "training").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    pairs = (line.split("\t")[:2] for line in lines if "\t" in line)
    return [(source, target) for source, target in pairs if _END.search(source) and _END.search(target)]


def make_project(folder: Path, units: int) -> dict[str, str]:
    """Write articles and wholly reviewed catalogs; return the translations by source."""
    (folder / "source").mkdir(parents=True)
    (folder / "newsloc.toml").write_text('languages = ["ar"]\n[coverage]\nar = 80\n', encoding="utf-8")
    targets: dict[str, str] = {}
    for number, (source, target) in enumerate(islice(cycle(read_pairs()), units)):
        # Numbers that are no year, no clock time, and stand alone: a wrong one is an error.
        targets[f"{source[:-1]} ({100_003 + 7 * number}){source[-1]}"] = (
            f"{target[:-1]} ({100_003 + 7 * number}){target[-1]}"
        )
    sources = list(targets)
    for start in range(0, units, PER_ARTICLE):
        slug = f"article-{start // PER_ARTICLE:05}"
        text = "---\nlanguage: en\n---\n\n" + "\n\n".join(sources[start : start + PER_ARTICLE]) + "\n"
        (folder / "source" / f"{slug}.md").write_text(text, encoding="utf-8")
        write_catalog(folder, slug, targets)
    return targets


def write_catalog(folder: Path, slug: str, targets: Mapping[str, str]) -> int:
    """Write the catalog of an article; return how many of its units have no translation."""
    article = read_article(folder / "source" / f"{slug}.md", folder)
    entries = tuple(
        Entry(context=f"{unit.role}#{number}", source=unit.source, target=targets.get(unit.source, ""))
        for number, unit in enumerate(article.units, 1)
    )
    path = catalog_path(folder, "ar", slug)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(slug=slug, source_language="en", language="ar", entries=entries)
    path.write_text(catalog_text(catalog), encoding="utf-8")
    return sum(entry.state is State.MISSING for entry in entries)


def spoil(folder: Path, targets: Mapping[str, str]) -> dict[str, str]:
    """Write wrong numbers into one unit of a hundred; return all translations."""
    wrong = {
        source: target.replace("(1", "(9") if index % SPOILED == 0 else target
        for index, (source, target) in enumerate(targets.items())
    }
    for path in sorted((folder / "source").iterdir()):
        write_catalog(folder, path.stem, wrong)
    return wrong


def commit(folder: Path) -> None:
    """Commit everything there is."""
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "gc.auto=0"]
    if not (folder / ".git").exists():
        subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "x"], check=True)


def gauge(command: Sequence[str | Path], rounds: int) -> Cost:
    """Run a command several times; return the median of each figure."""
    runs = []
    for _ in range(rounds):
        answer = subprocess.run(
            [sys.executable, "-c", _GAUGE, *map(str, command)], check=True, capture_output=True, text=True
        )
        runs.append(json.loads(answer.stdout))
    seconds, processor, megabytes, codes = zip(*runs, strict=True)
    median = statistics.median
    return Cost(
        seconds=median(seconds), processor_seconds=median(processor), megabytes=median(megabytes), code=max(codes)
    )


def check(folder: Path, *words: str) -> list[str]:
    """Return the command line of the gate."""
    start = "from pipeline.cli import main; main()"
    report = f"json:{folder.parent / 'gate.json'}"
    return [sys.executable, "-c", start, "check", "--project", str(folder), "--format", report, *words]


def measure(units: int, rounds: int, pofilter: Path | None) -> dict[str, Cost]:
    """Measure every kind of run on a project of some size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "project")
        targets = make_project(folder, units)
        commit(folder)
        costs = {
            "plain": gauge(check(folder), rounds),
            "unchanged": gauge(check(folder, "--against", "HEAD"), rounds),
        }
        wrong = spoil(folder, targets)
        costs["findings"] = gauge(check(folder), rounds)
        costs["against"] = gauge(check(folder, "--against", "HEAD"), rounds)
        found = json.loads((folder.parent / "gate.json").read_text(encoding="utf-8"))["failures"]
        assert len(found) == sum(targets[source] != wrong[source] for source in targets), "not each error was found"
        catalogs = folder / "locales" / "ar" / "LC_MESSAGES"
        if shutil.which("msgfmt"):
            each = f'for file in "{catalogs}"/*.po; do msgfmt --statistics -o /dev/null "$file"; done'
            costs["msgfmt"] = gauge(["sh", "-c", each], rounds)
        if pofilter:
            out = folder.parent / "pofilter"
            costs["pofilter"] = gauge([pofilter, "--language", "ar", "--progress", "none", catalogs, out], rounds)
        return costs


def main() -> None:
    """Measure, write the results and show them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", type=Path, help="folder of the peers' environments; without it no pofilter")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    pofilter = install_pofilter(options.peers) if options.peers else None
    results = {units: measure(units, options.rounds, pofilter) for units in options.units}
    machine = {"python": platform.python_version(), "processors": os.cpu_count(), "rounds": options.rounds}
    machine["peer"] = REQUIREMENT if pofilter else None
    figures = {str(units): {kind: asdict(cost) for kind, cost in costs.items()} for units, costs in results.items()}
    options.out.write_text(json.dumps({"machine": machine, "units": figures}, indent=1) + "\n", encoding="utf-8")
    table = Table("units", "run", "seconds", "processor s", "MB", "exit")
    for units, costs in results.items():
        for kind, cost in costs.items():
            figures_of = (f"{cost.seconds:.2f}", f"{cost.processor_seconds:.2f}", f"{cost.megabytes:.0f}")
            table.add_row(f"{units:,}", kind, *figures_of, str(cost.code))
    Console().print(table)


if __name__ == "__main__":
    main()
