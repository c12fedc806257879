"""Which pages a changed file is shown on, and which of its pages a browser hears to be open elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.review.events import Listener, Listeners, changed_pages
from tests.review.review_cases import open_store, write_project

FILES = [
    ("locales/ar/LC_MESSAGES/lake.po", ["/", "/corpus", "/article/ar/lake"]),
    ("locales/pt_BR/LC_MESSAGES/news/lake.po", ["/", "/corpus", "/article/pt-BR/news/lake"]),
    ("source/news/lake.md", ["/", "/corpus", "/article/ar/news/lake"]),
    ("locales/ar/LC_MESSAGES/.lake.po.12.ab.tmp", []),
    ("locales/ar/LC_MESSAGES/lake.mo", []),
    ("locales/lake.pot", []),
    ("newsloc.toml", []),
]


@pytest.mark.parametrize(("file", "pages"), FILES)
def test_a_changed_file_names_its_pages(tmp_path: Path, file: str, pages: list[str]) -> None:
    write_project(tmp_path)
    assert changed_pages(open_store(tmp_path), [tmp_path.resolve() / file]) == pages


def heard(listener: Listener) -> list[str]:
    return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]


def test_a_browser_hears_which_of_its_pages_another_one_has_open() -> None:
    listeners = Listeners()
    mine, again, theirs = (
        Listener(browser=browser, pages=frozenset(pages))
        for browser, pages in (
            ("a", {"/article/ar/lake", "/"}),
            ("a", {"/article/ar/lake"}),
            ("b", {"/article/ar/lake"}),
        )
    )
    listeners.join(mine)
    listeners.join(again)
    assert heard(mine) == ["event: others\ndata: []\n\n"]
    listeners.join(theirs)
    assert heard(mine) == heard(theirs) == ['event: others\ndata: ["/article/ar/lake"]\n\n']
    listeners.leave(theirs)
    assert heard(mine) == ["event: others\ndata: []\n\n"]
    assert heard(theirs) == []
