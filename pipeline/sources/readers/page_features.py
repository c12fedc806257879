"""The features of a scraped page's lines, as ``page_model`` weighs them.

Names such as ``shape=title`` and ``above=0`` say what a line looks like, has for words, and stands beside; numbers say
what it means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.sources.readers.page_around import around, passed, runs
from pipeline.sources.readers.page_blocks import blocks
from pipeline.sources.readers.page_meaning import nearness, vectors
from pipeline.sources.readers.page_places import Page, place
from pipeline.sources.readers.page_topics import Names, names, topic
from pipeline.sources.readers.page_wording import form, marks, wording, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.sources.readers.page_lines import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """The features of a page's lines: the names of each, each once; their vectors; how near they are to the article."""

    names: list[list[str]]
    vectors: NDArray[np.float32]
    nearness: NDArray[np.float32]


def read_features(lines: Sequence[Line]) -> Features:
    """Return the features of a page's lines."""
    page = Page(lines)
    found = vectors(page)
    return Features(names=_names(page), vectors=found, nearness=nearness(page, found))


def _names(page: Page) -> list[list[str]]:
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
        for index, (line, parts) in enumerate(zip(page.lines, whole, strict=True))
    ]
