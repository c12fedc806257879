"""What ``newsloc memory`` prints: counts, and records that were found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.cli import options
from pipeline.model import Direction, State

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.translate.memory import Memory, Record


def count_records(memory: Memory) -> list[dict[str, Any]]:
    """Return one row a pair of languages: the records by kind, and drafts."""
    rows: defaultdict[Direction, dict[str, int]] = defaultdict(lambda: {"catalogs": 0, "files": 0, "drafts": 0})
    for tally in memory.tally():
        reviewed = "catalogs" if tally.kind == "catalog" else "files"
        rows[tally.direction][reviewed if tally.state is State.REVIEWED else "drafts"] += tally.count
    return [{"from": pair.source, "to": pair.target, **counts} for pair, counts in rows.items()]


def make_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Return the counts as a table."""
    counts = ("Catalogs", "Files", "Drafts")
    caption = "Reviewed in catalogs, from files; drafts in catalogs"
    table = options.make_table("Languages", *counts, right=counts, caption=caption)
    for row in rows:
        table.add_row(f"{row['from']}→{row['to']}", *(f"{row[name.lower()]:,}" for name in counts))
    return table


def exchange(text: str, record: Record, similarity: int | None) -> str | None:
    """Return a record's translation with the numbers of the text that was looked up, where nothing else differs."""
    from pipeline.translate.memory.figures import exchange_figures

    source, asked, target = (" ".join(each.split()) for each in (record.source, text, record.target))
    return exchange_figures(source, asked, target) if similarity is not None else None


def as_object(record: Record, similarity: int | None, exchanged: str | None) -> dict[str, Any]:
    """Return one result as the command's JSON has it."""
    return {
        "similarity": similarity,
        "source": record.source,
        "target": record.target,
        "exchanged": exchanged,
        "source_language": record.direction.source,
        "target_language": record.direction.target,
        "state": record.state.value,
        "article": record.article or None,
        "context": record.context or None,
        "place": record.place,
        "kind": record.kind.value,
        "reviewer": record.reviewer or None,
        "engine": record.engine or None,
        "date": record.date or None,
    }


def describe(record: Record, similarity: int | None, exchanged: str | None) -> list[str]:
    """Return the lines that show a record."""
    share = "" if similarity is None else f"{similarity} %, "
    who = ", ".join(filter(None, (record.reviewer and f"by {record.reviewer}", record.date[:10])))
    first = f"{share}{record.direction}, {record.state.value} in {record.where}{f' ({who})' if who else ''}"
    lines = [first, f"  {record.source}", f"  {record.target}"]
    return [*lines, f"  with the numbers exchanged: {exchanged}"] if exchanged else lines
