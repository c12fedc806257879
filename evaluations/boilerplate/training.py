"""Learn the weights of ``pipeline/readers/page_model.toml`` from the text pages that may be looked at.

    python -m evaluations.boilerplate.training [--folds N]

Pages are few, so each is also crossed with others of its language: its article between their frames, with their asides
in it. With ``--folds N`` nothing is written: each N-th part of the pages is read by a model that was learned from the
others, which is what the model is worth on pages like these (N = the number of pages leaves one out at a time). No
crossed page holds a line of a page that is left out.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from evaluations.boilerplate.pages import DEVELOPMENT, Page, read_pages, share_in
from pipeline.model import Block, Translate
from pipeline.readers.boilerplate import find_boilerplate
from pipeline.readers.boilerplate_rules import fold
from pipeline.readers.page_lines import Line, read_lines
from pipeline.readers.page_model import (
    ENDS,
    STARTS,
    STATES,
    STEPS,
    WEIGHTS,
    Model,
    find_unlike,
    is_page,
    lines_of,
    probabilities,
)
from pipeline.readers.skeleton import split_lines
from pipeline.readers.text import read_lines as read_blocks

if TYPE_CHECKING:
    import torch

_SEED = 7
_CROSSED = 3
_CROSSED_WEIGHT = 0.5
_PAGES = 4
"""Pages, crossed ones apart, in which a feature must stand."""
_L2 = 2.0
_SMALL = 0.02
_PROSE = ("shape=prose", "shape=sentence")
_FORBIDDEN = -1e4


@dataclass(frozen=True, slots=True)
class Sample:
    """A page as blocks with text, and whether each is the article's."""

    name: str
    language: str
    rows: tuple[tuple[Block, bool], ...]
    crossed: bool = False

    def lines(self) -> list[Line]:
        """Return its lines, with the rules that drop them."""
        blocks = [block for block, _ in self.rows]
        return list(lines_of(blocks, find_boilerplate(blocks, repeats=True)).values())

    def parts(self) -> tuple[list[tuple[Block, bool]], list[tuple[Block, bool]], list[tuple[Block, bool]]]:
        """Return what stands above the article, the article, and what stands below."""
        own = [index for index, (_, is_own) in enumerate(self.rows) if is_own]
        rows = list(self.rows)
        return rows[: own[0]], rows[own[0] : own[-1] + 1], rows[own[-1] + 1 :]


def read_samples() -> list[Sample]:
    """Return the text pages that may be looked at."""
    pages = [*read_pages(DEVELOPMENT), *(page for page in read_pages() if not page.held_out)]
    samples = [_sample(page) for page in pages if page.path.suffix == ".txt"]
    return [sample for sample in samples if any(own for _, own in sample.rows)]


def _sample(page: Page) -> Sample:
    rows = [
        (block, share >= 0.5)
        for block in read_blocks(split_lines(page.text), 1)
        if isinstance(block, Translate) and (share := share_in(block.text, page)) is not None
    ]
    return Sample(page.path.name, page.language, tuple(_once(rows)))


def _once(rows: Sequence[tuple[Block, bool]]) -> Iterator[tuple[Block, bool]]:
    """Yield the rows; of a text that stands twice only that with most of the article around it is the article's."""
    keys = [fold(block.text) if isinstance(block, Translate) else "" for block, _ in rows]
    counts = Counter(key for key, (_, own) in zip(keys, rows, strict=True) if own)
    best: dict[str, tuple[float, int]] = {}
    for index, (key, (_, own)) in enumerate(zip(keys, rows, strict=True)):
        if own and counts[key] > 1:
            near = sum(
                1 / abs(other - index)
                for other in range(max(0, index - 8), min(len(rows), index + 9))
                if rows[other][1] and counts[keys[other]] == 1
            )
            best[key] = max(best.get(key, (-1.0, -1)), (near, index))
    for index, (key, (block, own)) in enumerate(zip(keys, rows, strict=True)):
        yield block, own and (counts[key] == 1 or best[key][1] == index)


