"""Which texts of a web page are its article, by a small model that is learned from such pages.

Trafilatura and the rules see one block, and are right about most. The model weighs what they say with how a text looks
and what stands around it: a heading between kept paragraphs stays, the teaser of another article in a box goes. It is a
logistic regression in two rounds: the second knows what the first thinks of the texts around. All weights are data, in
``html_model.toml``, learned by ``evaluations.boilerplate.training_html``.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.sources.readers.html_boxes import PageTexts
from pipeline.sources.readers.html_lines import read_features
from pipeline.sources.readers.page_lines import bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.sources.readers.html_runs import Element

    Weights = Mapping[str, float]

RULE = "page-model"
WEIGHTS = Path(__file__).with_name("html_model.toml")
ROUNDS = ("first", "second")
_PAGE = 12
"""Texts that a page has, at least: of shorter ones the rules know enough."""
_LEAST = 0.5
"""The least probability of being the article's that keeps a text."""
_EDGES = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
_FEW = (0.05, 0.2, 0.5, 0.8, 0.95)
_NEAR = 5
_LEVELS = 3
_SMOOTH = 5
_LIMIT = 30.0


@cache
def read_model() -> tuple[Weights, ...]:
    """Return the weights of both rounds."""
    data = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return tuple(data[name] for name in ROUNDS)


def find_own(page: PageTexts) -> list[bool] | None:
    """Return whether each text of a page is the article's; None for a page that is too short to tell."""
    if len(page.texts) < _PAGE:
        return None
    return is_own(probabilities(page, read_features(page), read_model()))


def is_own(found: Sequence[float]) -> list[bool]:
    """Return which texts stay, by their probabilities of being the article's."""
    return [probability >= _LEAST for probability in found]


def probabilities(page: PageTexts, features: Sequence[Sequence[str]], model: Sequence[Weights]) -> list[float]:
    """Return the probability that each text is the article's."""
    first, second = model
    found = [score(line, first) for line in features]
    more = read_around(page, found)
    return [score([*line, *around], second) for line, around in zip(features, more, strict=True)]


def score(features: Sequence[str], weights: Weights) -> float:
    """Return the probability of one text in one round."""
    total = math.fsum(weights.get(name, 0.0) for name in features)
    return 1 / (1 + math.exp(-max(-_LIMIT, min(_LIMIT, total))))


def read_around(page: PageTexts, found: Sequence[float]) -> list[list[str]]:
    """Return the features of the second round: what the first thinks of a text and of those around it."""
    boxes: Counter[Element] = Counter()
    sizes: Counter[Element] = Counter()
    for index, text in enumerate(page.texts):
        for element in page.lineages[index]:
            sizes[element] += len(text.key) + _SMOOTH
            boxes[element] += int((len(text.key) + _SMOOTH) * found[index] * 100)
    above = [0.0, *accumulate(found, max)]
    below = [0.0, *accumulate(reversed(found), max)][::-1]
    return [
        [
            *_near(page, found, index),
            f"first-above={bucket(above[index], _FEW)}",
            f"first-below={bucket(below[index + 1], _FEW)}",
            *_boxed(page, found, index, boxes, sizes),
        ]
        for index in range(len(found))
    ]


def _near(page: PageTexts, found: Sequence[float], index: int) -> Iterator[str]:
    """Yield what the first round thinks of a text and of those before and after it."""

    def told(step: int) -> str:
        return bucket(found[index + step], _FEW) if 0 <= index + step < len(found) else "-"

    yield f"first={told(0)}"
    yield f"first={told(0)}{page.texts[index].line.kind}"
    for step in (-2, -1, 1, 2):
        yield f"first{step}={told(step)}"
    yield f"first-around={told(-1)},{told(1)}"
    near = [*found[max(0, index - _NEAR) : index], *found[index + 1 : index + 1 + _NEAR]]
    yield "first-near=" + bucket(math.fsum(near) / max(1, len(near)), _EDGES)


def _boxed(
    page: PageTexts, found: Sequence[float], index: int, boxes: Mapping[Element, int], sizes: Mapping[Element, int]
) -> Iterator[str]:
    """Yield what the first round thinks of the rest of the boxes around a text."""
    own = len(page.texts[index].key) + _SMOOTH
    level = before = 0
    for element in page.lineages[index]:
        rest = sizes[element] - own
        if rest > before:
            before = rest
            level += 1
            yield f"first-box{level}=" + bucket((boxes[element] / 100 - own * found[index]) / rest, _EDGES)
        if level == _LEVELS:
            return
