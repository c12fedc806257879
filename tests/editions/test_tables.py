"""What nobody translates in a table, and links whose address stands below the text."""

from __future__ import annotations

import pytest

from pipeline.editions.edition import build_edition
from pipeline.editions.proofs import check_links
from pipeline.editions.writers import WRITERS
from tests.editions.test_edition import article_of, bare, catalog_of

TABLE = """\
| Year | Ships |
| --- | --- |
| 2025 | 12,500 |
| 2024–25 | -1,234.5% |
| <br> | **7** |
| 5 ships | 1 |
"""
CELLS = [
    ("en", ["2025", "12,500", "2024–25", "-1,234.5%", "**7**", "| 1 |"]),
    ("ar-EG", ["٢٠٢٥", "١٢٬٥٠٠", "٢٠٢٤–٢٥", "-١٬٢٣٤٫٥٪", "**٧**", "| ١ |"]),
    ("de", ["2025", "12.500", "2024–25", "-1.234,5%", "**7**", "| 1 |"]),
]
LINKS = "See [the text][a], [b], [B] and [c].\n\n[a]: https://e.example/a\n[b]: https://e.example/b\n"
LOST = [
    ("انظر [النص][a] و[b] و[B] و[c].", []),
    ("انظر [النص][a] و[باء][b] و[b][] و[c].", []),
    ("انظر [النص] و[b] و[B] و[c].", ["a"]),
    ("انظر النص[a] وباء و[b].", ["B"]),
    ("انظر.", ["a", "b", "B"]),
]


def test_only_cells_with_words_are_translated() -> None:
    assert [unit.source for unit in article_of(TABLE).units] == ["Year", "Ships", "5 ships"]


@pytest.mark.parametrize(("language", "cells"), CELLS)
def test_numbers_in_tables_are_written_as_the_language_does(language: str, cells: list[str]) -> None:
    article = article_of(TABLE)
    written = bare(WRITERS[0].write(build_edition(article, catalog_of(article, {}), language)))
    assert [cell for cell in cells if cell not in written] == []
    assert "| <br> |" in written


@pytest.mark.parametrize(("target", "lost"), LOST)
def test_a_link_that_a_translation_loses_is_found(target: str, lost: list[str]) -> None:
    article = article_of(LINKS)
    [source] = [unit.source for unit in article.units]
    edition = build_edition(article, catalog_of(article, {source: target}), "ar")
    assert [finding.message for finding in check_links(edition)] == [
        f"the link [{label}] is lost; write its text in the translation as [text][{label}]" for label in lost
    ]


def test_brackets_without_a_definition_are_no_links() -> None:
    article = article_of("See [a] and [b].\n")
    edition = build_edition(article, catalog_of(article, {"See [a] and [b].": "انظر."}), "ar")
    assert list(check_links(edition)) == []
