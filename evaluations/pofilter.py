"""Ask pofilter, the checker of translate-toolkit, about pairs: the peer that most localization teams know.

translate-toolkit is under the GPL, so it is no dependency: it is installed into an environment of its own below the
folder of peers, and run as a command on PO files.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

REQUIREMENT = "translate-toolkit==3.20.4"
_TEST = re.compile(r"\(pofilter\) (\w+):")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """What pofilter found: the names of the failed tests, pair by pair, and how long it took."""

    tests: tuple[frozenset[str], ...]
    seconds: float


def install_pofilter(peers: Path) -> Path:
    """Return the command, installed into an environment of its own on first use."""
    command = peers / "pofilter" / "bin" / "pofilter"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", peers / "pofilter"], check=True)
        subprocess.run([command.with_name("pip"), "install", "--quiet", REQUIREMENT], check=True)
    return command


def run_pofilter(command: Path, language: str, texts: Sequence[tuple[str, str]]) -> Filtered:
    """Return what pofilter finds in translations into a language, with its default tests."""
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder, "in.po"), Path(folder, "out.po")
        catalog = polib.POFile(wrapwidth=0)
        catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": language}
        for number, (text, target) in enumerate(texts):
            catalog.append(polib.POEntry(msgctxt=str(number), msgid=text, msgstr=target))
        catalog.save(str(source))
        start = time.perf_counter()
        # pofilter leaves with 1 where it found something
        subprocess.run(
            [command, "--language", language, "--progress", "none", source, result], check=False, capture_output=True
        )
        seconds = time.perf_counter() - start
        found = {
            int(entry.msgctxt): frozenset(_TEST.findall(f"{entry.comment} {entry.tcomment}"))
            for entry in (polib.pofile(str(result)) if result.exists() else ())
        }
    return Filtered(tests=tuple(found.get(number, frozenset()) for number in range(len(texts))), seconds=seconds)
