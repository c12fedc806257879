"""How look-ups compare texts and languages, and which of several answers comes first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, and_, or_

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.normalize import normalize
from pipeline.model import Direction, State
from pipeline.translate.memory.records import EXACT, Match, Record, RecordKind
from pipeline.translate.memory.tables import UNITS

LEAST = 75
"""Percent from which a text is worth showing to a translator; what translation tools usually take."""
_KINDS = tuple(RecordKind)


def fold_text(text: str) -> str:
    """Return a text as it is compared: what does not matter for matching is taken away."""
    return fold(normalize(text)).text


def number_text(text: str) -> int:
    """Return the number of a text: 63 bits of its digest, so that equal texts have the same in every memory."""
    return int.from_bytes(hashlib.sha256(normalize(text).encode()).digest()[:8], "big") >> 1


def vary_case(text: str) -> set[str]:
    """Return a text in the cases that its words may have.

    Databases fold ASCII letters alone: SQLite knows no others, and PostgreSQL's depend on how it was installed.
    """
    return {text} if text.isascii() else {text, text.lower(), text.upper(), text.capitalize(), text.title()}


def closest(folded: str, texts: Mapping[int, str], least: int) -> list[int]:
    """Return the numbers of the folded texts that are at least so similar to one."""
    found = process.extract(folded, texts, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    return [number for _, _, number in found]


def is_for(direction: Direction) -> ColumnElement[bool]:
    """Return the condition that a record serves a direction.

    The source may be of any region. The target must be of the asked language and region, or one of the two has no
    region: ``ar`` serves ``ar-EG`` and the other way round, ``ar-SY`` does not serve ``ar-EG``.
    """
    source, target = UNITS.c.source_language, UNITS.c.target_language
    base = language_of(direction.source)
    parts = direction.target.split("-")
    wider = ["-".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return and_(
        or_(source == base, source.startswith(f"{base}-", autoescape=True)),
        or_(target.in_(wider), target.startswith(f"{direction.target}-", autoescape=True)),
    )


def rank(
    records: Iterable[Record], source: str, direction: Direction, role: str, least: int = EXACT
) -> tuple[Match, ...]:
    """Return the matches among records, the best first; of one target only the best.

    Reviewed before drafts, then the more similar, the same role, the same region, the project's own catalogs; then by
    name, so that the order depends on nothing else.
    """
    matches = sorted(_matches(records, source, least), key=lambda match: _order(match, direction, role))
    best: dict[tuple[str, str], Match] = {}
    for match in matches:
        best.setdefault((match.record.source, match.target), match)
    return tuple(best.values())


def _matches(records: Iterable[Record], source: str, least: int) -> Iterator[Match]:
    asked, folded = normalize(source), fold_text(source)
    for record in records:
        if normalize(record.source) == asked:
            yield Match(similarity=EXACT, record=record)
            continue
        similarity = min(int(fuzz.ratio(folded, fold_text(record.source))), EXACT - 1)
        if similarity >= least:
            yield Match(similarity=similarity, record=record)


def _order(match: Match, direction: Direction, role: str) -> tuple[Any, ...]:
    record = match.record
    return (
        record.state is not State.REVIEWED,
        -match.similarity,
        not record.context.startswith(f"{role}#"),
        record.direction.target != direction.target,
        record.direction.source != direction.source,
        _KINDS.index(record.kind),
        record.article or record.place,
        record.context,
        record.source,
        record.target,
    )
