"""Write the tables of the README and of the reference pages beside the code from the code they describe.

    python -m evaluations.readme

A table stands between ``<!-- table: NAME -->`` and ``<!-- end -->``; a test fails when one is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from evaluations.capacity import CORES, HEAD, PRICE, make_rows
from pipeline.cli import COMMANDS
from pipeline.editions.writers import WRITERS
from pipeline.gate.reports import REPORTS
from pipeline.project.extras import EXTRAS
from pipeline.quality.checks import CHECKS
from pipeline.quality.signals import SIGNALS
from pipeline.sources.readers import READERS
from pipeline.translate.engines import ENGINES

_ROOT = Path(__file__).parents[1]
PAGES = (_ROOT / "README.md", *sorted((_ROOT / "pipeline").rglob("README.md")))
"""The README, and the reference pages of the rooms."""
_MARKED = re.compile(r"(<!-- table: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


@cache  # the table of capacity is simulated, which takes seconds
def make_tables() -> Mapping[str, str]:
    """Return each table as Markdown, by name."""
    return {
        "commands": _table(
            ("command", "what it does"), ((f"`newsloc {name}`", text) for name, text in COMMANDS.items())
        ),
        "capacity": _table(HEAD, make_rows(PRICE, CORES)),
        "extras": _table(
            ("extra", "what it adds to the core"),
            ((f"`newsloc[{name}]`", extra.summary) for name, extra in EXTRAS.items()),
        ),
        "engines": _table(
            ("engine", "what it is", "what to expect"), ((f"`{e.name}`", e.summary, e.quality) for e in ENGINES)
        ),
        "checks": _table(("check", "what it finds"), ((f"`{check.name}`", check.title) for check in CHECKS)),
        "signals": _table(("signal", "what it measures"), ((f"`{signal.name}`", signal.title) for signal in SIGNALS)),
        "reports": _table(("format", "for whom"), ((f"`{r.name}`", r.summary) for r in REPORTS)),
        "writers": _table(("format", "file"), ((f"`{w.name}`", f"`ARTICLE.{w.suffix}`") for w in WRITERS)),
        "readers": _table(("reader", "suffixes"), ((f"`{r.name}`", ", ".join(r.suffixes)) for r in READERS)),
    }


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def fill_tables(text: str) -> str:
    """Return a page with every table made anew."""
    tables = make_tables()
    return _MARKED.sub(lambda found: f"{found[1]}{tables[found[2]]}{found[4]}", text)


def main() -> None:
    """Rewrite the pages that hold a table."""
    for page in PAGES:
        page.write_text(fill_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
