"""What changed on the disk, told to browsers at once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from pipeline.languages.locales import tag_of
from pipeline.project.paths import LOCALES, MESSAGES, SOURCE_FOLDER, slug_at
from pipeline.review.store import Store

_QUIET = 5_000
"""Milliseconds without a change after which a line is sent all the same, so that a lost connection shows."""


async def watch(store: Store) -> AsyncIterator[str]:
    """Yield server-sent events: the addresses of pages that changed on the disk."""
    from watchfiles import awatch

    yield "retry: 2000\n\n"
    folders = [store.project / SOURCE_FOLDER, store.project / LOCALES]
    folders = [folder for folder in folders if folder.is_dir()]
    async for changes in awatch(*folders, rust_timeout=_QUIET, yield_on_timeout=True):
        pages = changed_pages(store, (Path(path) for _, path in changes))
        yield f"data: {json.dumps(pages)}\n\n" if pages else ":\n\n"


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
