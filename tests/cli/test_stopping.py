"""Runs that Ctrl-C or SIGTERM stops, in a process of their own; tests/trials/test_killed_run.py kills them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.catalog.po import read_catalog
from pipeline.cli.stopping import stoppable
from pipeline.model import State
from pipeline.project.paths import catalog_path
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 3
SENTENCES = 8
UNITS = ARTICLES * SENTENCES
STOP_AFTER = 12
"""Units: the first article is whole by then."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    for article in range(ARTICLES):
        body = "\n\n".join(f"Sentence {number} of article {article} stands here." for number in range(SENTENCES))
        text = f"---\nlanguage: en\n---\n\n{body}\n"
        (tmp_path / "source" / f"article-{article}.md").write_text(text, encoding="utf-8")
    return tmp_path


def start(project: Path, log: Path, most: int = UNITS) -> subprocess.Popen[str]:
    """Start a run whose engine holds after *most* units."""
    words = ["localize", "--project", str(project), "--engine", "holding", "--to", "ar"]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cli.holding_command", str(log), str(most), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def stop(project: Path, log: Path, how: signal.Signals) -> tuple[int, str]:
    """Run up to the middle and stop there; return the exit code and the messages."""
    run = start(project, log, STOP_AFTER)
    while not log.with_suffix(".held").exists() and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(how)
    _, errors = run.communicate(timeout=PATIENCE)
    return run.returncode, errors


def finish(project: Path, log: Path) -> None:
    run = start(project, log)
    _, errors = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, errors


def whole(project: Path) -> list[int]:
    """Return the articles whose catalog is there; one that is there has all its drafts."""
    paths = [(article, catalog_path(project, "ar", f"article-{article}")) for article in range(ARTICLES)]
    there = [(article, read_catalog(path)) for article, path in paths if path.is_file()]
    assert all(entry.state is State.DRAFT for _, catalog in there for entry in catalog.entries)
    return [article for article, _ in there]


@pytest.mark.parametrize(("how", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_keeps_what_is_done_and_says_in_one_line_how_to_go_on(
    project: Path, tmp_path: Path, how: signal.Signals, expected: int
) -> None:
    first, second = tmp_path / "first.log", tmp_path / "second.log"
    code, errors = stop(project, first, how)
    assert code == expected
    assert "Traceback" not in errors
    assert "leaked" not in errors
    assert errors.splitlines()[-1] == "newsloc: stopped; what was done is kept, run the same command again to go on"
    assert whole(project) == [0]
    finish(project, second)
    assert len(lines(second)) == UNITS - STOP_AFTER
    assert whole(project) == list(range(ARTICLES))


def test_only_the_first_sigterm_stops_so_that_what_is_whole_can_be_written() -> None:
    before = signal.getsignal(signal.SIGTERM)
    written = []

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGTERM)
            written.append("catalog")

    with pytest.raises(SystemExit, match="143"), stoppable(""):
        work()
    assert written == ["catalog"]
    assert signal.getsignal(signal.SIGTERM) is before
