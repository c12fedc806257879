"""Which pages a changed file is shown on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.review.events import changed_pages
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
