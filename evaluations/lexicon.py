"""Learn which words translate each other, for the checks that look for dropped clauses and added sentences.

Run ``python -m evaluations.lexicon --data DIR``. DIR holds ``parallel/<name>.tsv.gz`` and ``heldout/<name>.tsv``
(English, tab, Arabic). IBM Model 1 (Brown et al. 1993) on stems in both directions; no pair is read whose English or
Arabic is held out, nor the reporting halves of `evaluations.references`. Writes
``pipeline/languages/lexicon/ar-en.tsv``.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from evaluations.references import HALVED, SETS, Use, half_of, read_rows
from evaluations.word_alignment import Floats, estimate
from pipeline.languages.stems import stems as stems_of

OUT = Path(__file__).parents[1] / "pipeline" / "languages" / "lexicon" / "ar-en.tsv"
ROUNDS = 6
LONGEST = 60
"""Words in the longest sentence that is learned from."""
LEAST = 4
"""Times a stem must occur to get a row."""
MOST = (10, 3)
"""Translations kept for one stem: of English ones, of Arabic ones."""
LIKELY = (0.025, 0.15)
"""The least probability of a kept translation: into Arabic, into English (where few words explain a stem)."""
TOGETHER = 3
"""Pairs that must hold both stems of a translation, so that nothing is learned by heart."""
LIFT = 4.0
"""How much more often than by chance both stand in one pair."""
SEED = 4
PRIOR_WEIGHT = 8.0

Stems = Sequence[str]


def read_pairs(folder: Path) -> list[tuple[Stems, Stems]]:
    """Return the stems of all pairs that may be learned from, once each."""
    held = {text for path in sorted((folder / "heldout").glob("*.tsv")) for row in read_rows(path) for text in row}
    rows: dict[tuple[str, str], None] = {}
    for path in sorted((folder / "parallel").glob("*.tsv.gz")):
        name = path.name.removesuffix(".tsv.gz")
        for english, arabic in read_rows(path):
            if english in held or arabic in held or (name in HALVED and half_of(english) is Use.REPORT):
                continue
            rows[english, arabic] = None
    for path in sorted((SETS / "training").glob("*.tsv")):
        rows.update(dict.fromkeys(read_rows(path)))
    pairs = [(stems(english, "en"), stems(arabic, "ar")) for english, arabic in rows]
    return [pair for pair in pairs if all(0 < len(side) <= LONGEST for side in pair)]


def stems(text: str, language: str) -> Stems:
    """Return the stems of a text's words, numbers left out."""
    return [stem for stem in stems_of(text, language) if not stem[0].isdecimal()]


class Model:
    """The probabilities of translations between two vocabularies, as seen in pairs."""

    def __init__(self, pairs: Sequence[tuple[Stems, Stems]]) -> None:
        """Give numbers to the stems, from 1: number 0 is the word that is not there."""
        self.names = [["", *sorted({stem for pair in pairs for stem in pair[side]})] for side in (0, 1)]
        numbers = [{name: number for number, name in enumerate(names)} for names in self.names]
        sources = [np.array([0, *(numbers[0][stem] for stem in pair[0])]) for pair in pairs]
        targets = [np.array([numbers[1][stem] for stem in pair[1]]) for pair in pairs]
        cells = [
            np.repeat(target, len(source)) + np.tile(source, len(target)) * len(self.names[1])
            for source, target in zip(sources, targets, strict=True)
        ]
        places = np.concatenate([np.repeat(np.arange(len(t)), len(s)) for s, t in zip(sources, targets, strict=True)])
        starts = np.cumsum([0, *(len(target) for target in targets)])
        places += np.repeat(starts[:-1], [len(cell) for cell in cells])
        keys, self.cell = np.unique(np.concatenate(cells), return_inverse=True)
        self.place, self.source, self.target = places, keys // len(self.names[1]), keys % len(self.names[1])

    def learn(self) -> Floats:
        """Return the probability of each target stem given its source stem, cell by cell."""
        return estimate(self.cell, self.place, self.source, ROUNDS)


def learn(pairs: Sequence[tuple[Stems, Stems]]) -> dict[tuple[str, str], float]:
    """Return translations (English, Arabic) that are likely in either direction, with the greater probability."""
    seen = [Counter(stem for pair in pairs for stem in set(pair[side])) for side in (0, 1)]
    likely: dict[tuple[str, str], float] = {}
    for turned, least in enumerate(LIKELY):
        model = Model([(right, left) for left, right in pairs] if turned else pairs)
        chances = model.learn()
        for cell in np.flatnonzero(chances >= least):
            key = (model.names[0][model.source[cell]], model.names[1][model.target[cell]])
            key = key[::-1] if turned else key
            if all(key) and min(seen[0][key[0]], seen[1][key[1]]) >= LEAST:
                likely[key] = max(likely.get(key, 0.0), float(chances[cell]))
    together = Counter(key for left, right in pairs for key in product(set(left), set(right)) if key in likely)
    return {
        key: chance
        for key, chance in likely.items()
        if together[key] >= max(TOGETHER, LIFT * seen[0][key[0]] * seen[1][key[1]] / len(pairs))
    }


def table(likely: dict[tuple[str, str], float], side: int) -> dict[str, list[str]]:
    """Return the best translations of each stem of one side."""
    found: dict[str, list[str]] = {}
    for key in sorted(likely, key=lambda item: (-likely[item], item)):
        row = found.setdefault(key[side], [])
        if len(row) < MOST[side]:
            row.append(key[1 - side])
    return found


def rates(pairs: Iterable[tuple[Stems, Stems]], likely: dict[str, set[str]], prior: float) -> dict[str, float]:
    """Return how often each stem's translation is there, where the stem is."""
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for left, right in pairs:
        there = set(right)
        for stem in set(left):
            if stem in likely:
                seen[stem] += 1
                kept[stem] += not likely[stem].isdisjoint(there)
    return {stem: (kept[stem] + PRIOR_WEIGHT * prior) / (seen[stem] + PRIOR_WEIGHT) for stem in seen}


def main() -> None:
    """Learn the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    pairs = read_pairs(options.data)
    likely = learn(pairs)
    links = set(likely)
    links &= {(stem, other) for stem, others in table(likely, 0).items() for other in others} | {
        (other, stem) for stem, others in table(likely, 1).items() for other in others
    }
    rows: list[str] = []
    for side, language in enumerate(("en", "ar")):
        others: dict[str, set[str]] = {}
        for link in links:
            others.setdefault(link[side], set()).add(link[1 - side])
        own = [(pair[side], pair[1 - side]) for pair in pairs]
        shuffled = [right for _, right in own]
        random.Random(SEED).shuffle(shuffled)
        kept = rates(own, others, 0.6)
        chance = rates(((left, right) for (left, _), right in zip(own, shuffled, strict=True)), others, 0.05)
        rows += [
            "\t".join(
                (
                    language,
                    stem,
                    f"{min(kept[stem], 0.99):.2f}",
                    f"{max(chance[stem], 0.01):.2f}",
                    *([" ".join(sorted(others[stem]))] if language == "en" else []),
                )
            )
            for stem in sorted(kept)
            if kept[stem] > chance[stem] + 0.2
        ]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(pairs):,} pairs, {len(links):,} translations, {len(rows):,} stems -> {options.out}")


if __name__ == "__main__":
    main()
