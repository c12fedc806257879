"""The tools that are compared: how each takes a folder of Markdown to PO files, and those back to Markdown."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polib

from evaluations.extraction.articles import Made
from evaluations.peers import PeerMissing, debian_tool, version_of
from pipeline import __version__

MDPO = "mdpo==2.1.4"
TRANSLATE = "translate-toolkit[markdown]==3.20.4"
_TICK = 0.05
_ROOT = Path(__file__).parents[2]
_MDPO_PROGRAM = """
import sys
from pathlib import Path
job, folder = sys.argv[1], Path(sys.argv[2])
if job == "extract":
    from mdpo.md2po import markdown_to_pofile
    for path in sorted((folder / "source").glob("*.md")):
        markdown_to_pofile(str(path), po_filepath=str(folder / "po" / (path.stem + ".po")), save=True, wrapwidth=0)
else:
    from mdpo.po2md import pofile_to_markdown
    for path in sorted((folder / "source").glob("*.md")):
        pofile_to_markdown(
            str(path), str(folder / "po" / (path.stem + ".po")), save=str(folder / "out" / path.name), wrapwidth=0
        )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command took: seconds on the clock and of all cores, and the most memory of its processes together."""

    seconds: float
    processor_seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool in its folder: what it is called, its two commands, and where its catalogs and editions are."""

    name: str
    version: str
    folder: Path
    extract: tuple[str, ...]
    rebuild: tuple[str, ...]
    catalogs: str
    editions: str
    parser_only: bool = False
    """It parses and writes catalogs, but neither cuts sentences nor gives them an identity."""


def time_command(command: Sequence[str], folder: Path) -> Cost:
    """Run a command and tell what it took.

    :raises PeerMissing: if it fails
    """
    start = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8"}
    with (
        (folder / "log.txt").open("wb") as log,
        subprocess.Popen([*command], cwd=folder, stdout=log, stderr=log, env=environment) as process,
    ):
        stop, largest = threading.Event(), [0]
        watching = threading.Thread(target=_watch, args=(process.pid, stop, largest))
        watching.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        stop.set()
        watching.join()
    if process.returncode:
        raise PeerMissing((folder / "log.txt").read_text(encoding="utf-8", errors="replace")[-600:])
    return Cost(
        seconds=seconds,
        processor_seconds=usage.ru_utime + usage.ru_stime,
        megabytes=largest[0] / 1_048_576,
    )


def _watch(process: int, stop: threading.Event, largest: list[int]) -> None:
    """Keep the most memory that a process and those it started had together."""
    while not stop.wait(_TICK):
        largest[0] = max(largest[0], sum(map(_resident, [process, *_children(process)])))


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):  # it has ended
        return 0


def _children(process: int) -> list[int]:
    """Return the processes that a process started; pools have no grandchildren."""
    found: list[int] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError, ValueError):
            if int(status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]) == process:
                found.append(int(status.parent.name))
    return found


def make_tools(peers: Path, folder: Path, articles: Sequence[Made], processes: int) -> list[Tool]:
    """Return the tools, each with the articles in a folder of its own; a peer that cannot be had is left out."""
    tools: list[Tool] = []
    makers: tuple[Callable[[Path], Tool], ...] = (
        lambda place: _newsloc(place, processes),
        lambda place: _newsloc(place, 1),
        lambda place: _newsloc(place, processes, rebuild="rewrite", note=", without proof and manifest"),
        lambda place: _po4a(place, articles),
        lambda place: _translate(place, peers),
        lambda place: _mdpo(place, peers),
    )
    for number, make in enumerate(makers):
        place = folder / str(number)
        for name in ("source", "po", "pot", "out"):
            (place / name).mkdir(parents=True, exist_ok=True)
        for article in articles:
            (place / "source" / f"{article.name}.md").write_text(article.text, encoding="utf-8")
        try:
            tools.append(make(place))
        except (PeerMissing, subprocess.CalledProcessError) as error:
            print(f"left out: {error}")
    return tools


def fill(tool: Tool) -> None:
    """Translate a tool's catalogs into what they say already, as reviewed."""
    for path in tool.folder.glob(tool.catalogs):
        catalog = polib.pofile(str(path), wrapwidth=0)
        for entry in catalog:
            entry.msgstr = entry.msgid
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        catalog.save(str(path))


def _newsloc(folder: Path, processes: int, *, rebuild: str = "rebuild", note: str = "") -> Tool:
    command = (sys.executable, "-m", "evaluations.extraction.newsloc")
    return Tool(
        name=f"newsloc, {processes} process{'es' * (processes > 1)}{note}",
        version=f"newsloc {__version__}",
        folder=folder,
        extract=(*command, "extract", str(folder), str(processes)),
        rebuild=(*command, rebuild, str(folder), str(processes)),
        catalogs="locales/fr/LC_MESSAGES/*.po",
        editions="out/fr/*.md",
    )


def _po4a(folder: Path, articles: Sequence[Made]) -> Tool:
    """Set po4a up with one catalog for all articles, which is how it is fastest: it starts once."""
    command = debian_tool("po4a", "po4a")
    lines = [
        "[po4a_langs] fr",
        "[po4a_paths] all.pot fr:po/all.po",
        '[po4a_alias:markdown] text opt:"-o markdown -o neverwrap -k 0"',
        *(f"[type: markdown] source/{each.name}.md fr:out/{each.name}.md" for each in articles),
    ]
    (folder / "po4a.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Tool(
        name="po4a",
        version=version_of(command, "--version"),
        folder=folder,
        extract=(command, "--quiet", "--no-translations", "po4a.conf"),
        rebuild=(command, "--quiet", "--no-update", "--keep", "0", "po4a.conf"),
        catalogs="po/*.po",
        editions="out/*.md",
    )


def _translate(folder: Path, peers: Path) -> Tool:
    tools = _environment(peers / "translate", TRANSLATE)
    return Tool(
        name="translate-toolkit",
        version=TRANSLATE,
        folder=folder,
        extract=(str(tools / "md2po"), "--progress", "none", "source", "po"),
        rebuild=(str(tools / "po2md"), "--progress", "none", "--template", "source", "po", "out"),
        catalogs="po/*.po",
        editions="out/*.md",
    )


def _mdpo(folder: Path, peers: Path) -> Tool:
    python = str(_environment(peers / "mdpo", MDPO) / "python")
    return Tool(
        name="mdpo",
        version=MDPO,
        folder=folder,
        extract=(python, "-c", _MDPO_PROGRAM, "extract", "."),
        rebuild=(python, "-c", _MDPO_PROGRAM, "rebuild", "."),
        catalogs="po/*.po",
        editions="out/*.md",
        parser_only=True,
    )


def _environment(place: Path, requirement: str) -> Path:
    """Return the folder of commands of an environment with one package, made on first use."""
    if not (place / ".ready").exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([place / "bin" / "pip", "install", "--quiet", requirement], check=True)
        (place / ".ready").touch()
    return place / "bin"
