"""Learn ``pipeline/readers/page_model.npz`` from the pages that may be looked at, those in HTML as scraped text.

    python -m evaluations.boilerplate.training [--folds N]

With ``--folds N`` nothing is written: each N-th part of the text pages is read by a model that was learned from the
others, which is what the model is worth on pages like these. So are their articles alone, of which nothing should go.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence

from evaluations.boilerplate.learning import learn
from evaluations.boilerplate.samples import Sample, alone, read_samples, read_scrapes
from pipeline.readers.page_model import find_unlike
from pipeline.readers.page_network import probabilities, write_model

_SEED = 1
_GROUPS = {"all": (0, 999), "90 to 139": (90, 139), "140 to 189": (140, 189), "190 to 239": (190, 239)} | {
    "240 to 289": (240, 289),
    "90 to 289": (90, 289),
}


def cross_validate(samples: Sequence[Sample], folds: int) -> Iterator[tuple[Sample, list[float], list[float]]]:
    """Yield each page with the probabilities of its lines, and of its article's alone, by models without that page."""
    order, scrapes = list(samples), read_scrapes()
    random.Random(_SEED).shuffle(order)
    for part in range(folds):
        out = order[part::folds]
        model = learn([*(sample for sample in order if sample not in out), *scrapes])
        for sample in out:
            yield sample, probabilities(sample.features, model), probabilities(alone(sample).features, model)


def worth(samples: Sequence[Sample], found: Sequence[Sequence[float]] | None) -> dict[str, float]:
    """Return precision and recall of sentences by the rules alone, or with the probabilities of a model."""
    kept = own = both = 0
    for number, sample in enumerate(samples):
        unlike = find_unlike(sample.lines, found[number]) if found else set()
        for place, (line, is_own, size) in enumerate(zip(sample.lines, sample.own, sample.sentences, strict=True)):
            keeps = not line.rule and place not in unlike
            kept += keeps * size
            own += is_own * size
            both += (keeps and is_own) * size
    return {
        "pages": len(samples),
        "sentences": own,
        "precision": round(both / max(kept, 1), 4),
        "recall": round(both / max(own, 1), 4),
        "added": kept - both,
        "lost": own - both,
    }


def _number(sample: Sample) -> int:
    found = re.match(r"\d+", sample.name)
    return int(found[0]) if found else 0


def main() -> None:
    """Learn and write the weights, or print what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, help="measure instead, with so many parts")
    options = parser.parse_args()
    samples = read_samples()
    if options.folds is None:
        write_model(learn([*samples, *read_scrapes()]))
        return
    read = list(cross_validate(samples, options.folds))
    for name, (first, last) in _GROUPS.items():
        part = [each for each in read if first <= _number(each[0]) <= last]
        pages = [sample for sample, _, _ in part]
        rules, both = worth(pages, None), worth(pages, [found for _, found, _ in part])
        print(json.dumps({name: {"rules": rules, "with the model": both}}))
    articles = worth([alone(sample) for sample, _, _ in read], [found for _, _, found in read])
    print(json.dumps({"articles alone": articles}))


if __name__ == "__main__":
    main()
