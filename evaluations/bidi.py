"""Hold the bidirectional algorithm against Unicode's own tests, and against other implementations.

    python -m evaluations.bidi [--unicode FOLDER] [--lines N]

The folder has BidiCharacterTest.txt and BidiTest.txt (Debian's package unicode-data: /usr/share/unicode). Random lines
are compared with python-bidi, where it is installed: a peer, not part of the package.
"""

from __future__ import annotations

import argparse
import importlib
import random
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.editions.bidi.algorithm import lay_out

_LETTERS = "ابجد عمل، ؛ abc DEF 123 ٤٥٦ ()[]«» .,:/-+%$#\u2066\u2067\u2069\u200f"
_UNSEEN = "\u2066\u2067\u2069\u200f"
_CLASSES = {
    "L": "a",
    "R": "א",
    "AL": "ا",
    "EN": "1",
    "ES": "+",
    "ET": "$",
    "AN": "١",
    "CS": ",",
    "NSM": "\u0300",
    "BN": "\xad",
    "B": "\u2029",
    "S": "\t",
    "WS": " ",
    "ON": "!",
    "LRE": "\u202a",
    "RLE": "\u202b",
    "LRO": "\u202d",
    "RLO": "\u202e",
    "PDF": "\u202c",
    "LRI": "\u2066",
    "RLI": "\u2067",
    "FSI": "\u2068",
    "PDI": "\u2069",
}
_BASES = {"0": 0, "1": 1, "2": None}


def main() -> None:
    """Print how many cases agree, and what differs first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unicode", type=Path, default=Path("/usr/share/unicode"))
    parser.add_argument("--lines", type=int, default=20_000, help="random lines, in each direction")
    options = parser.parse_args()
    for name, cases in (
        ("BidiCharacterTest.txt", _character_cases(options.unicode)),
        ("BidiTest.txt", _class_cases(options.unicode)),
    ):
        start = time.perf_counter()
        results = list(cases)
        seconds = time.perf_counter() - start
        print(f"{name}: {sum(results):,} of {len(results):,} cases agree ({seconds:.1f} s)")
    _compare_peer(options.lines)


def _character_cases(folder: Path) -> Iterator[bool]:
    for line in _lines(folder / "BidiCharacterTest.txt"):
        points, direction, base, levels, order = line.split(";")
        laid = lay_out("".join(chr(int(point, 16)) for point in points.split()), _BASES[direction])
        wanted = tuple(int(index) for index in order.split())
        yield (laid.base, laid.levels, laid.order) == (int(base), _levels(levels), wanted)


def _class_cases(folder: Path) -> Iterator[bool]:
    levels: tuple[int | None, ...] = ()
    order: tuple[int, ...] = ()
    for line in _lines(folder / "BidiTest.txt"):
        if line.startswith("@Levels:"):
            levels = _levels(line.partition(":")[2])
        elif line.startswith("@Reorder:"):
            order = tuple(int(index) for index in line.partition(":")[2].split())
        elif not line.startswith("@"):
            classes, bits = line.split(";")
            text = "".join(_CLASSES[name] for name in classes.split())
            for bit, base in ((1, None), (2, 0), (4, 1)):
                if int(bits, 16) & bit:
                    laid = lay_out(text, base)
                    yield (laid.levels, laid.order) == (levels, order)


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        bare = line.partition("#")[0].strip()
        if bare:
            yield bare


def _levels(text: str) -> tuple[int | None, ...]:
    return tuple(None if level == "x" else int(level) for level in text.split())


def _compare_peer(lines: int) -> None:
    try:
        peer = importlib.import_module("bidi")
    except ImportError:
        print("python-bidi is not installed: no comparison")
        return
    generator = random.Random(5)
    different = 0
    unseen = str.maketrans("", "", _UNSEEN)
    for _ in range(lines):
        text = "".join(generator.choice(_LETTERS) for _ in range(generator.randint(1, 40)))
        for base in (0, 1):
            ours = "".join(text[index] for index in lay_out(text, base).order)
            theirs = peer.get_display(text, base_dir="LR"[base])
            different += ours.translate(unseen) != theirs.translate(unseen)
    print(f"python-bidi: {2 * lines - different:,} of {2 * lines:,} random lines agree")


if __name__ == "__main__":
    main()
