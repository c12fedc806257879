"""What look-ups find in a memory's database: reviewed targets of a source, of similar ones, and words in texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, func, or_, select

from pipeline.model import Direction, State
from pipeline.project.processes import in_chunks
from pipeline.translate.memory.database import LOOKUP, TextIndex
from pipeline.translate.memory.lookup import LEAST, closest, fold_text, number_text, rank, vary_case
from pipeline.translate.memory.records import Match, Record, RecordCount, RecordKind
from pipeline.translate.memory.rows import in_order, record_of, select_records, select_reviewed
from pipeline.translate.memory.tables import PLACES, UNITS

Question = tuple[str, str]
"""A source and the role of its unit."""


def _reviewed_records(connection: Connection, numbers: Iterable[int], direction: Direction) -> dict[int, list[Record]]:
    """Return the reviewed records of texts, by the texts' numbers."""
    records: defaultdict[int, list[Record]] = defaultdict(list)
    for part in in_chunks(sorted(set(numbers)), LOOKUP):
        for row in connection.execute(select_reviewed(direction), {"texts": part}):
            records[row.text].append(record_of(row))
    return records


def find_similar(  # noqa: PLR0913 - what is asked, and how near an answer must be
    connection: Connection, index: TextIndex, question: Question, direction: Direction, least: int, *, drafts: bool
) -> tuple[Match, ...]:
    """Return the records whose source is at least so similar, the best first; reviewed ones before drafts.

    :param least: percent
    :param drafts: what nobody reviewed, too
    """
    source, role = question
    folded = fold_text(source)
    texts = index.candidates(connection, folded)
    if drafts:
        query = select_records(direction).where(UNITS.c.state != State.REVIEWED)
        texts |= {row.text: fold_text(row.source) for row in connection.execute(query)}
    near = {number_text(source), *closest(folded, texts, least)}
    wanted = select_records(direction, reviewed=not drafts)
    rows = [row for part in in_chunks(near, LOOKUP) for row in connection.execute(wanted.where(UNITS.c.text.in_(part)))]
    return rank(map(record_of, rows), source, direction, role, least)


def find_similar_each(
    connection: Connection, index: TextIndex, questions: Collection[Question], direction: Direction
) -> dict[Question, tuple[Match, ...]]:
    """Return the reviewed records that `find_similar` finds for each source and role that has some, the best first.

    Of a source that was reviewed as it is they are those alone.
    """
    near = {source: {number_text(source)} for source, _ in questions}
    records = _reviewed_records(connection, (number for numbers in near.values() for number in numbers), direction)
    for source, numbers in near.items():
        if not numbers & records.keys():
            folded = fold_text(source)
            numbers.update(closest(folded, index.candidates(connection, folded), LEAST))
    others = {number for numbers in near.values() for number in numbers} - records.keys()
    records |= _reviewed_records(connection, others, direction)
    found = {
        (source, role): rank(
            (record for number in near[source] for record in records.get(number, ())), source, direction, role, LEAST
        )
        for source, role in questions
    }
    return {question: matches for question, matches in found.items() if matches}


def find_containing(
    connection: Connection, text: str, direction: Direction, limit: int, *, drafts: bool
) -> tuple[Record, ...]:
    """Return records with a text inside their source or target, in any usual case, in the order of `list_records`."""
    sides = [(side, each) for side in (UNITS.c.source, UNITS.c.target) for each in sorted(vary_case(text))]
    query = select_records(direction).where(or_(*(side.icontains(each, autoescape=True) for side, each in sides)))
    if not drafts:  # concatenated: SQLite's index by state is slower here than the table read from end to end
        query = query.where(UNITS.c.state.concat("") == State.REVIEWED)
    return tuple(map(record_of, connection.execute(in_order(query).limit(limit))))


def list_records(connection: Connection, direction: Direction | None, *, drafts: bool) -> Iterator[Record]:
    """Yield all records, or those of a direction, in an order that their content gives."""
    return map(record_of, connection.execute(in_order(select_records(direction, reviewed=not drafts))))


def count_records(connection: Connection) -> tuple[RecordCount, ...]:
    """Count the records by direction, kind and state."""
    columns = (UNITS.c.source_language, UNITS.c.target_language, PLACES.c.kind, UNITS.c.state)
    query = select(*columns, func.count()).join(PLACES).group_by(*columns).order_by(*columns)
    return tuple(
        RecordCount(
            direction=Direction(source=source, target=target), kind=RecordKind(kind), state=State(state), count=count
        )
        for source, target, kind, state, count in connection.execute(query)
    )
