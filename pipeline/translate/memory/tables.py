"""The tables of a memory, for any database that SQLAlchemy knows.

Texts are compared byte by byte in every database, whatever its locale: the order of records must not depend on it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

TABLES = MetaData()
_Plain = Text().with_variant(Text(collation="C"), "postgresql")
DRAFTS = Table(
    "drafts",
    TABLES,
    Column("key", String(64), primary_key=True),
    Column("candidates", Text, nullable=False),
)
JUDGEMENTS = Table(
    "judgements",
    TABLES,
    Column("key", String(64), primary_key=True),
    Column("judgement", Text, nullable=False),
)
READINGS = Table(
    "readings",
    TABLES,
    Column("key", String(64), primary_key=True),
    Column("reading", Text, nullable=False),
)
CLAIMS = Table(
    "claims",
    TABLES,
    Column("key", String(64), primary_key=True),  # of the draft that is being made
    Column("owner", String(255), nullable=False),  # the process that makes it
    Column("until", Float, nullable=False),  # seconds since 1970
)
PLACES = Table(
    "places",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("project", String(255), nullable=False, server_default=""),  # of those that share the memory
    Column("kind", String(16), nullable=False),
    Column("language", String(35), nullable=False),  # of a catalog; files have many
    Column("name", _Plain, nullable=False),
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
    Column("source", _Plain, nullable=False),
    Column("target", _Plain, nullable=False),
    Column("article", _Plain, nullable=False),
    Column("context", _Plain, nullable=False),
    Column("reviewer", _Plain, nullable=False),
    Column("engine", _Plain, nullable=False),
    Column("date", String(20), nullable=False),
)
Index("places_by_name", PLACES.c.project, PLACES.c.kind, PLACES.c.language, PLACES.c.name)
Index("units_by_text", UNITS.c.text, UNITS.c.state)
