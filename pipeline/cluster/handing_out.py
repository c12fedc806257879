"""Hand batches of articles out to workers that may die: every article is done, or set aside and told.

Nothing here knows of Ray, so that tests can kill workers at will.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.cluster.worker import BatchResult
from pipeline.errors import ClusterFault

BATCH = 16
"""Articles in a batch: seconds of work for most engines, so that handing out costs little and few wait at the end."""
DEATHS = 2
"""Times that the process of an article may end before the article is set aside."""
FAILED_STARTS = 3
"""Workers that may end, one after the other, before any has worked."""

Ticket = TypeVar("Ticket")


class WorkerDied(Exception):  # noqa: N818 - it is what happened
    """The process of a worker ended; the message says what is known of it."""


class Pool(Protocol[Ticket]):
    """Workers. A ticket stands for what one of them does at the moment."""

    @property
    def size(self) -> int:
        """How many workers there are to be."""

    def start(self) -> Ticket:
        """Start a worker; its ticket is ready when it can work."""

    def send(self, ticket: Ticket, paths: Sequence[Path]) -> Ticket:
        """Let the worker of a ready ticket localize articles; return its new ticket."""

    def wait(self, tickets: Sequence[Ticket]) -> Ticket:
        """Return the next ticket that is ready."""

    def outcome(self, ticket: Ticket) -> BatchResult | None:
        """Return what a ready ticket's worker did; None after its start.

        :raises WorkerDied: if its process ended
        """


def hand_out(pool: Pool[Ticket], batches: Iterable[Sequence[Path]]) -> Iterator[BatchResult | Path]:
    """Yield a result for each batch that was done, and each article that is set aside.

    Where a process ends, another one starts, and the articles of its batch go on alone: one whose process ends again is
    set aside. What a dead worker had written stays, and is not done again.

    :raises ClusterFault: if no worker can start
    """
    waiting = deque(tuple(batch) for batch in batches)
    deaths: Counter[Path] = Counter()
    failed, has_worked = 0, False
    sent: dict[Ticket, tuple[Path, ...]] = {pool.start(): () for _ in range(min(pool.size, len(waiting)))}
    while waiting or any(sent.values()):
        ticket = pool.wait(list(sent))
        batch = sent.pop(ticket)
        try:
            result = pool.outcome(ticket)
        except WorkerDied as death:
            failed += not batch
            if failed >= FAILED_STARTS and not has_worked:
                raise ClusterFault(f"no worker can start: {death}") from death
            deaths.update(batch)
            waiting.extend((path,) for path in batch if deaths[path] < DEATHS)
            yield from (path for path in batch if deaths[path] >= DEATHS)
            sent[pool.start()] = ()
            continue
        if result:
            has_worked = True
            yield result
        if waiting:
            batch = waiting.popleft()
            sent[pool.send(ticket, batch)] = batch
