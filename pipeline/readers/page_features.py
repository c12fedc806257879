"""The features of a scraped page's lines, as ``page_model`` weighs them: names such as ``shape=title``, ``above=0``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.readers.page_around import around, passed, runs
from pipeline.readers.page_blocks import blocks
from pipeline.readers.page_places import Page, place
from pipeline.readers.page_topics import Names, names, topic
from pipeline.readers.page_wording import form, marks, wording, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.readers.page_lines import Line


def read_features(lines: Sequence[Line]) -> list[list[str]]:
    """Return the features of each line of a page, each once."""
    page = Page(lines)
    named = Names(page)
    whole = zip(runs(page), passed(page), blocks(page), strict=True)
    return [
        sorted(
            {
                "all",
                *form(line),
                *marks(line),
                *wording(line),
                *words(line),
                *place(page, index),
                *topic(page, index),
                *names(page, named, index),
                *around(page, index),
                *(name for part in parts for name in part),
            }
        )
        for index, (line, parts) in enumerate(zip(lines, whole, strict=True))
    ]
