"""Learn ``pipeline/sources/readers/page_model.npz`` from the pages that may be looked at, those in HTML as text.

    python -m evaluations.boilerplate.training [--folds N]

With ``--folds N`` nothing is written: each N-th part of the text pages is read by a model that was learned from the
others, which is what the model is worth on pages like these. So are their articles alone, of which nothing should go.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.progress import track

from evaluations.boilerplate.learning import learn
from evaluations.boilerplate.samples import Sample, alone, read_samples, read_scrapes
from pipeline.languages.encoder import remembering
from pipeline.sources.readers.page_model import find_kept
from pipeline.sources.readers.page_network import probabilities, write_model

_SEED = 1
_ALONE = 4
"""Of so many pages the article of one is learned from without its page, too: not every text is a page's."""


def cross_validate(samples: Sequence[Sample], folds: int) -> Iterator[tuple[Sample, list[float], list[float]]]:
    """Yield each page with the probabilities of its lines, and of its article's alone, by models without that page."""
    order, scrapes = list(samples), read_scrapes()
    random.Random(_SEED).shuffle(order)
    parts = [order[part::folds] for part in range(folds)]
    for part in track(parts, description="Folds", console=Console(stderr=True)):
        model = learn(lessons([sample for other in parts if other is not part for sample in other], scrapes))
        for sample in part:
            yield sample, probabilities(sample.features, model), probabilities(alone(sample).features, model)


def lessons(samples: Sequence[Sample], scrapes: Sequence[Sample]) -> list[Sample]:
    """Return what a model is learned from: the pages, and some articles without theirs."""
    return [*samples, *scrapes, *map(alone, samples[::_ALONE])]


def worth(samples: Sequence[Sample], found: Sequence[Sequence[float]] | None) -> dict[str, float]:
    """Return precision and recall of sentences by the rules alone, or with the probabilities of a model."""
    kept = own = both = 0
    for number, sample in enumerate(samples):
        rules = {place for place, line in enumerate(sample.lines) if not line.rule}
        stays = find_kept(sample.lines, found[number]) if found else rules
        for place, (is_own, size) in enumerate(zip(sample.own, sample.sentences, strict=True)):
            kept += (place in stays) * size
            own += is_own * size
            both += (is_own and place in stays) * size
    return {
        "pages": len(samples),
        "sentences": own,
        "precision": round(both / max(kept, 1), 4),
        "recall": round(both / max(own, 1), 4),
        "added": kept - both,
        "lost": own - both,
    }


def measure(samples: Sequence[Sample], folds: int) -> Iterator[dict[str, object]]:
    """Yield what rules, and rules with the model, are worth on all pages, on each group, and on the articles alone."""
    read = list(cross_validate(samples, folds))
    for group in ["", *sorted({sample.group for sample in samples} - {""})]:
        part = [(sample, found) for sample, found, _ in read if group in {"", sample.group}]
        pages = [sample for sample, _ in part]
        yield {
            "pages": group or "all",
            "rules": worth(pages, None),
            "with the model": worth(pages, [found for _, found in part]),
        }
    articles = [alone(sample) for sample, _, _ in read]
    yield {
        "pages": "articles alone",
        "rules": worth(articles, None),
        "with the model": worth(articles, [found for _, _, found in read]),
    }


def main() -> None:
    """Learn and write the weights, or print what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, help="measure instead, with so many parts")
    options = parser.parse_args()
    samples = read_samples()
    with remembering():
        if options.folds is None:
            write_model(learn(lessons(samples, read_scrapes())))
            return
        for row in measure(samples, options.folds):
            print(json.dumps(row))


if __name__ == "__main__":
    main()
