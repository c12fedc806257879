"""Which lines of a scraped page are surely not its article, by a small model that is learned from such pages.

A page goes from its frame (``top``) to headline and standfirst (``head``), with bylines and dates between
(``meta``), to the article's text (``body``), with what is put into it (``aside``), and to all that follows (``end``).
The model is a linear-chain conditional random field (Lafferty et al. 2001) over these six: each feature of a line has a
weight for each, each step from one to the next too. All are data, in ``page_model.toml``, learned by
``evaluations.boilerplate.training``. A line goes only if it is surely not the article's: losing news is worse than
keeping a menu.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Translate
from pipeline.normalize import normalize
from pipeline.readers.page_lines import Line, read_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pipeline.model import Block

RULE = "page-model"
WEIGHTS = Path(__file__).with_name("page_model.toml")
STATES = ("top", "head", "meta", "body", "aside", "end")
ARTICLE = (STATES.index("head"), STATES.index("body"))
STEPS: tuple[tuple[int, ...], ...] = ((0, 1), (1, 2, 3), (1, 2, 3), (3, 4, 5), (3, 4), (5,))
"""What may follow each state."""
STARTS = (0, 1, 3)
ENDS = (0, 1, 2, 3, 5)
_EVIDENCE = 4
_PAGE = 16
"""Blocks that rules drop of a scraped page, and lines that it has, at least: elsewhere all that rules leave stays."""
_LEAST = {True: 0.02, False: 0.05}
"""The least probability of being the article's that keeps a line, if it is a sentence and if not."""
_NEVER = -math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The weights of features and of steps, each for each state."""

    features: Mapping[str, tuple[float, ...]]
    steps: tuple[tuple[float, ...], ...]


@cache
def read_model() -> Model:
    """Return the model of the data file."""
    data = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Model(
        features={name: tuple(weights) for name, weights in data["features"].items()},
        steps=tuple(tuple(data["steps"][state]) for state in STATES),
    )


def find_rest(blocks: Sequence[Block], dropped: Mapping[int, str]) -> dict[int, str]:
    """Return the blocks that are surely not the article's, of those that no rule has dropped."""
    lines = lines_of(blocks, dropped)
    if not is_page(lines.values()):
        return {}
    unlike = find_unlike(list(lines.values()), probabilities(read_lines(list(lines.values())), read_model()))
    return {index: RULE for place, index in enumerate(lines) if place in unlike}


def is_page(lines: Collection[Line]) -> bool:
    """Tell whether lines are a scraped page's: where rules find next to nothing, all that they leave stays."""
    return len(lines) >= _PAGE and sum(line.rule != "" for line in lines) >= _EVIDENCE


def find_unlike(lines: Sequence[Line], found: Sequence[float]) -> set[int]:
    """Return the lines that are surely not the article's, by their probabilities of being so; a headline stays."""
    open_ = [place for place, line in enumerate(lines) if not line.rule]
    unlike = {place for place in open_ if found[place] < _LEAST[lines[place].is_sentence]}
    first = next((place for place in open_ if place not in unlike), None)
    above = [place for place in unlike if first is not None and place < first]
    if first is not None and above and lines[first].is_sentence:
        unlike.discard(max(above, key=found.__getitem__))
    return unlike


def lines_of(blocks: Sequence[Block], dropped: Mapping[int, str]) -> dict[int, Line]:
    """Return the lines of a page by the index of their block, with the rules that drop them."""
    return {
        index: Line(normalize(block.text), block.role.value, dropped.get(index, ""))
        for index, block in enumerate(blocks)
        if isinstance(block, Translate)
    }


def probabilities(page: Sequence[Iterable[str]], model: Model) -> list[float]:
    """Return the probability that each line is the article's, by the forward-backward algorithm."""
    if not page:
        return []
    scores = [_score(features, model) for features in page]
    forward = [[scores[0][state] if state in STARTS else _NEVER for state in range(len(STATES))]]
    for score in scores[1:]:
        forward.append(_forward(forward[-1], score, model.steps))
    backward = [[0.0 if state in ENDS else _NEVER for state in range(len(STATES))]]
    for score in reversed(scores[1:]):
        backward.append(_backward(backward[-1], score, model.steps))
    return [_share(ahead, behind) for ahead, behind in zip(forward, reversed(backward), strict=True)]


def _score(features: Iterable[str], model: Model) -> list[float]:
    """Return the sum of the weights of a line's features, for each state."""
    rows = [weights for name in features if (weights := model.features.get(name))]
    return [math.fsum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(STATES)


def _forward(before: Sequence[float], score: Sequence[float], steps: Sequence[Sequence[float]]) -> list[float]:
    return [
        score[state] + _log_sum([before[old] + steps[old][state] for old in range(len(STATES)) if state in STEPS[old]])
        for state in range(len(STATES))
    ]


def _backward(after: Sequence[float], score: Sequence[float], steps: Sequence[Sequence[float]]) -> list[float]:
    return [
        _log_sum([steps[state][new] + score[new] + after[new] for new in STEPS[state]]) for state in range(len(STATES))
    ]


def _share(ahead: Sequence[float], behind: Sequence[float]) -> float:
    both = [left + right for left, right in zip(ahead, behind, strict=True)]
    return math.exp(_log_sum([both[state] for state in ARTICLE]) - _log_sum(both))


def _log_sum(values: Sequence[float]) -> float:
    most = max(values)
    return most if most == _NEVER else most + math.log(math.fsum(math.exp(value - most) for value in values))
