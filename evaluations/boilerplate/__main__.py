"""Measure what of scraped pages is kept: precision and recall of sentences.

    python -m evaluations.boilerplate [--show]

Precision is the share of the kept sentences that are the article's, recall the share of the article's that were kept.
``--show`` prints what is wrong in the half for looking at, and what was dropped by which rule.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from evaluations.boilerplate.pages import (
    Kept,
    Page,
    read_development,
    read_pages,
    read_with_newsloc,
    read_with_trafilatura,
    wrong,
)

RESULT = Path(__file__).parents[1] / "results" / "boilerplate.json"
READERS: dict[str, Callable[[Page], Kept]] = {
    "newsloc": read_with_newsloc,
    "trafilatura": read_with_trafilatura,
}
GROUPS: dict[str, Callable[[Page], bool]] = {
    "all": lambda _: True,
    "held out": lambda page: page.held_out,
    "looked at": lambda page: not page.held_out,
    "html": lambda page: page.suffix == ".html",
    "text": lambda page: page.suffix == ".txt",
    "en": lambda page: page.language == "en",
    "ar": lambda page: page.language == "ar",
}


def measure(pages: Sequence[Page], read: Callable[[Page], Kept]) -> dict[str, float]:
    """Return precision, recall and counts over some pages."""
    kept = lost = added = 0
    for page in pages:
        found = read(page)
        more, less = wrong(page, found)
        kept, added, lost = kept + len(found.sentences), added + len(more), lost + len(less)
    article = sum(len(page.sentences) for page in pages)
    return {
        "pages": len(pages),
        "sentences": article,
        "precision": round(1 - added / max(kept, 1), 4),
        "recall": round(1 - lost / max(article, 1), 4),
        "added": added,
        "lost": lost,
    }


def show(pages: Sequence[Page]) -> None:
    """Print what is wrong, but for the held-out half."""
    for page in pages:
        if page.held_out:
            continue
        kept = read_with_newsloc(page)
        more, less = wrong(page, kept)
        print(f"{page.name}: {dict(Counter(rule for rule, _ in kept.dropped))}")
        for sentence in more:
            print(f"  + {sentence}")
        for sentence in less:
            print(f"  - {sentence}")


def main() -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print what is wrong in the half for looking at")
    options = parser.parse_args()
    pages = list(read_pages())
    result: dict[str, object] = {
        "command": "python -m evaluations.boilerplate",
        "trafilatura": version("trafilatura"),
        "readers": {
            reader: {
                group: measure([page for page in pages if belongs(page)], read) for group, belongs in GROUPS.items()
            }
            for reader, read in READERS.items()
        },
    }
    result["development"] = measure(list(read_development()), read_with_newsloc)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if options.show:
        show(pages)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
