"""Many hands at once: clients of the page save while a tool edits the same catalog, and nothing is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.catalog.po import catalog_text, read_catalog
from pipeline.errors import CatalogChanged
from pipeline.project.atomic import stamp_of, write_atomically
from pipeline.review.acts import SAID, comment, name_of, remarks, version_of
from pipeline.review.store import Change, Conflict, Store
from tests.review.review_cases import HAND, SLUG, open_store, write_project

CLIENTS = 8
SAVES = 100
"""Saves of each client."""
PAUSE = 0.02
"""Seconds between two saves of the tool."""


def test_no_save_of_eight_clients_and_a_tool_is_lost(tmp_path: Path) -> None:
    path, ended = write_project(tmp_path), threading.Event()
    store = open_store(tmp_path)
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        tool = pool.submit(use_tool, path, ended)
        done = [text for texts in pool.map(partial(review, store), range(CLIENTS)) for text in texts]
        ended.set()
    catalog = read_catalog(path)
    said = [text.partition(" (")[0] for entry in catalog.entries for text in remarks(entry, SAID)]
    assert sorted(said) == sorted(done)
    assert len(done) == CLIENTS * SAVES
    assert tool.result()
    assert list(catalog.header_comments) == tool.result()


def review(store: Store, client: int) -> list[str]:
    """Save comments, each over what is seen, and again over what is seen then."""
    texts = [f"client {client} save {number}" for number in range(SAVES)]
    for number, text in enumerate(texts):
        while not save(store, (client + number) % 5, text):
            pass
    return texts


def save(store: Store, index: int, text: str) -> bool:
    """Save a comment; return False where somebody else was faster."""
    entry = store.open(SLUG, "ar").rows[index].entry
    assert entry
    asked = Change(name=name_of(entry), version=version_of(entry), act=comment(HAND, text))
    try:
        store.change(SLUG, "ar", "comment", [asked])
    except Conflict:
        return False
    return True


def use_tool(path: Path, ended: threading.Event) -> list[str]:
    """Write lines into the head of the catalog, as a tool that looks before it writes; return those written."""
    written: list[str] = []
    while not ended.wait(PAUSE):
        stamp = stamp_of(path)
        catalog = read_catalog(path)
        line = f"tool {len(written)}"
        changed = replace(catalog, header_comments=(*catalog.header_comments, line))
        try:
            write_atomically(path, catalog_text(changed), over=stamp, lasting=False)
        except CatalogChanged:
            continue
        written.append(line)
    return written
