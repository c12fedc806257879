"""What machines made, kept under a key: the tables of two columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, select

from pipeline.project.processes import in_chunks
from pipeline.translate.memory.database import LOOKUP, Database


def read_cached(connection: Connection, table: Table, keys: Iterable[str]) -> dict[str, str]:
    """Return the texts of a table, by those of the keys that it has."""
    found: dict[str, str] = {}
    for part in in_chunks(keys, LOOKUP):
        found.update(map(tuple[str, str], connection.execute(select(table).where(table.c.key.in_(part)))))
    return found


def add_cached(
    connection: Connection, database: Database, table: Table, rows: Mapping[str, str], *, replace: bool = False
) -> None:
    """Add texts to a table; those that are there stay, unless the new ones are to *replace* them."""
    key, text = table.columns.keys()
    # In the order of the keys: two processes that wait for each other's rows would wait for ever.
    for part in in_chunks(sorted(rows.items()), LOOKUP):
        values = [dict(zip((key, text), row, strict=True)) for row in part]
        insert = database.insert(table)
        changes = {text: insert.excluded[text]}
        connection.execute(
            insert.on_conflict_do_update(index_elements=[key], set_=changes)
            if replace
            else insert.on_conflict_do_nothing(),
            values,
        )
