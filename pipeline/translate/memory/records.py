"""What a memory holds and gives: records with their provenance, matches, keys of cached drafts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pipeline.catalog.approvals import approval_of
from pipeline.catalog.provenance import PERSON
from pipeline.languages.locales import language_of
from pipeline.model import Catalog, Direction, Entry, State

EXACT = 100
"""The similarity of two texts that are the same; of all others it is less."""
_BREAK = re.compile(r"(?<![ \t])[ \t]*[\t\r\n\v\f\u0085\u2028\u2029][\s]*")


class RecordKind(StrEnum):
    """Where a record comes from: a catalog of the project, a file that the settings name, a file once imported."""

    CATALOG = "catalog"
    SETTING = "setting"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One source with its target, and who answers for it.

    ``place`` is the catalog's slug or the file's name; ``article`` and ``context`` say where the unit stood, if that is
    known. ``engine`` made the draft that a person approved, if one did. ``date`` is ISO 8601 in UTC, or empty.
    """

    source: str
    target: str
    direction: Direction
    state: State = State.REVIEWED
    kind: RecordKind = RecordKind.CATALOG
    place: str = ""
    article: str = ""
    context: str = ""
    reviewer: str = ""
    engine: str = ""
    date: str = ""

    @property
    def where(self) -> str:
        """Say where it was reviewed: article and unit, or the file."""
        return " ".join(filter(None, (self.article or self.place, self.context)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A record that answers a look-up, and how similar its source is: 100 for the same text, in whole percent."""

    similarity: int
    record: Record

    @property
    def target(self) -> str:
        """The target of the record."""
        return self.record.target

    @property
    def line(self) -> str:
        """The target on one line, as units are: files of other tools may break it."""
        return _BREAK.sub(" ", self.record.target).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCount:
    """How many records there are of one direction, kind and state."""

    direction: Direction
    kind: RecordKind
    state: State
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftKey:
    """What a cached draft depends on: all of it, and nothing of the batch it was made in."""

    source: str
    direction: Direction
    engine: str
    """The engine's name and label."""
    glossary: str
    """The glossary's signature."""

    @property
    def digest(self) -> str:
        """Return the key under which the draft is stored."""
        parts = (self.source, str(self.direction), self.engine, self.glossary)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def records_of(catalog: Catalog) -> Iterator[Record]:
    """Yield the records of a catalog: its entries with a target, and what people approved of vanished units.

    A text that stands in its own language is no translation, and no record.
    """
    language = catalog.language
    if not language or not catalog.source_language or language_of(language) == language_of(catalog.source_language):
        return
    direction = Direction(source=catalog.source_language, target=language)
    date = parse_date(catalog.headers.get("PO-Revision-Date", ""))
    kept = (entry for entry in catalog.obsolete if entry.state is State.REVIEWED)
    for entry in (*catalog.entries, *kept):
        if entry.source and entry.target:
            approval = approval_of(entry) if entry.state is State.REVIEWED else None
            yield Record(
                source=entry.source,
                target=entry.target,
                direction=direction,
                state=entry.state,
                place=catalog.slug,
                article=catalog.slug,
                context=entry.context,
                reviewer=approval.name if approval else "",
                engine=_engine(entry),
                date=f"{approval.day.isoformat()}T00:00:00Z" if approval and approval.day else date,
            )


def _engine(entry: Entry) -> str:
    made = entry.provenance
    return " ".join(filter(None, (made.engine, made.model))) if made and made.engine != PERSON else ""


def parse_date(text: str) -> str:
    """Return a date of a PO header or of TMX as ISO 8601 in UTC; empty if it is not a date."""
    for form in ("%Y-%m-%d %H:%M%z", "%Y%m%dT%H%M%S%z", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            return datetime.strptime(text, form).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, OverflowError):
            continue
    return ""


def digest_records(records: Iterable[Record]) -> str:
    """Return a digest of all that records say: equal ones need not be stored again."""
    digest = hashlib.sha256()
    for record in records:
        fields = (record.source, record.target, str(record.direction), record.state, record.article, record.context)
        digest.update("\x1f".join((*fields, record.reviewer, record.engine, record.date)).encode() + b"\x1e")
    return digest.hexdigest()
