"""Learn the weights of ``pipeline/sources/readers/html_model.toml`` from the HTML pages that may be looked at.

    python -m evaluations.boilerplate.training_html [--folds N]

With ``--folds N`` nothing is written: each N-th part of the pages is read by a model that was learned from the others,
which is what the model is worth on pages like these, beside the rules alone.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluations.boilerplate.pages import Page, read_seen, share_in
from pipeline.sources.readers.boilerplate_rules import fold
from pipeline.sources.readers.html_boxes import PageTexts
from pipeline.sources.readers.html_lines import read_features
from pipeline.sources.readers.html_model import ROUNDS, WEIGHTS, is_own, probabilities, read_around, score
from pipeline.sources.readers.html_pieces import read_texts

_PAGES = 3
"""Pages in which a feature must stand."""
_L2 = (4.0, 10.0)
"""How strongly the weights of each round are kept small."""
_SMALL = 0.02
_INNER = 4
_STEPS = 50
_AROUND = 8

Weights = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A page, its texts with their features, and whether each is the article's."""

    page: Page
    texts: PageTexts
    features: list[list[str]]
    own: list[bool]


def read_samples() -> list[Sample]:
    """Return the HTML pages that may be looked at."""
    return [sample_of(page) for page in read_seen(".html")]


def sample_of(page: Page) -> Sample:
    """Return a page with its text as the model sees it."""
    texts = read_texts(page.text, page.name)
    own = [(share_in(text.line.text, page) or 0) >= 1 / 2 for text in texts.texts]
    return Sample(page=page, texts=texts, features=read_features(texts), own=_once(texts, own))


def _once(page: PageTexts, own: Sequence[bool]) -> list[bool]:
    """Return what is the article's; of a text that stands twice only that with most of the article around it."""
    keys = [fold(text.line.text) for text in page.texts]
    counts = Counter(key for key, is_own_ in zip(keys, own, strict=True) if is_own_)
    best: dict[str, tuple[float, int]] = {}
    for index, (key, is_own_) in enumerate(zip(keys, own, strict=True)):
        if is_own_ and counts[key] > 1:
            around = range(max(0, index - _AROUND), min(len(own), index + _AROUND + 1))
            near = sum(1 / abs(other - index) for other in around if own[other] and counts[keys[other]] == 1)
            best[key] = max(best.get(key, (-1.0, 0)), (near, -index))
    return [
        is_own_ and (counts[key] == 1 or best[key][1] == -index)
        for index, (key, is_own_) in enumerate(zip(keys, own, strict=True))
    ]


def learn(samples: Sequence[Sample]) -> tuple[Weights, ...]:
    """Return the weights of both rounds; the second sees the first as it is on pages that it was not learned from."""
    lines = [sample.features for sample in samples]
    own = [sample.own for sample in samples]
    first = _fit(lines, own, _L2[0])
    found: dict[int, list[float]] = {}
    for part in range(_INNER):
        out = range(len(samples))[part::_INNER]
        rest = [index for index in range(len(samples)) if index not in out]
        weights = _fit([lines[index] for index in rest], [own[index] for index in rest], _L2[0])
        found |= {index: [score(line, weights) for line in lines[index]] for index in out}
    both = [
        [[*line, *more] for line, more in zip(lines[index], read_around(sample.texts, found[index]), strict=True)]
        for index, sample in enumerate(samples)
    ]
    return first, _fit(both, own, _L2[1])


def _fit(pages: Sequence[Sequence[Sequence[str]]], own: Sequence[Sequence[bool]], l2: float) -> Weights:
    """Return the weights that make what is the article's likeliest (L-BFGS, weights kept small)."""
    import torch

    counts = Counter(name for page in pages for name in {name for line in page for name in line})
    names = sorted(name for name, count in counts.items() if count >= _PAGES)
    places = {name: place for place, name in enumerate(names)}
    rows = [[places[name] for name in line if name in places] for page in pages for line in page]
    flat = torch.tensor([place for row in rows for place in row])
    starts = torch.tensor([0, *(len(row) for row in rows[:-1])]).cumsum(0)
    right = torch.tensor([float(each) for page in own for each in page])
    weights = torch.zeros(len(names), 1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        scores = torch.nn.functional.embedding_bag(flat, weights, starts, mode="sum")[:, 0]
        value = torch.nn.functional.binary_cross_entropy_with_logits(scores, right, reduction="sum")
        value = value + l2 / 2 * weights.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    table = weights.detach()[:, 0].tolist()
    return {name: weight for name, weight in zip(names, table, strict=True) if abs(weight) >= _SMALL}


def write(model: Sequence[Weights]) -> None:
    """Write the weights, each feature's on a line, with two digits."""
    lines = [
        "# The weights of html_model.py, learned by `python -m evaluations.boilerplate.training_html`; not by hand."
    ]
    for name, weights in zip(ROUNDS, model, strict=True):
        lines += ["", f"[{name}]", *(f"{json.dumps(key)} = {weight:.2f}" for key, weight in weights.items())]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def cross_validate(samples: Sequence[Sample], folds: int) -> list[list[bool]]:
    """Return what of each page is kept, by models that were learned without that page."""
    found: dict[int, list[bool]] = {}
    for part in range(folds):
        out = range(len(samples))[part::folds]
        model = learn([sample for index, sample in enumerate(samples) if index not in out])
        for index in out:
            sample = samples[index]
            found[index] = is_own(probabilities(sample.texts, sample.features, model))
    return [found[index] for index in range(len(samples))]


def worth(samples: Sequence[Sample], kept: Sequence[Sequence[bool]]) -> dict[str, float]:
    """Return precision and recall of texts."""
    pairs = [pair for sample, keeps in zip(samples, kept, strict=True) for pair in zip(sample.own, keeps, strict=True)]
    both = sum(own and keeps for own, keeps in pairs)
    right, all_kept = sum(own for own, _ in pairs), sum(keeps for _, keeps in pairs)
    return {
        "texts": right,
        "precision": round(both / max(1, all_kept), 4),
        "recall": round(both / max(1, right), 4),
        "added": all_kept - both,
        "lost": right - both,
    }


def _by_rules(samples: Sequence[Sample]) -> Iterator[list[bool]]:
    for sample in samples:
        yield [not text.rule for text in sample.texts.texts]


def main() -> None:
    """Learn and write the weights, or print what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, help="measure instead, with so many parts")
    options = parser.parse_args()
    samples = read_samples()
    if options.folds is None:
        write(learn(samples))
        return
    result = {
        "pages": len(samples),
        "folds": options.folds,
        "rules": worth(samples, list(_by_rules(samples))),
        "with the model": worth(samples, cross_validate(samples, options.folds)),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
