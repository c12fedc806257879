"""The tables of a memory, for any database that SQLAlchemy knows."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

TABLES = MetaData()
DRAFTS = Table(
    "drafts",
    TABLES,
    Column("key", String(64), primary_key=True),
    Column("candidates", Text, nullable=False),
)
PLACES = Table(
    "places",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("language", String(35), nullable=False),  # of a catalog; files have many
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)
UNITS = Table(
    "units",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("place", ForeignKey("places.id"), nullable=False, index=True),
    Column("text", BigInteger, nullable=False),  # the number of the source text: equal texts have the same
    Column("source_language", String(35), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("state", String(16), nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("date", String(20), nullable=False),
)
Index("units_by_text", UNITS.c.text, UNITS.c.state)
