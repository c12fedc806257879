"""Records as rows of the database, and the queries that find them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from pipeline.model import Direction, State
from pipeline.translate.memory.lookup import is_for, number_text
from pipeline.translate.memory.records import Record, RecordKind
from pipeline.translate.memory.tables import PLACES, UNITS

_RECORD = (UNITS, PLACES.c.kind, PLACES.c.name)


def record_of(row: Any) -> Record:
    """Return the record of a row."""
    return Record(
        source=row.source,
        target=row.target,
        direction=Direction(source=row.source_language, target=row.target_language),
        state=State(row.state),
        kind=RecordKind(row.kind),
        place=row.name,
        article=row.article,
        context=row.context,
        reviewer=row.reviewer,
        engine=row.engine,
        date=row.date,
    )


def row_of(record: Record, place: int) -> dict[str, Any]:
    """Return the row that stores a record of a place."""
    return {
        "place": place,
        "text": number_text(record.source),
        "source_language": record.direction.source,
        "target_language": record.direction.target,
        "state": record.state,
        "source": record.source,
        "target": record.target,
        "article": record.article,
        "context": record.context,
        "reviewer": record.reviewer,
        "engine": record.engine,
        "date": record.date,
    }


@lru_cache(maxsize=64)  # built and read anew, it takes longer than the database does
def select_reviewed(direction: Direction) -> Any:
    """Return the query of the reviewed records that serve a direction, of texts by their numbers (``texts``)."""
    query = select_records(direction, reviewed=True).add_columns(UNITS.c.text)
    return query.where(UNITS.c.text.in_(bindparam("texts", expanding=True)))


def select_records(direction: Direction | None, *, reviewed: bool = False) -> Any:
    """Return the query of records, perhaps only those that serve a direction, only reviewed ones."""
    wanted: list[ColumnElement[bool]] = [UNITS.c.state == State.REVIEWED] if reviewed else []
    if direction:
        wanted.append(is_for(direction))
    return select(*_RECORD).join(PLACES).where(*wanted)


def in_order(query: Any) -> Any:
    """Return a query of records whose order depends on their content alone."""
    columns = ("source_language", "target_language", "source", "target", "state")
    places = (PLACES.c.kind, PLACES.c.name, UNITS.c.article, UNITS.c.context, UNITS.c.id)
    return query.order_by(*(UNITS.c[name] for name in columns), *places)
