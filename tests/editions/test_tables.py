"""What nobody translates in a table."""

from __future__ import annotations

import pytest

from pipeline.editions.edition import build_edition
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


def test_only_cells_with_words_are_translated() -> None:
    assert [unit.source for unit in article_of(TABLE).units] == ["Year", "Ships", "5 ships"]


@pytest.mark.parametrize(("language", "cells"), CELLS)
def test_numbers_in_tables_are_written_as_the_language_does(language: str, cells: list[str]) -> None:
    article = article_of(TABLE)
    written = bare(WRITERS[0].write(build_edition(article, catalog_of(article, {}), language)))
    assert [cell for cell in cells if cell not in written] == []
    assert "| <br> |" in written


def test_cells_of_html_are_translated_and_written_as_those_of_markdown() -> None:
    article = article_of(
        "<p>The port is closed.</p><table><tr><th>Year</th><th>Ships</th></tr>"
        "<tr><td>2025</td><td><b>12,500</b></td></tr><tr><td>5 ships</td><td>1</td></tr></table>",
        "html",
    )
    assert [unit.source for unit in article.units] == ["The port is closed.", "Year", "Ships", "5 ships"]
    written = bare(WRITERS[0].write(build_edition(article, catalog_of(article, {}), "ar-EG")))
    assert "| ٢٠٢٥ | **١٢٬٥٠٠** |" in written
    assert "| ١ |" in written