def cross(samples: Sequence[Sample], each: int, draw: random.Random) -> Iterator[Sample]:
    """Yield pages made of some pages' articles and other pages' frames and asides."""
    for sample in samples:
        others = [other for other in samples if other.language == sample.language]
        for number in range(each):
            top, end = _cut(draw.choice(others).parts()[0], draw), _cut(draw.choice(others).parts()[2], draw)
            body = sample.parts()[1]
            if draw.random() < 0.2:
                body = [row for row in body if row[1]]
            for kind, chance in ((False, 0.5), (True, 0.5)):
                if draw.random() < chance:
                    _insert(body, draw.choice(others).parts()[1], draw, own=kind)
            if draw.random() < 0.2:
                body[0] = (_shortened(body[0][0], draw.randrange(1, 4)), True)
            yield Sample(f"{sample.name}~{number}", sample.language, (*top, *body, *end), crossed=True)


def _shortened(block: Block, words: int) -> Block:
    """Return a headline's first words, as short as headlines of columns are."""
    return replace(block, text=" ".join(block.text.split()[:words])) if isinstance(block, Translate) else block


def _cut(rows: list[tuple[Block, bool]], draw: random.Random) -> list[tuple[Block, bool]]:
    """Return all of some rows, a part of them, or none."""
    chance = draw.random()
    if chance < 0.15:
        return []
    return rows[draw.randrange(len(rows) + 1) :] if chance < 0.35 else rows


def _insert(body: list[tuple[Block, bool]], other: list[tuple[Block, bool]], draw: random.Random, *, own: bool) -> None:
    """Put some lines of another article into a body: an aside, or a few of its own lines, such as a list."""
    runs = [list(run) for is_own, run in groupby(other, key=lambda row: row[1]) if is_own is own]
    if not runs or len(body) < 4:
        return
    run = draw.choice(runs)
    if own:
        start = draw.randrange(len(run))
        run = run[start : start + draw.randrange(2, 7)]
    place = draw.randrange(2, len(body))
    body[place:place] = run


def states(own: Sequence[bool], features: Sequence[Sequence[str]]) -> list[int]:
    """Return the state of each line of a page."""
    first = next((index for index, is_own in enumerate(own) if is_own), len(own))
    last = max((index for index, is_own in enumerate(own) if is_own), default=-1)
    begin = next(
        (i for i in range(first, last) if own[i] and own[i + 1] and not set(_PROSE).isdisjoint(features[i])), last
    )
    begin = max(begin, first + 1) if first else begin
    found = []
    for index, is_own in enumerate(own):
        name = (
            "top"
            if index < first
            else "end"
            if index > last
            else ("head" if is_own else "meta")
            if index < begin
            else ("body" if is_own else "aside")
        )
        found.append(STATES.index(name))
    return found


