"""What happens elsewhere, told to browsers at once: what changed on the disk, and who else has an article open."""

from __future__ import annotations

import json
from asyncio import Queue, create_task
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.languages.locales import tag_of
from pipeline.project.paths import LOCALES, MESSAGES, SOURCE_FOLDER, slug_at
from pipeline.review.store import Store

_QUIET = 5_000
"""Milliseconds without a change after which a line is sent all the same, so that a lost connection shows."""


@dataclass(kw_only=True, eq=False)
class Listener:
    """A browser that listens: its name, the pages that it has open, and what it is to be told."""

    browser: str
    pages: frozenset[str]
    told: frozenset[str] | None = None
    queue: Queue[str] = field(default_factory=Queue)


@dataclass(kw_only=True)
class Listeners:
    """All browsers that listen; each is told which of its pages another one has open as well."""

    _all: set[Listener] = field(default_factory=set)

    def join(self, listener: Listener) -> None:
        """Add a browser that listens."""
        self._all.add(listener)
        self._tell()

    def leave(self, listener: Listener) -> None:
        """Forget a browser that listens no more."""
        self._all.discard(listener)
        self._tell()

    def _tell(self) -> None:
        for listener in self._all:
            others = (each.pages for each in self._all if each.browser != listener.browser)
            shared = listener.pages & frozenset[str]().union(*others)
            if shared != listener.told:
                listener.told = shared
                listener.queue.put_nowait(f"event: others\ndata: {json.dumps(sorted(shared))}\n\n")


async def watch(store: Store, listeners: Listeners, listener: Listener) -> AsyncIterator[str]:
    """Yield server-sent events: the addresses of pages that changed; as ``others``, those open elsewhere as well."""
    yield "retry: 2000\n\n"
    following = create_task(_follow_disk(store, listener.queue))
    listeners.join(listener)
    try:
        while True:
            yield await listener.queue.get()
    finally:
        listeners.leave(listener)
        following.cancel()


async def _follow_disk(store: Store, queue: Queue[str]) -> None:
    from watchfiles import awatch

    folders = [store.project / SOURCE_FOLDER, store.project / LOCALES]
    folders = [folder for folder in folders if folder.is_dir()]
    async for changes in awatch(*folders, rust_timeout=_QUIET, yield_on_timeout=True):
        pages = changed_pages(store, (Path(path) for _, path in changes))
        queue.put_nowait(f"data: {json.dumps(pages)}\n\n" if pages else ":\n\n")


def changed_pages(store: Store, paths: Iterable[Path]) -> list[str]:
    """Return the addresses of the pages that show some files, those of all articles among them."""
    source, locales = ((store.project / name).resolve() for name in (SOURCE_FOLDER, LOCALES))
    found: set[str] = set()
    for path in paths:
        if path.is_relative_to(source):
            slug = slug_at(path, store.project)
            found.update(f"/article/{language}/{slug}" for language in store.conditions.languages)
        elif path.suffix == ".po" and path.is_relative_to(locales) and not path.name.startswith("."):
            name, folder, *parts = path.relative_to(locales).with_suffix("").parts
            found.update([f"/article/{tag_of(name)}/{'/'.join(parts)}"] if folder == MESSAGES else [])
    return ["/", "/corpus", *sorted(found)] if found else []
