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
from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.cli.check import make_conditions
from pipeline.cli.settings import load_settings
from pipeline.model import Direction, Entry, Score, Verdict
from pipeline.project.paths import catalog_path
from pipeline.review.acts import Reviewer
from pipeline.review.safety import Place
from pipeline.review.server import make_app
from pipeline.review.store import Store
from pipeline.sources.article import read_article
from pipeline.translate.memory import LOCATION, Memory, Record
from tests.gate.gate_cases import SENTENCES

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


def bring_into_step(project: Path, file: Path) -> None:
    """Align the catalog of the article with its source, as localize does."""
    article, catalog = read_article(project / "source" / SOURCE.name, project), read_catalog(file)
    write_catalog(file, merge(article, number_units(article, None, [catalog])[0], catalog, "ar"))


LAKE = "lake"
LAKE_TEXT = """---
language: {language}
title: "{0}"
---

{1} {2}

{3}

{4}
"""
TERMS = """source_language,target_language,rule,source,targets,note
en,ar,required,lake,بحيرة,
"""
CHANGED, WRONG = 3, 4
"""The unit whose source changed since it was translated, and the one with a wrong number; they count from 0."""
KNOWN = ("It counted 38 votes.", "أحصت 38 صوتا.")
"""What the memory knows: like the last unit, with another number."""
MENDED = {"ar": "أحصت 37 صوتا.", "en": "It counted 37 votes."}
"""The right translation of the last unit, by language."""


def write_lake(project: Path, language: str) -> Path:
    """Write an article of five sentences, English or Arabic, its drafts in the other language, terms and a memory.

    The drafts have the scores 90, 80, 70, 60 and 50. Return the catalog's path.
    """
    pairs = [*list(SENTENCES.items())[:4], ("It counted 37 votes.", MENDED["ar"])]
    side, target = (0, "ar") if language == "en" else (1, "en")
    (project / "source").mkdir()
    path = project / "source" / f"{LAKE}.md"
    path.write_text(LAKE_TEXT.format(*(pair[side] for pair in pairs), language=language), encoding="utf-8")
    (project / "newsloc.toml").write_text(f'languages = ["{target}"]\nglossary = ["terms.csv"]\n', encoding="utf-8")
    (project / "terms.csv").write_text(TERMS, encoding="utf-8")
    article = read_article(path, project)
    catalog = merge(article, number_units(article, None, [])[0], None, target)
    drafts = [pair[1 - side].replace("37", "73") for pair in pairs]
    entries = [_draft(*each) for each in zip(catalog.entries, drafts, (90, 80, 70, 60, 50), strict=True)]
    before = entries[CHANGED].source.replace("night", "morning").replace("الليل", "الصباح")
    entries[CHANGED] = replace(entries[CHANGED], previous_source=before, previous_context=entries[CHANGED].context)
    file = catalog_path(project, target, LAKE)
    write_catalog(file, replace(catalog, entries=tuple(entries)))
    record = Record(source=KNOWN[side], target=KNOWN[1 - side], direction=Direction(source=language, target=target))
    with Memory(project / LOCATION) as memory:
        memory.take_file("agency.tmx", "1", [record])
    return file


def _draft(entry: Entry, target: str, percent: int) -> Entry:
    score = Score(percent=percent, verdict=Verdict.REVIEW)
    provenance = make_provenance(entry, target, engine="draft", model="m@1", score=score)
    return replace(entry, target=target, fuzzy=True, provenance=provenance)


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