def learn(samples: Sequence[Sample]) -> Model:
    """Return the model with the weights that make these pages likeliest (L-BFGS, weights kept small)."""
    import torch

    crossed = list(cross(samples, _CROSSED, random.Random(_SEED)))
    pages = [(sample, read_lines(sample.lines())) for sample in (*samples, *crossed)]
    counts = Counter(
        name for sample, page in pages if not sample.crossed for name in {n for line in page for n in line}
    )
    names = sorted(name for name, count in counts.items() if count >= _PAGES)
    places = {name: place for place, name in enumerate(names)}
    rows = [[places[name] for name in line if name in places] for _, page in pages for line in page]
    gold = [states([own for _, own in sample.rows], page) for sample, page in pages]
    weights = torch.zeros(len(names), len(STATES), requires_grad=True)
    steps = torch.zeros(len(STATES), len(STATES), requires_grad=True)
    loss = _loss(rows, gold, [_CROSSED_WEIGHT if sample.crossed else 1.0 for sample, _ in pages])
    optimizer = torch.optim.LBFGS([weights, steps], max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        value = loss(weights, steps) + _L2 / 2 * (weights.square().sum() + steps.square().sum())
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    table = weights.detach().tolist()
    return Model(
        features={name: tuple(row) for name, row in zip(names, table, strict=True) if max(map(abs, row)) >= _SMALL},
        steps=tuple(tuple(row) for row in steps.detach().tolist()),
    )


def _loss(
    rows: Sequence[Sequence[int]], gold: Sequence[Sequence[int]], weight: Sequence[float]
) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    """Return the negative log-likelihood of some pages' states as a function of weights."""
    import torch

    lengths = [len(page) for page in gold]
    longest, count = max(lengths), len(gold)
    flat = torch.tensor([place for row in rows for place in row])
    starts = torch.tensor([0, *(len(row) for row in rows[:-1])]).cumsum(0)
    lines = torch.zeros(count, longest, dtype=torch.long)
    mask = torch.zeros(count, longest, dtype=torch.bool)
    right = torch.zeros(count, longest, dtype=torch.long)
    begin = 0
    for page, states_ in enumerate(gold):
        size = lengths[page]
        lines[page, :size] = torch.arange(begin, begin + size)
        mask[page, :size] = True
        right[page, :size] = torch.tensor(states_)
        begin += size
    start = torch.tensor([0.0 if state in STARTS else _FORBIDDEN for state in range(len(STATES))])
    end = torch.tensor([0.0 if state in ENDS else _FORBIDDEN for state in range(len(STATES))])
    allowed = torch.tensor([[0.0 if new in to else _FORBIDDEN for new in range(len(STATES))] for to in STEPS])
    last = torch.tensor(lengths) - 1
    scale = torch.tensor(weight)

    def loss(weights: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
        scores = torch.nn.functional.embedding_bag(flat, weights, starts, mode="sum")[lines]
        step = steps + allowed
        total = start + scores[:, 0]
        for place in range(1, longest):
            new = torch.logsumexp(total[:, :, None] + step, 1) + scores[:, place]
            total = torch.where(mask[:, place : place + 1], new, total)
        own = (scores.gather(2, right[:, :, None]).squeeze(2) * mask).sum(1)
        own = own + (step[right[:, :-1], right[:, 1:]] * mask[:, 1:]).sum(1)
        own = own + start[right[:, 0]] + end[right[torch.arange(count), last]]
        return ((torch.logsumexp(total + end, 1) - own) * scale).sum()

    return loss


def write(model: Model) -> None:
    """Write the weights, each feature's on a line, with two digits."""
    lines = [
        "# The weights of page_model.py, learned by `python -m evaluations.boilerplate.training`; not written by hand.",
        f"# Each line has those for: {', '.join(STATES)}.",
        "[steps]",
        *(f"{state} = {_row(row)}" for state, row in zip(STATES, model.steps, strict=True)),
        "",
        "[features]",
        *(f'"{name}" = {_row(row)}' for name, row in model.features.items()),
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _row(values: Sequence[float]) -> str:
    return "[" + ", ".join(f"{value:.2f}" for value in values) + "]"


def cross_validate(samples: Sequence[Sample], folds: int) -> list[list[float]]:
    """Return the probability of each line of each page, by models that were learned without that page."""
    found: dict[str, list[float]] = {}
    for fold_ in range(folds):
        out = samples[fold_::folds]
        model = learn([sample for sample in samples if sample not in out])
        for sample in out:
            found[sample.name] = probabilities(read_lines(sample.lines()), model)
    return [found[sample.name] for sample in samples]


def main() -> None:
    """Learn and write the weights, or print what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, help="measure instead, with so many parts")
    options = parser.parse_args()
    samples = read_samples()
    if options.folds is None:
        write(learn(samples))
        return
    rules, both = worth(samples, None), worth(samples, cross_validate(samples, options.folds))
    print(json.dumps({"pages": len(samples), "folds": options.folds, "rules": rules, "with the model": both}, indent=1))


def worth(samples: Sequence[Sample], found: Sequence[Sequence[float]] | None) -> dict[str, float]:
    """Return precision and recall of lines by the rules alone, or with the probabilities of a model."""
    kept = own = both = 0
    for number, sample in enumerate(samples):
        lines = sample.lines()
        unlike = find_unlike(lines, found[number]) if found and is_page(lines) else set()
        keeps = [not line.rule and place not in unlike for place, line in enumerate(lines)]
        kept += sum(keeps)
        own += sum(is_own for _, is_own in sample.rows)
        both += sum(is_kept and is_own for is_kept, (_, is_own) in zip(keeps, sample.rows, strict=True))
    return {"lines": own, "precision": round(both / kept, 4), "recall": round(both / own, 4), "lost": own - both}


if __name__ == "__main__":
    main()
