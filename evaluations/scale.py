"""Measure how `newsloc localize` grows from one article to an archive: time, memory, stages, one edited sentence.

Run ``python -m evaluations.scale [ARTICLES...] [--peers-up-to ARTICLES] [--add]`` (1000 10000 if none is named; 100000
takes more than an hour, and 12 GB of disk: ``--add`` measures it alone, and keeps the figures that are there).
Articles are generated: 30 units each, English into Arabic, translated by `pseudo`, so that what is measured is newsloc
and no model. po4a and translate-toolkit are timed where they are installed, on what they do too: a PO file for each
article, of whole paragraphs. A size's files are removed when it is measured, and ``evaluations/results/scale.json`` is
written after each; ``python -m evaluations.plots`` draws it.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import asdict
from functools import partial
from inspect import isgenerator
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evaluations.generated import UNITS, article_path, write_project
from evaluations.running import describe_machine, measure, run, write_result

RESULT = Path(__file__).parent / "results" / "scale.json"
SIZES = (1_000, 10_000)
ENGINE = ("--engine", "pseudo")
_TIMED = (100, 300, 1_000)
"""Articles of the runs in one process whose stages are timed."""
_BYTES = 120_000
"""Disk that an article takes, its catalogs, its page and its rows in the memory included."""
_STAGES = {
    "open": "try_open",
    "learn": "learn",
    "recall": "recall",
    "draft": "find_candidates_once",
    "score": "choose_drafts",
    "finish": "try_finish",
}
"""The functions of the stages as `pipeline.localize.run` calls them; none calls another."""


def measure_size(project: Path, articles: int) -> dict[str, Any]:
    """Return figures of a first run, of one that finds nothing to do, and of one after one sentence was edited."""
    free = shutil.disk_usage(project.parent).free
    if free < articles * _BYTES:
        raise SystemExit(f"{articles:,} articles take {articles * _BYTES:,} bytes; {project.parent} has {free:,}")
    write_project(project, articles)
    first, again = run(project, *ENGINE), run(project, *ENGINE)
    path = article_path(project, articles // 2)
    path.write_text(path.read_text(encoding="utf-8").replace(" were ", " were not ", 1), encoding="utf-8")
    edited = run(project, *ENGINE)
    units = articles * UNITS
    return {
        "articles": articles,
        "units": units,
        "units a second": round(units / first.seconds, 1),
        "units a processor second": round(units / first.processor_seconds, 1),
        "first": asdict(first),
        "nothing changed": asdict(again),
        "one sentence edited": asdict(edited),
        "bytes an article": round(sum(path.stat().st_blocks * 512 for path in project.rglob("*")) / articles),
    }


def measure_stages(project: Path, articles: int) -> dict[str, Any]:
    """Return the seconds of processor time of each stage of a run in one process, and its share in percent."""
    write_project(project, articles)
    with get_context("spawn").Pool(1) as pool:  # a process that may start no others
        seconds = pool.apply(time_run, (project, *ENGINE))
    total = sum(seconds.values())
    shares = {name: round(100 * spent / total, 1) for name, spent in seconds.items()}
    return {"articles": articles, "seconds": {name: round(spent, 2) for name, spent in seconds.items()}, "%": shares}


def time_run(project: Path, *options: str) -> dict[str, float]:
    """Return the seconds of processor time of each stage of a run in this process."""
    from pipeline.cli import root
    from pipeline.localize import run as stages

    spent = dict.fromkeys(_STAGES, 0.0)
    before = {function: getattr(stages, function) for function in _STAGES.values()}
    for name, function in _STAGES.items():
        setattr(stages, function, timed(before[function], name, spent))
    words = ["localize", "--project", str(project), *options, "--offline", "--format", "json"]
    begun = time.process_time()
    with suppress(SystemExit), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        root.main(words)
    total = time.process_time() - begun
    for function, original in before.items():
        setattr(stages, function, original)
    return {**spent, "all else": total - sum(spent.values())}


def timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    """Return a function, or one that returns a generator, whose processor time is added up."""

    def call(*arguments: Any, **options: Any) -> Any:
        begun = time.process_time()
        result = function(*arguments, **options)
        spent[name] += time.process_time() - begun
        return each(result) if isgenerator(result) else result

    def each(results: Iterator[Any]) -> Iterator[Any]:
        while True:
            begun = time.process_time()
            result = next(results, results)
            spent[name] += time.process_time() - begun
            if result is results:
                return
            yield result

    return call


def measure_peers(place: Path, articles: int) -> dict[str, Any]:
    """Return the seconds that newsloc's part and other tools take for a PO file of each article."""
    project = place / "peers"
    write_project(project, articles)
    peers: dict[str, Any] = {"newsloc, its part": measure(partial(_open, project))}
    for program, (name, command) in PEERS.items():
        if shutil.which(program):
            out = place / f"by-{name}"
            out.mkdir()
            work = partial(subprocess.run, command(project / "source", out), check=True, capture_output=True)
            peers[name] = measure(work)
    return {"articles": articles, **peers}


