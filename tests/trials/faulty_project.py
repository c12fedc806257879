"""A project with reviewed translations, runs of ``newsloc localize`` on it, and what must hold after each of them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from pipeline.catalog.po import read_catalog

SENTENCES = 10
NAMES = tuple(f"article-{number}" for number in range(4))
PERSON = "نص إنسان"
"""Begins every text that stands for a person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended: its exit code (negative where a signal stopped it), what it said, and how long it took."""

    code: int
    said: str
    seconds: float


def write_sources(project: Path, edition: int) -> None:
    """Write the articles as edited for the *edition*-th time: in each, one sentence changes and one comes or goes."""
    (project / "source").mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(NAMES):
        lines = [
            f"The council of district {number} met for the {place * 7 + 3}th time and discussed item {place}."
            for place in range(SENTENCES)
        ]
        lines[edition % SENTENCES] += f" It was adjourned {edition + 2} times"
        if edition % 2:
            lines.insert(edition % SENTENCES, f"A new hall of {edition + 40} seats was opened in district {number}.")
        text = "\n\n".join(f"{line.rstrip('.')}." for line in lines)
        (project / "source" / f"{name}.md").write_text(f"---\nlanguage: en\n---\n\n{text}\n", encoding="utf-8")


def catalog(project: Path, name: str) -> Path:
    """Return where an article's Arabic catalog lies."""
    return project / "locales" / "ar" / "LC_MESSAGES" / f"{name}.po"


def make_project(project: Path) -> None:
    """Make a project, localize it, and review every other sentence as a person does, in another program."""
    write_sources(project, 0)
    # In this process, so that every child starts with all that a run imports.
    assert localize(project) == 0, "the project cannot be made"
    for name in NAMES:
        review(catalog(project, name), range(0, SENTENCES, 2))


def review(path: Path, places: Iterable[int]) -> None:
    """Approve some entries of a catalog, each with a text of its own."""
    po = polib.pofile(str(path), wrapwidth=0)
    for place in places:
        entry = po[place]
        entry.msgstr = f"{PERSON} {path.stem} {entry.msgctxt}"
        entry.flags = []
    temporary = path.with_suffix(".saving")
    po.save(str(temporary))
    temporary.replace(path)


def localize(project: Path) -> int:
    """Run ``newsloc localize`` in this process; return its exit code, 70 for a traceback."""
    from pipeline.cli import root

    try:
        root.main(["localize", "--project", str(project), "--engine", "pseudo"], standalone_mode=False)
    except SystemExit as stop:
        return int(stop.code or 0)
    except Exception as error:  # noqa: BLE001 - a traceback is what must not happen
        sys.stdout.write(f"Traceback: {type(error).__name__}: {error}\n")
        return 70
    return 0


def start(project: Path, log: Path) -> int:
    """Start a run in a child of this process, which has imported everything already; return its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with log.open("w", encoding="utf-8") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            sys.stdout = sys.stderr = said
            code = localize(project)
    finally:
        os._exit(code)


def wait(child: int, log: Path, begun: float) -> Ended:
    """Wait for a run to end."""
    _, status = os.waitpid(child, 0)
    return Ended(
        code=os.waitstatus_to_exitcode(status),
        said=log.read_text(encoding="utf-8"),
        seconds=time.monotonic() - begun,
    )


def run(project: Path, *, stop_after: float | None = None) -> Ended:
    """Run to the end, or kill the run after some seconds."""
    log, begun = project.with_suffix(".log"), time.monotonic()
    child = start(project, log)
    if stop_after is not None:
        time.sleep(stop_after)
        os.kill(child, signal.SIGKILL)
    return wait(child, log, begun)


def run_together(project: Path, count: int) -> Sequence[Ended]:
    """Start several runs at the same moment, and wait for all."""
    begun = time.monotonic()
    logs = [project.with_suffix(f".{number}.log") for number in range(count)]
    children = [start(project, log) for log in logs]
    return [wait(child, log, begun) for child, log in zip(children, logs, strict=True)]


def length_of_a_run(project: Path) -> float:
    """Return the seconds of a run that has edits to take over, the longer of two."""
    lengths = []
    for edition in (7, 0):
        write_sources(project, edition)
        lengths.append(run(project).seconds)
    return max(lengths)


def texts_of_people(project: Path) -> set[tuple[str, str]]:
    """Return every text of a person that stands in a catalog, live or obsolete, reviewed or fuzzy, with its article."""
    found = set()
    for name in NAMES:
        read = read_catalog(catalog(project, name))
        found |= {(name, entry.target) for entry in (*read.entries, *read.obsolete) if PERSON in entry.target}
    return found


def damaged(project: Path) -> list[str]:
    """Return the catalogs that are not whole, each with what is wrong."""
    wrong = []
    for path in sorted((project / "locales").rglob("*.po*")):
        if path.name.startswith("."):
            continue
        try:
            read_catalog(path)
            polib.pofile(str(path))
        except Exception as error:  # noqa: BLE001 - any is a damaged file
            wrong.append(f"{path.name}: {error}")
    return wrong


def unfinished(project: Path) -> list[str]:
    """Return the names of temporary files that are left."""
    return sorted(path.name for path in (project / "locales").rglob(".*"))


def content(project: Path) -> dict[str, object]:
    """Return what the catalogs say, without dates: equal for equal work."""
    found: dict[str, object] = {}
    for path in sorted((project / "locales").rglob("*.po*")):
        read = read_catalog(path)
        found[path.relative_to(project).as_posix()] = (read.entries, read.obsolete, read.next_number)
    return found
