"""The catalogs and files that the records of a memory are from: put in whole, replaced, removed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, not_, select

from pipeline.model import State
from pipeline.project.processes import in_chunks
from pipeline.translate.memory.database import LOOKUP, TextIndex
from pipeline.translate.memory.lookup import fold_text
from pipeline.translate.memory.records import Record, RecordKind
from pipeline.translate.memory.rows import row_of
from pipeline.translate.memory.tables import PLACES, UNITS

BATCH = 1000
"""Records in one statement."""

Key = tuple[str, str]
"""Language and slug of a catalog; no language and the name of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The catalogs and files of one project, among those of all that share a memory.

    ``index`` holds each reviewed text of any of them.
    """

    index: TextIndex
    project: str

    def digests(self, connection: Connection, kind: RecordKind) -> dict[Key, str]:
        """Return the digests of the catalogs or files of a kind."""
        query = select(PLACES.c.language, PLACES.c.name, PLACES.c.digest).where(self._are(kind))
        return {(language, name): digest for language, name, digest in connection.execute(query)}

    def digest_of(self, connection: Connection, kind: RecordKind, key: Key) -> str | None:
        """Return the digest of one of them; None if it is not there."""
        return connection.execute(select(PLACES.c.digest).where(self._is(kind, key))).scalar()

    def digest_others(self, connection: Connection) -> str:
        """Return a digest of all that is not in the project's catalogs: files, and what other projects share."""
        columns = (PLACES.c.project, PLACES.c.kind, PLACES.c.language, PLACES.c.name, PLACES.c.digest)
        digest = hashlib.sha256()
        query = select(*columns).where(not_(self._are(RecordKind.CATALOG))).order_by(*columns)
        for row in connection.execute(query):
            digest.update("\0".join(row).encode() + b"\1")
        return digest.hexdigest()

    def replace(  # noqa: PLR0913, PLR0917 - all of it is one row, and its records
        self,
        connection: Connection,
        kind: RecordKind,
        key: Key,
        digest: str,
        records: Iterable[Record],
        advance: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Put records in the place of those that a catalog or file had; return how many there are."""
        before = self._remove(connection, kind, key) or set()
        place = {"project": self.project, "kind": kind, "language": key[0], "name": key[1], "digest": digest}
        number = connection.execute(insert(PLACES), place).inserted_primary_key
        assert number
        count = 0
        for part in in_chunks(records, BATCH):
            rows = [row_of(record, number[0]) for record in part]
            reviewed = {row["text"]: row["source"] for row in rows if row["state"] == State.REVIEWED}
            connection.execute(insert(UNITS), rows)
            # What stays is not indexed anew: an index that changes forgets what it counted.
            fresh = reviewed.keys() - before
            self.index.add(connection, {text: fold_text(reviewed[text]) for text in fresh})
            count += len(part)
            advance(len(part))
        self._forget_texts(connection, before)
        return count

    def drop(self, connection: Connection, kind: RecordKind, key: Key) -> bool:
        """Remove a catalog or file with its records; return False if there is none of that name."""
        if (texts := self._remove(connection, kind, key)) is None:
            return False
        self._forget_texts(connection, texts)
        return True

    def clear(self, connection: Connection) -> None:
        """Remove all but what was imported by hand, and make the index anew."""
        ours = and_(PLACES.c.project == self.project, PLACES.c.kind != RecordKind.IMPORT)
        connection.execute(delete(UNITS).where(UNITS.c.place.in_(select(PLACES.c.id).where(ours))))
        connection.execute(delete(PLACES).where(ours))
        self.index.clear(connection)
        left = select(UNITS.c.text, UNITS.c.source).where(UNITS.c.state == State.REVIEWED).distinct()
        rows = connection.execute(left).all()
        self.index.add(connection, {number: fold_text(source) for number, source in rows})

    def _remove(self, connection: Connection, kind: RecordKind, key: Key) -> set[int] | None:
        """Remove the rows of a catalog or file; return the reviewed texts that it had, None if it was not there."""
        places = list(connection.execute(select(PLACES.c.id).where(self._is(kind, key))).scalars())
        texts: set[int] = set()
        for place in places:
            held = select(UNITS.c.text).where(UNITS.c.place == place, UNITS.c.state == State.REVIEWED)
            texts |= set(connection.execute(held).scalars())
            connection.execute(delete(UNITS).where(UNITS.c.place == place))
            connection.execute(delete(PLACES).where(PLACES.c.id == place))
        return texts if places else None

    def _forget_texts(self, connection: Connection, texts: Collection[int]) -> None:
        """Take texts out of the index that no catalog or file has any more."""
        for part in in_chunks(texts, LOOKUP):
            held = select(UNITS.c.text).where(UNITS.c.text.in_(part), UNITS.c.state == State.REVIEWED)
            self.index.remove(connection, set(part) - set(connection.execute(held).scalars()))

    def _are(self, kind: RecordKind) -> ColumnElement[bool]:
        return and_(PLACES.c.project == self.project, PLACES.c.kind == kind)

    def _is(self, kind: RecordKind, key: Key) -> ColumnElement[bool]:
        return and_(self._are(kind), PLACES.c.language == key[0], PLACES.c.name == key[1])
