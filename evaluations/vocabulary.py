"""Collect the English words that are no names, so that a capital alone does not make one of them a name.

Run ``python -m evaluations.vocabulary --data DIR``. DIR holds ``parallel/<name>.tsv.gz`` and ``heldout/<name>.tsv``
(English, tab, Arabic). Writes ``pipeline/languages/names/en-words.txt``: the words that stand in small letters once
in ten times where they do not begin a sentence, or more than once but more seldom. What is held out is not read, nor
the reporting halves of `evaluations.references`.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path

from evaluations.references import HALVED, Use, half_of, read_rows
from pipeline.languages.names.transliteration import plain_latin

OUT = Path(__file__).parents[1] / "pipeline" / "languages" / "names" / "en-words.txt"
SHARES = {1: 0.1, 2: 0.02}
"""The least share of small letters for a word that has them once; for one that has them more often."""
_WORD = re.compile(r"(?<![\w'’@#./\-])[^\W\d_]{2,}(?![\w@/])")
_INSIDE = re.compile(r"[a-z,] \Z")


def read_learnable(folder: Path, sets: Container[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield the English and Arabic texts that may be learned from, once each: of all sets, or of some."""
    seen = {row[0] for path in sorted((folder / "heldout").glob("*.tsv")) for row in read_rows(path)}
    for path in sorted((folder / "parallel").glob("*.tsv.gz")):
        name = path.name.removesuffix(".tsv.gz")
        halved = name in HALVED
        for english, arabic in read_rows(path) if sets is None or name in sets else ():
            if english not in seen and not (halved and half_of(english) is Use.REPORT):
                seen.add(english)
                yield english, arabic


def collect(texts: Iterator[str]) -> list[str]:
    """Return the words that are no names, in order."""
    small: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for text in texts:
        for match in _WORD.finditer(text):
            key = plain_latin(match[0])
            if match[0].islower():
                small[key] += 1
                inside[key] += 1
            elif _INSIDE.search(text, max(match.start() - 2, 0), match.start()):
                inside[key] += 1
    return sorted(key for key, count in small.items() if key and count >= SHARES[min(count, 2)] * inside[key])


def main() -> None:
    """Collect the words and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    found = collect(english for english, _ in read_learnable(options.data))
    options.out.write_text("".join(f"{key}\n" for key in found), encoding="utf-8")
    print(f"{len(found):,} words, {options.out.stat().st_size:,} bytes, in {options.out.name}")


if __name__ == "__main__":
    main()
