"""A project with reviewed translations, runs on it, and what must hold after any of them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from pipeline.catalog.po import read_catalog

ARTICLES = 4
SENTENCES = 10
NAMES = tuple(f"article-{number}" for number in range(ARTICLES))
PERSON = "نص إنسان"
ENCODED = {"similarity", "passages", "cohesion"}
"""Signals that need the sentence encoder."""
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
    if _localize(project, ()):  # here, so that every child starts with all that a run imports and loads
        raise RuntimeError("the project cannot be made")
    for name in NAMES:
        review(catalog(project, name), range(0, SENTENCES, 2))


def review(path: Path, places: Sequence[int] | range) -> None:
    """Approve some entries of a catalog, each with a text of its own."""
    po = polib.pofile(str(path), wrapwidth=0)
    for place in places:
        entry = po[place]
        entry.msgstr = f"{PERSON} {path.stem} {entry.msgctxt}"
        entry.flags = []
    temporary = path.with_suffix(".saving")
    po.save(str(temporary))
    temporary.replace(path)


def start(project: Path, log: Path, *options: str) -> int:
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
            code = _localize(project, options)
    finally:
        os._exit(code)


def _localize(project: Path, options: Sequence[str]) -> int:
    from pipeline.cli import root
    from pipeline.quality import signals

    # The sentence encoder takes nine tenths of a run's time and writes nothing.
    signals.SIGNALS = tuple(signal for signal in signals.SIGNALS if signal.name not in ENCODED)
    try:
        root.main(["localize", "--project", str(project), "--engine", "pseudo", *options], standalone_mode=False)
    except SystemExit as stop:
        return int(stop.code or 0)
    except Exception as error:  # noqa: BLE001 - a traceback is what must not happen, and is told apart by its code
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        return 70
    return 0


def run(project: Path, *options: str, stop_after: float | None = None) -> Ended:
    """Run to the end, or kill the run after some seconds."""
    log = project.with_suffix(".log")
    begun = time.monotonic()
    child = start(project, log, *options)
    if stop_after is not None:
        time.sleep(stop_after)
        os.kill(child, signal.SIGKILL)
    return wait(child, log, begun)


def wait(child: int, log: Path, begun: float) -> Ended:
    """Wait for a run to end."""
    _, status = os.waitpid(child, 0)
    return Ended(
        code=os.waitstatus_to_exitcode(status),
        said=log.read_text(encoding="utf-8"),
        seconds=time.monotonic() - begun,
    )


def persons_texts(project: Path) -> set[tuple[str, str]]:
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


def meaning(project: Path) -> dict[str, object]:
    """Return what the catalogs say, without dates: equal for equal work."""
    found: dict[str, object] = {}
    for path in sorted((project / "locales").rglob("*.po*")):
        read = read_catalog(path)
        found[path.name + path.parent.name] = (read.entries, read.obsolete, read.next_number)
    return found
