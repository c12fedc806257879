"""All that is PostgreSQL's own: whose turn it is to write, and the index of words that finds similar texts.

The words are cut here, not by the server: one whose locale is ``C`` knows no Arabic letter. So the answers do not
depend on how the database was made, but for its encoding, which must be UTF-8.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.exc import ArgumentError

from pipeline.errors import ConfigError, MemoryFault
from pipeline.project.extras import POSTGRES, require
from pipeline.translate.memory.database import WRITES, Database

RAREST = 5
"""Words of a text that a look-up asks for: measured, `python -m evaluations.memory --url`."""
POSTINGS = 6000
"""Texts that one look-up reads, but for those of its rarest word."""
TIMEOUT = 60
"""Seconds that the server may take for one statement; an import writes a thousand records in one."""
_FORBIDDEN = "42501"
"""PostgreSQL's code of what a role may not do (insufficient_privilege)."""
_TURN = 0x6E657773
"""The number of the lock that writers of records wait for: "news"."""
_WORD = re.compile(r"\w+")
_DRIVER = "postgresql+psycopg"
SCHEMES = ("postgresql", "postgres")

_TABLES = MetaData()
_C = "C"
_TEXTS = Table(
    "texts",
    _TABLES,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("folded", Text(collation=_C), nullable=False),
    Column("words", ARRAY(Text(collation=_C)), nullable=False),
)
Index("texts_by_word", _TEXTS.c.words, postgresql_using="gin")
_WORDS = Table(
    "words",
    _TABLES,
    Column("word", Text(collation=_C), primary_key=True),
    Column("count", BigInteger, nullable=False),  # of the texts that have it
)


class PostgresServer(Database):
    """A memory on a server, which teams and clusters share.

    :raises ConfigError: if the address is none of PostgreSQL
    :raises MissingExtra: if psycopg is not installed
    """

    def __init__(self, address: str) -> None:
        try:
            url = make_url(address)
        except ArgumentError as error:
            raise ConfigError(f"{address}: no address of a database; write postgresql://HOST/DATABASE") from error
        if url.drivername not in SCHEMES:
            raise ConfigError(f"{url}: a shared memory is in PostgreSQL; write postgresql://HOST/DATABASE")
        require(POSTGRES, "a memory in PostgreSQL")
        self._url = url.set(drivername=_DRIVER)
        self._named = url
        self.index = WordIndex()

    @property
    def name(self) -> str:
        """The address; SQLAlchemy hides the password."""
        return str(self._named)

    def connect(self) -> Engine:
        """Return an engine.

        :raises MemoryFault: if the database is not in UTF-8
        """
        wanted = {"options": f"-c statement_timeout={TIMEOUT}s", "client_encoding": "utf8"}
        engine = create_engine(self._url, connect_args=wanted, pool_pre_ping=True)
        with engine.connect() as connection:
            encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            engine.dispose()
            raise MemoryFault(
                f"{self.name}: the database is in {encoding}, which has no Arabic letters; make another one:"
                f" createdb --encoding=UTF8 --template=template0 {self._url.database}"
            )

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            if connection.get_execution_options().get(WRITES):
                connection.execute(select(func.pg_advisory_xact_lock(_TURN)))

        return engine

    def appender(self, engine: Engine) -> Engine:
        """Return an engine whose transactions add drafts; several processes do it at once."""
        return engine

    def insert(self, table: Table) -> Insert:
        """Return a statement that inserts rows, and can be told what to do with those whose key is there."""
        return insert(table)

    def explain(self, reason: str, cause: BaseException) -> str:
        """Say why the server cannot be used, and what to do."""
        if getattr(cause, "sqlstate", None) == _FORBIDDEN:
            role = self._url.username or "ROLE"
            return (
                f"{self.name}: the role may not make or use the tables of the memory ({' '.join(reason.split())}); make"
                f" it the owner (ALTER DATABASE {self._url.database} OWNER TO {role}), or let it make tables (GRANT"
                f" CREATE ON SCHEMA public TO {role}); where another role made the tables, use that one"
            )
        return (
            f"{self.name}: the translation memory cannot be used ({' '.join(reason.split())}); check that the server"
            " runs, and the url of [memory] in the settings"
        )

    def size(self) -> None:
        """Return None: it is elsewhere."""


class WordIndex:
    """Finds texts that share rare words with another text, by an inverted index (GIN)."""

    def create(self, connection: Connection) -> None:
        """Create the index, if it is not there."""
        _TABLES.create_all(connection)

    def add(self, connection: Connection, texts: Mapping[int, str]) -> None:
        """Add folded texts under their numbers; those that are there stay: their number tells that they are equal."""
        rows = [
            {"number": number, "folded": folded, "words": distinct_words(folded)}
            for number, folded in sorted(texts.items())
        ]
        if rows:
            adding = insert(_TEXTS).on_conflict_do_nothing().returning(_TEXTS.c.words)
            self._count(connection, connection.execute(adding, rows).scalars(), 1)

    def remove(self, connection: Connection, numbers: Iterable[int]) -> None:
        """Remove texts by their numbers."""
        removing = delete(_TEXTS).where(_TEXTS.c.number.in_(list(numbers))).returning(_TEXTS.c.words)
        self._count(connection, connection.execute(removing).scalars(), -1)

    @staticmethod
    def _count(connection: Connection, words: Iterable[Sequence[str]], step: int) -> None:
        counts = Counter(word for each in words for word in each)
        rows = [{"word": word, "count": step * number} for word, number in sorted(counts.items())]
        if rows:
            adding = insert(_WORDS)
            more = {"count": _WORDS.c.count + adding.excluded.count}
            connection.execute(adding.on_conflict_do_update(index_elements=[_WORDS.c.word], set_=more), rows)

    def clear(self, connection: Connection) -> None:
        """Remove all texts."""
        connection.execute(text("TRUNCATE texts, words"))

    def optimize(self, connection: Connection) -> None:
        """Let the server count anew what it plans by."""
        connection.execute(text("ANALYZE texts"))
        connection.execute(text("ANALYZE units"))

    def examine(self, connection: Connection) -> None:
        """Read all texts."""
        connection.execute(select(func.count()).select_from(_TEXTS))

    def candidates(self, connection: Connection, folded: str) -> dict[int, str]:
        """Return the texts that have one of the rarest words of a folded text, by number."""
        chosen = self._choose(connection, distinct_words(folded))
        if not chosen:
            return {}
        query = select(_TEXTS.c.number, _TEXTS.c.folded).where(_TEXTS.c.words.overlap(chosen))
        return {row.number: row.folded for row in connection.execute(query)}

    @staticmethod
    def _choose(connection: Connection, words: Sequence[str]) -> list[str]:
        """Return the rarest words that some text has, as many as the look-up may read."""
        known = select(_WORDS.c["count"], _WORDS.c.word).where(_WORDS.c.word.in_(words), _WORDS.c["count"] > 0)
        chosen: list[str] = []
        read = 0
        for count, word in sorted(map(tuple[Any, ...], connection.execute(known)))[:RAREST]:
            read += count
            if read > POSTINGS and chosen:
                break
            chosen.append(word)
        return chosen


def distinct_words(folded: str) -> list[str]:
    """Return the distinct words of a folded text, in order."""
    return sorted(set(_WORD.findall(folded)))
