"""Count the keys and seconds that a scripted editor needs for the article of 18 units: each unit approved, one edited.

The script presses a key as soon as the page is ready for it: the seconds are those of the program, without any reading.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluations.review_projects import LANGUAGE, UNITS, write_marathon
from evaluations.review_servers import serve_page, serve_rosetta
from pipeline.catalog.po import read_catalog
from pipeline.model import State
from pipeline.project.paths import catalog_path

CHROMIUM = shutil.which("chromium") or ""
_MOST_TABS = 300
"""Presses of Tab after which a field is taken to be out of reach."""
_PER_PAGE = 10
"""Strings on a page of django-rosetta, as it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What an editor did, with how many keys, and in how many seconds."""

    server: str
    task: str
    keys: int
    seconds: float


class _Keys:
    """A keyboard that counts its strokes."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.count = 0

    def press(self, *names: str) -> None:
        """Press keys one after the other."""
        for name in names:
            self.page.keyboard.press(name)
            self.count += 1

    def tab_to(self, selector: str) -> None:
        """Press Tab until a field has the focus."""
        for _ in range(_MOST_TABS):
            if self.page.evaluate("name => document.activeElement.matches(name)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by keyboard")


def approve_here(project: Path) -> Iterator[Journey]:
    """Approve the article in the review page."""
    slug = write_marathon(project)
    with serve_page(project) as server, _open_page() as page:
        page.goto(f"http://127.0.0.1:{server.port}/article/{LANGUAGE}/{slug}")
        keys, start = _Keys(page), time.perf_counter()
        keys.press("a", "e", "End", "!", "Control+Enter", *"a" * (UNITS - 2))
        page.wait_for_function("() => document.querySelectorAll('.unit:not(.reviewed)').length === 0")
        yield Journey(server="newsloc", task="each unit, one edited", keys=keys.count, seconds=_since(start))
    _expect_reviewed(project, slug)


def approve_in_rosetta(python: Path | None, folder: Path) -> Iterator[Journey]:
    """Approve the article in django-rosetta: a check mark fewer for each string, page by page."""
    if python is None:
        return
    project = folder / "project"
    slug = write_marathon(project)
    with serve_rosetta(python, project, [slug], folder / "site", _PER_PAGE) as server, _open_page() as page:
        page.goto(f"http://127.0.0.1:{server.port}/files/project/{LANGUAGE}/0/")
        keys, start = _Keys(page), time.perf_counter()
        for begin in range(0, UNITS, _PER_PAGE):
            if not begin:
                keys.tab_to("tbody tr:nth-child(2) textarea")
                keys.press("Control+End", "!")
            for row in range(1, min(_PER_PAGE, UNITS - begin) + 1):
                box = f"tbody tr:nth-child({row}) input[type=checkbox]"
                if page.is_checked(box):
                    keys.tab_to(box)
                    keys.press("Space")
            with page.expect_navigation():
                keys.press("Enter")
        yield Journey(server="rosetta", task="each unit, one edited", keys=keys.count, seconds=_since(start))
    _expect_reviewed(project, slug)


@contextmanager
def _open_page() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 1)


def _expect_reviewed(project: Path, slug: str) -> None:
    entries = read_catalog(catalog_path(project, LANGUAGE, slug)).entries
    assert [entry.state for entry in entries] == [State.REVIEWED] * UNITS
    assert entries[1].target.endswith("!")
