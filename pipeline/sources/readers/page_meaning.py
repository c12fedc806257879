"""What a page's lines mean, as the sentence encoder has it: their vectors, and how near they are to one another.

Furniture speaks of other things than the article (teasers), in another manner (captions, appeals), or to the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.languages.encoder import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.sources.readers.page_places import Page

_READ = 200
"""Characters of a line that are read: its beginning tells what it is, and the encoder takes time for each."""
_BESIDE = (-2, -1, 1, 2)
_NEAREST = 3
# How near two lines of no relation mostly are, and what spreads the differences from it to about one.
_USUAL, _NEAR, _SPREAD = 0.3, 0.4, 6


def vectors(page: Page) -> NDArray[np.float32]:
    """Return the vector of each line's beginning (lines × 512)."""
    texts = [line.text[:_READ] for line in page.lines]
    found = encode(texts)
    return np.stack([found[text] for text in texts])


def nearness(page: Page, found: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how near each line is to the article, as numbers about 0 (lines × 18).

    The cosines with the sentences of the main stretch (mean, nearest, mean of the three nearest, mean weighted by how
    few lines are between), with the likely headline, and with the two lines above and below; then each once more, where
    it passes what is usual.
    """
    cosines = found @ found.T
    main = _main(page)
    rows = []
    for index in range(len(page.lines)):
        others = [other for other in main if other != index] or [index]
        own = cosines[index, others]
        weights = np.array([1 / (1 + abs(index - other)) for other in others])
        row = [own.mean(), own.max(), np.sort(own)[-_NEAREST:].mean(), (own * weights).sum() / weights.sum()]
        row.append(0 if page.headline is None else cosines[index, page.headline])
        beside = [index + step for step in _BESIDE]
        row += [cosines[index, other] if 0 <= other < len(page.lines) else 0 for other in beside]
        rows.append(row)
    near = np.array(rows, dtype=np.float32)
    return np.concatenate([(near - _USUAL) * _SPREAD, np.maximum(near - _NEAR, 0) * _SPREAD], axis=1)


def _main(page: Page) -> Sequence[int]:
    """Return the sentences of the main stretch; all of the page's if it has none, all lines if there are none."""
    sentences = [index for index, line in enumerate(page.lines) if line.is_sentence and not line.rule]
    return [index for index in sentences if page.is_main(index)] or sentences or range(len(page.lines))
