"""What the tests of the memory share: records, catalogs and texts that are hard to carry."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from pipeline.model import Catalog, Direction, Entry, State
from pipeline.translate.memory import Match, Memory, Record
from pipeline.translate.memory.records import EXACT

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
_SPECIAL = "abc <>&\"'\\%{}\n\t\r\u0085\u2028\u00a0\ufffd]é؟ملا\u064b\u200f\u202e😀\U0010fffd"
NASTY = st.text(st.sampled_from(_SPECIAL), min_size=1, max_size=30).filter(str.strip)
"""Texts of all that XML and PO write in a way of their own."""
WORDS = st.text(st.sampled_from("ab =&#/%\"'م"), max_size=8).map(str.strip)


@st.composite
def nasty_records(draw: st.DrawFn) -> Record:
    """A record of nasty texts."""
    return Record(
        source=draw(NASTY),
        target=draw(NASTY),
        direction=draw(st.sampled_from([EN_AR, AR_EN, Direction(source="en-GB", target="pt-BR")])),
        state=draw(st.sampled_from([State.REVIEWED, State.DRAFT])),
        article=draw(WORDS),
        context=draw(WORDS),
        reviewer=draw(WORDS),
        engine=draw(WORDS),
        date=draw(st.sampled_from(["", "2026-11-24T17:13:00Z"])),
    )


def make_record(source: str, target: str, *, context: str = "body#1", article: str = "ice") -> Record:
    return Record(source=source, target=target, direction=EN_AR, article=article, context=context)


def make_catalog(*entries: Entry, slug: str = "ice", language: str = "ar") -> Catalog:
    return Catalog(slug=slug, source_language="en", language=language, entries=entries)


def reviewed(context: str, source: str, target: str) -> Entry:
    return Entry(context=context, source=source, target=target)


def recall(memory: Memory, source: str, direction: Direction, role: str) -> Match | None:
    """Return a reviewed target of one source."""
    matches = memory.similar_each([(source, role)], direction).get((source, role), ())
    return next((match for match in matches if match.similarity == EXACT), None)


def journal(path: Path) -> Path:
    """Return the journal of a memory's file, which SQLite removes when the last connection closes."""
    return path.with_name(f"{path.name}-wal")
