"""Many hands at once: clients of two pages save while tools edit the same catalog, and nothing is lost.

``--saves 10000`` makes it a long one. Each save counts the number in a target up by one, over what its client saw: a
save that is lost, or done twice, leaves another sum.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from pipeline.catalog.po import catalog_text, read_catalog
from pipeline.errors import CatalogChanged
from pipeline.model import Entry
from pipeline.project.atomic import stamp_of, write_atomically
from pipeline.review.acts import edit, name_of, version_of
from pipeline.review.steps import Change, Conflict
from pipeline.review.store import Store
from tests.review.review_cases import SENTENCES, SLUG, open_store, write_project

CLIENTS = 8
PAUSE = 0.1
"""Seconds between two saves of a tool."""
ADDED = "\nThe mayor goes home.\n"
"""What comes into the article and goes, so that ``newsloc localize`` has something to write."""


def test_no_save_of_eight_clients_and_of_tools_is_lost(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    saves = int(pytestconfig.getoption("--saves")) // CLIENTS
    path, ended = write_project(tmp_path), threading.Event()
    stores = [open_store(tmp_path), open_store(tmp_path)]
    before = sum(map(number_in, read_catalog(path).entries))
    with ThreadPoolExecutor(CLIENTS + 3) as pool:
        headers = pool.submit(use_tool, path, ended, add_header_line)
        polibs = pool.submit(use_tool, path, ended, add_flag)
        localized = pool.submit(localize, tmp_path, ended)
        clients = [pool.submit(review, stores[client % 2], client, saves) for client in range(CLIENTS)]
        try:
            done = sum(client.result() for client in clients)
        finally:
            ended.set()
    catalog = read_catalog(path)
    assert done == saves * CLIENTS
    assert sum(map(number_in, catalog.entries)) - before == done
    assert list(catalog.header_comments) == headers.result()
    assert [flag for flag in catalog.entries[0].flags if flag.startswith("tool-")] == polibs.result()
    assert len(headers.result()) > 1
    assert len(polibs.result()) > 1
    assert 0 in localized.result()


def number_in(entry: Entry) -> int:
    """Return the number that saves count up in a target; 0 where none did yet."""
    found = re.fullmatch(r"عدد (\d+) من \d\.", entry.target)
    return int(found[1]) if found else 0


def review(store: Store, client: int, saves: int) -> int:
    """Save so many times, each over what is seen, and again over what is seen then; return how often it was saved."""
    done = 0
    for number in range(saves):
        while not save(store, client, (client + number) % len(SENTENCES)):
            pass
        done += 1
    return done


def save(store: Store, client: int, index: int) -> bool:
    """Count the number in a target up; return False where somebody else was faster.

    The client stands in it: of two that save the very same, the second one has nothing to write.
    """
    entry = store.open(SLUG, "ar").rows[index].entry
    assert entry
    act = edit(f"عدد {number_in(entry) + 1} من {client}.")
    asked = Change(name=name_of(entry), version=version_of(entry), act=act)
    try:
        return store.change(SLUG, "ar", "edit", [asked]) is not None
    except Conflict:
        return False


def use_tool(path: Path, ended: threading.Event, change: Callable[[Path, str], str]) -> list[str]:
    """Change the catalog again and again, as a tool that looks before it writes; return what was written."""
    written: list[str] = []
    while not ended.wait(PAUSE):
        stamp = stamp_of(path)
        word = f"tool-{len(written)}"
        try:
            write_atomically(path, change(path, word), over=stamp, lasting=False)
        except CatalogChanged:
            continue
        written.append(word)
    return written


def add_header_line(path: Path, word: str) -> str:
    """Return the catalog with a line more in its head."""
    catalog = read_catalog(path)
    return catalog_text(replace(catalog, header_comments=(*catalog.header_comments, word)))


def add_flag(path: Path, word: str) -> str:
    """Return the catalog as polib writes it, lines wrapped, with a flag more on its first entry."""
    catalog = polib.pofile(str(path), wrapwidth=30)
    catalog[0].flags.append(word)
    return str(catalog)


def localize(project: Path, ended: threading.Event) -> list[int]:
    """Run ``newsloc localize`` on an article that grows and shrinks; return how the runs ended."""
    source = next((project / "source").glob(f"{SLUG}.*"))
    text = source.read_text(encoding="utf-8")
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "localize", "--engine", "pseudo"]
    ends: list[int] = []
    while not ended.is_set():
        write_atomically(source, text + ADDED * (1 - len(ends) % 2))
        ends.append(subprocess.run(command, cwd=project, capture_output=True, check=False).returncode)
    return ends
