"""Claims: which drafts are being made at the moment, so that no process makes one that another is at."""

from __future__ import annotations

import os
import platform
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update

from pipeline.project.atomic import is_running
from pipeline.project.processes import in_chunks
from pipeline.translate.memory.database import LOOKUP, Database
from pipeline.translate.memory.records import DraftKey
from pipeline.translate.memory.tables import CLAIMS

LEASE = 120
"""Seconds that a claim lasts unless it is renewed: longer than a model takes to load and to answer once."""
_HOST, _RUN = platform.node(), secrets.token_hex(4)

Connect = Callable[[], AbstractContextManager[Connection]]
"""Opens a transaction that may write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The claims of one process, its ``owner``, among those of all that share a memory."""

    database: Database
    connect: Connect
    owner: str = field(default_factory=lambda: f"{_HOST}:{os.getpid()}:{_RUN}")

    @contextmanager
    def hold(self, keys: Collection[DraftKey]) -> Iterator[Claim]:
        """Claim the drafts of keys that nobody claims, until the end of the block; some of them, or none."""
        claim = Claim(claims=self, digests=self._take({key.digest for key in keys}), renewed=time.monotonic())
        try:
            yield claim
        finally:
            self.change(delete(CLAIMS), claim.digests)

    def _take(self, digests: Collection[str]) -> frozenset[str]:
        """Claim what is free: unclaimed, or claimed by a process that is dead or was silent for too long."""
        taken: set[str] = set()
        with self.connect() as connection:
            for part in in_chunks(sorted(digests), LOOKUP):
                here = CLAIMS.c.key.in_(part)
                owners = connection.execute(select(CLAIMS.c.owner).where(here).distinct()).scalars()
                dead = [owner for owner in owners if _is_dead(owner)]
                now = time.time()
                free = or_(CLAIMS.c.until < now, *(CLAIMS.c.owner == owner for owner in (*dead, self.owner)))
                fresh = self.database.insert(CLAIMS)
                taken_over = {"owner": fresh.excluded.owner, "until": fresh.excluded.until}
                taking = fresh.on_conflict_do_update(index_elements=["key"], set_=taken_over, where=free)
                rows = [{"key": digest, "owner": self.owner, "until": now + LEASE} for digest in part]
                connection.execute(taking, rows)
                ours = and_(here, CLAIMS.c.owner == self.owner)
                taken.update(connection.execute(select(CLAIMS.c.key).where(ours)).scalars())
        return frozenset(taken)

    def change(self, statement: Any, digests: Iterable[str]) -> None:
        """Let a statement change this process's claims, one after the other.

        All do so in the order of the keys: two that wait for each other's rows would wait for ever.
        """
        ours = statement.where(CLAIMS.c.key == bindparam("claimed"), CLAIMS.c.owner == self.owner)
        rows = [{"claimed": digest} for digest in sorted(digests)]
        if rows:
            with self.connect() as connection:
                connection.execute(ours, rows)


@dataclass(slots=True, kw_only=True)
class Claim:
    """The drafts that this process alone makes."""

    claims: Claims
    digests: frozenset[str]
    renewed: float

    def holds(self, key: DraftKey) -> bool:
        """Tell whether the draft of a key is this process's to make."""
        return key.digest in self.digests

    def renew(self) -> None:
        """Let the claims last on, where they have not for long; whoever is at work says so from time to time."""
        now = time.monotonic()
        if now - self.renewed > LEASE / 4:
            self.claims.change(update(CLAIMS).values(until=time.time() + LEASE), self.digests)
            self.renewed = now


def _is_dead(owner: str) -> bool:
    """Tell whether an owner is a process of this machine that ended, perhaps one whose number another one has now."""
    host, process, run = owner.rsplit(":", 2)
    if host != _HOST:
        return False
    return run != _RUN if int(process) == os.getpid() else not is_running(int(process))
