"""What the tests of the browser share: a project with the marathon article drafted, its server, and a keyboard."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn

from pipeline.catalog.merge import merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import write_catalog
from pipeline.cli.check import make_conditions
from pipeline.cli.settings import load_settings
from pipeline.project.paths import catalog_path
from pipeline.review.acts import Reviewer
from pipeline.review.safety import Place
from pipeline.review.server import make_app
from pipeline.review.store import Store
from pipeline.sources.article import read_article

CHROMIUM = shutil.which("chromium") or ""
SLUG = "corniche-half-marathon"
SOURCE = Path(__file__).parents[2] / "source" / f"{SLUG}.md"
UNITS = 18


def write_marathon(project: Path) -> Path:
    """Write the article, and a catalog in which every unit has a draft; return the catalog's path."""
    (project / "source").mkdir()
    path = Path(shutil.copy(SOURCE, project / "source"))
    article = read_article(path, project)
    contexts, _ = number_units(article, None, [])
    catalog = merge(article, contexts, None, "ar")
    entries = tuple(
        replace(entry, target=f"مسودة رقم {number} من Wafula.", fuzzy=True)
        for number, entry in enumerate(catalog.entries, start=1)
    )
    file = catalog_path(project, "ar", SLUG)
    write_catalog(file, replace(catalog, entries=entries))
    return file


@contextmanager
def serve(project: Path) -> Iterator[str]:
    """Serve the page of a project; yield its address."""
    conditions = make_conditions(project, load_settings(project))
    store = Store(conditions=conditions, reviewer=Reviewer(name="Mona Said", email="mona@example.org"))
    config = uvicorn.Config(make_app(store, Place()), port=0, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


class Keys:
    """A keyboard that counts its strokes."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.count = 0

    def press(self, *names: str) -> None:
        """Press keys one after the other."""
        for name in names:
            self._page.keyboard.press(name)
            self.count += 1

    def press_arabic(self, letter: str, code: str) -> None:
        """Press a key of an Arabic keyboard: the letter it writes, and the place where it lies."""
        told = {"key": letter, "code": code, "bubbles": True, "cancelable": True}
        self._page.evaluate("told => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', told))", told)
        self.count += 1
