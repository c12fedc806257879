"""The bidirectional algorithm lays out the cases of Unicode's own tests as they say.

They come with Debian's package unicode-data: characters in BidiCharacterTest.txt, and the classes of characters in
BidiTest.txt. Cases with embeddings and overrides are left out: no edition may hold any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.editions.bidi.algorithm import lay_out

FOLDER = Path("/usr/share/unicode")
SAMPLES = "L:a R:א AL:ا EN:1 ES:+ ET:$ AN:١ CS:, ON:! NSM:\u0300 BN:\xad LRI:\u2066 RLI:\u2067 FSI:\u2068 PDI:\u2069"
CHARACTERS = dict(pair.split(":") for pair in SAMPLES.split(" ")) | {"WS": " ", "S": "\t", "B": "\u2029"}
"""A character of each class but embeddings and overrides."""
EMBEDDING = re.compile(r"\b(?:LRE|RLE|LRO|RLO|PDF|202[A-E])\b")
BASES = {"0": 0, "1": 1, "2": None}
BASES_OF_BITS = {1: None, 2: 0, 4: 1}


def read_lines(name: str) -> Iterator[str]:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is not there; install unicode-data to run this trial")
    for line in path.read_text(encoding="utf-8").splitlines():
        bare = line.partition("#")[0].strip()
        if bare and not EMBEDDING.search(bare.partition(";")[0]):
            yield bare


def read_levels(text: str) -> tuple[int | None, ...]:
    return tuple(None if level == "x" else int(level) for level in text.split())


def read_order(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


def test_every_line_of_characters_is_laid_out_as_unicode_says() -> None:
    wrong, count = [], 0
    for line in read_lines("BidiCharacterTest.txt"):
        points, direction, base, levels, order = line.split(";")
        laid = lay_out("".join(chr(int(point, 16)) for point in points.split()), BASES[direction])
        count += 1
        if (laid.base, laid.levels, laid.order) != (int(base), read_levels(levels), read_order(order)):
            wrong.append(line)
    assert wrong == []
    assert count > 90_000


def test_every_line_of_classes_is_laid_out_as_unicode_says() -> None:
    wrong, count = [], 0
    levels: tuple[int | None, ...] = ()
    order: tuple[int, ...] = ()
    for line in read_lines("BidiTest.txt"):
        if line.startswith("@Levels:"):
            levels = read_levels(line.partition(":")[2])
        elif line.startswith("@Reorder:"):
            order = read_order(line.partition(":")[2])
        else:
            classes, bits = line.split(";")
            text = "".join(CHARACTERS[name] for name in classes.split())
            for base in (base for bit, base in BASES_OF_BITS.items() if int(bits, 16) & bit):
                laid = lay_out(text, base)
                count += 1
                if (laid.levels, laid.order) != (levels, order):
                    wrong.append(f"{line} {base}")
    assert wrong == []
    assert count > 150_000
