"""Measure what newsloc keeps of web pages that nobody here wrote, beside trafilatura alone.

    python -m evaluations.boilerplate FOLDER [--limit N]

FOLDER is a clone of github.com/adbar/trafilatura (its tests/ hold pages with strings that must and must not be kept) or
of github.com/scrapinghub/article-extraction-benchmark (English news pages with their articles). The pages are other
people's work, so they are not part of this repository. ``text`` gives newsloc the lines of a page as a .txt file.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles

from evaluations.boilerplate.pages import Counts, Page, read_pages
from evaluations.boilerplate.readers import READERS

RESULT = Path(__file__).parents[1] / "results" / "boilerplate.json"
_DRAWS = 1000


def count(page: Page, name: str) -> Counts:
    """Return what a reader kept rightly, kept wrongly and lost of one page; of a page that breaks it, all is lost."""
    try:
        kept = READERS[name](page.text())
    except Exception as error:  # noqa: BLE001 - a page that breaks a reader is a result
        print(f"{name}: {page.name}: {type(error).__name__}: {error}")
        kept = ""
    return page.count(kept)


def measure(pages: Sequence[Page], name: str, run: Callable[..., Sequence[Counts]]) -> dict[str, object]:
    """Return precision, recall and F of a reader, each with the interval that holds 95 % of 1,000 bootstrap draws."""
    counts = run(pages, name)
    draw = random.Random(0)
    draws = [scores(pages[0].mean(draw.choices(counts, k=len(counts)))) for _ in range(_DRAWS)]
    found = scores(pages[0].mean(counts))
    result: dict[str, object] = {"pages": len(pages), "emptied": sum(each.kept_rightly == 0 for each in counts)}
    for index, key in enumerate(("precision", "recall", "f")):
        cuts = quantiles([each[index] for each in draws], n=40)
        result[key] = [round(found[index], 3), round(cuts[0], 3), round(cuts[-1], 3)]
    return result


def scores(means: tuple[float, float]) -> tuple[float, float, float]:
    """Return precision, recall and their harmonic mean."""
    precision, recall = means
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def _run(pool: ProcessPoolExecutor, pages: Sequence[Page], name: str) -> list[Counts]:
    return list(pool.map(partial(count, name=name), pages, chunksize=8))


def main() -> None:
    """Measure, print, and write the result into ``results/boilerplate.json``, one entry a set of pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="only the first N pages; nothing is written")
    parser.add_argument("--readers", nargs="*", default=list(READERS), choices=READERS)
    options = parser.parse_args()
    name, pages = read_pages(options.folder)
    with ProcessPoolExecutor() as pool:
        run = partial(_run, pool)
        found = {reader: measure(pages[: options.limit], reader, run) for reader in options.readers}
    print(json.dumps({name: found}, indent=1))
    if options.limit is None and options.readers == list(READERS):
        _write(name, found)


def _write(name: str, found: Mapping[str, object]) -> None:
    old = json.loads(RESULT.read_text(encoding="utf-8"))["sets"] if RESULT.is_file() else {}
    result = {
        "command": "python -m evaluations.boilerplate FOLDER",
        "trafilatura": version("trafilatura"),
        "sets": {**old, name: found},
    }
    RESULT.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