def _open(project: Path) -> None:
    """Open articles, and write templates and empty catalogs."""
    code = (
        "import sys; from pathlib import Path; from pipeline.localize.opening import OpeningTask, try_open;"
        "from pipeline.catalog.po import write_catalog; from pipeline.project.paths import catalog_path;"
        "from pipeline.sources.article import find_articles; project = Path(sys.argv[1]);"
        "task = OpeningTask(project=project, languages=('ar',));"
        "[write_catalog(catalog_path(project, 'ar', work.catalog.slug), work.catalog)"
        " for path in find_articles(project) for work in try_open(task, path).works]"
    )
    subprocess.run([sys.executable, "-c", code, str(project)], check=True)


def _toolkit(source: Path, out: Path) -> Sequence[str]:
    return ("md2po", "--progress=none", "--duplicates=msgctxt", str(source), str(out))


def _po4a(source: Path, out: Path) -> Sequence[str]:
    each = 'po4a-updatepo --format text --option markdown --option yfm_keys=title --master "$1" --po "$0/$2.po"'
    script = f'find "{source}" -name "*.md" | while read -r path; do set -- "$path" "$(basename "$path")"; {each}; done'
    return ("sh", "-c", script, str(out))


PEERS: dict[str, tuple[str, Callable[[Path, Path], Sequence[str]]]] = {
    "md2po": ("translate-toolkit", _toolkit),
    "po4a-updatepo": ("po4a", _po4a),
}


def exponent(sizes: Sequence[dict[str, Any]]) -> float | None:
    """Return the power of the number of articles with which processor time grows, from the smallest to the largest."""
    if len(sizes) < 2:
        return None
    small, large = sizes[0], sizes[-1]
    ratio = large["first"]["processor_seconds"] / small["first"]["processor_seconds"]
    return round(math.log(ratio) / math.log(large["articles"] / small["articles"]), 3)


def _articles(row: dict[str, Any]) -> int:
    return int(row["articles"])


def main() -> None:
    """Print the figures; write them after each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--peers-up-to", type=int, default=SIZES[-1], help="articles for po4a and translate-toolkit")
    parser.add_argument("--add", action="store_true", help="measure these sizes alone, keep the figures of others")
    options = parser.parse_args()
    result: dict[str, Any] = {"machine": describe_machine(), "sizes": [], "peers": [], "stages": []}
    if options.add:
        result = json.loads(RESULT.read_text(encoding="utf-8"))
        result["sizes"] = [each for each in result["sizes"] if each["articles"] not in options.articles]

    def take(name: str, found: dict[str, Any]) -> None:
        result[name] = sorted([*result[name], {**found, "load": describe_machine()["load"]}], key=_articles)
        result["exponent of processor time"] = exponent(result["sizes"])
        write_result(RESULT, result)
        print(json.dumps({name: found}), flush=True)

    sizes = sorted(options.articles)
    for articles in (each for each in _TIMED if each <= sizes[-1] and not options.add):
        with TemporaryDirectory() as folder:
            take("stages", measure_stages(Path(folder), articles))
    for articles in sizes:
        with TemporaryDirectory() as folder:
            take("sizes", measure_size(Path(folder) / "project", articles))
        if articles <= options.peers_up_to and not options.add:
            with TemporaryDirectory() as folder:
                take("peers", measure_peers(Path(folder), articles))


if __name__ == "__main__":
    main()
