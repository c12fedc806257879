"""Learn how likely words translate each other, for the signal ``word_chances``.

Run ``python -m evaluations.word_chances --data DIR``, on the pairs of `evaluations.lexicon`: nothing held out is among
them, nor a reporting half, nor what the scores are fitted on. IBM model 1 in both directions, of which only links that
two pairs hold and that are likely in one direction at least are kept. Writes
``pipeline/quality/signals/chances/ar-en.tsv``.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from evaluations.lexicon import Model, Stems, read_pairs
from pipeline.quality.signals.word_chances import FOLDER, LEAST

OUT = FOLDER / "ar-en.tsv"
TOGETHER = 2
"""Pairs that must hold both stems of a link: what one pair alone says is chance.

The table has no more use for the score with less likely links: a least chance of .02 moved the area, cross-validated
inside the fitting half, by less than .001, and weighs twice as much."""

Chances = Mapping[tuple[str, str], int]
"""The chance in percent of the second stem given the first."""


def learn(pairs: Sequence[tuple[Stems, Stems]]) -> Chances:
    """Return the chances of the right stems given the left ones, where they are not too small."""
    model = Model(pairs)
    chances = model.learn()
    return {
        (model.names[0][model.source[cell]], model.names[1][model.target[cell]]): int(100 * chances[cell] + 0.5)
        for cell in np.flatnonzero(chances >= LEAST)
        if model.source[cell]
    }


def rows_of(pairs: Sequence[tuple[Stems, Stems]]) -> list[str]:
    """Return a row for each left stem, sorted, with the right ones that translate it."""
    there = learn(pairs)
    back = {(left, right): chance for (right, left), chance in learn([pair[::-1] for pair in pairs]).items()}
    links = there.keys() | back.keys()
    together = Counter(link for left, right in pairs for link in product(set(left), set(right)) if link in links)
    found: dict[str, list[str]] = defaultdict(list)
    for left, right in sorted(link for link in links if together[link] >= TOGETHER):
        found[left].append(f"{right} {there.get((left, right), 0)} {back.get((left, right), 0)}")
    return ["\t".join((stem, *translations)) for stem, translations in sorted(found.items())]


def main() -> None:
    """Learn the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    pairs = read_pairs(options.data)
    rows = rows_of(pairs)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(pairs):,} pairs, {sum(row.count(chr(9)) for row in rows):,} links -> {options.out}")


if __name__ == "__main__":
    main()
