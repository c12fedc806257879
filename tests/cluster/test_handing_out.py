"""Handing batches out: every article is done or set aside, whatever dies."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.handing_out import DEATHS, FAILED_STARTS, WorkerDied, hand_out
from pipeline.cluster.worker import BatchResult
from pipeline.errors import ClusterFault
from pipeline.localize.records import NewRecords

PATHS = [Path(f"source/{number}.md") for number in range(40)]


class FakePool:
    """Workers that die of some articles, or by chance; tickets are numbers."""

    def __init__(
        self, *, size: int = 3, poison: Collection[Path] = (), chance: float = 0.0, starts: bool = True
    ) -> None:
        self.size = size
        self.poison = poison
        self.chance = chance
        self.starts = starts
        self.random = random.Random(5)  # noqa: S311
        self.work: dict[int, tuple[Path, ...] | None] = {}
        self.sent: Counter[Path] = Counter()

    def start(self) -> int:
        return self._add(None)

    def send(self, ticket: int, paths: Sequence[Path]) -> int:
        assert ticket not in self.work, "its worker is still at something else, or is dead"
        self.sent.update(paths)
        return self._add(tuple(paths))

    def _add(self, work: tuple[Path, ...] | None) -> int:
        number = len(self.sent) + len(self.work) + self.random.randrange(10**9)
        self.work[number] = work
        return number

    def wait(self, tickets: Sequence[int]) -> int:
        return self.random.choice(tickets)

    def outcome(self, ticket: int) -> BatchResult | None:
        paths = self.work.pop(ticket)
        if paths is None:
            if not self.starts:
                raise WorkerDied("no such folder")
            return None
        if self.random.random() < self.chance or set(paths) & set(self.poison):
            raise WorkerDied("killed")
        return BatchResult(articles=len(paths), results=(), messages=tuple(map(str, paths)), records=NewRecords())


def batches(size: int) -> list[list[Path]]:
    return [PATHS[first : first + size] for first in range(0, len(PATHS), size)]


def run(pool: FakePool, size: int = 8) -> tuple[Counter[Path], list[Path]]:
    done: Counter[Path] = Counter()
    aside = []
    for result in hand_out(pool, batches(size)):
        if isinstance(result, Path):
            aside.append(result)
        else:
            done.update(map(Path, result.messages))
    return done, aside


def test_every_article_is_done_once_where_nothing_dies() -> None:
    pool = FakePool()
    assert run(pool) == (Counter(PATHS), [])
    assert pool.sent == Counter(PATHS)


def test_an_article_that_kills_its_process_twice_is_set_aside_and_its_batch_is_done() -> None:
    pool = FakePool(poison={PATHS[10]})
    done, aside = run(pool)
    assert aside == [PATHS[10]]
    assert done == Counter(PATHS) - Counter([PATHS[10]])
    assert pool.sent[PATHS[10]] == DEATHS


@given(st.sets(st.sampled_from(PATHS), max_size=6), st.integers(1, 5), st.integers(1, 50), st.sampled_from([0, 0.05]))
def test_whatever_dies_each_article_is_done_once_or_set_aside_once(
    poison: set[Path], size: int, batch: int, chance: float
) -> None:
    done, aside = run(FakePool(size=size, poison=poison, chance=chance), batch)
    assert sorted([*done.elements(), *aside]) == sorted(PATHS)
    assert poison <= set(aside)


def test_where_no_worker_can_start_that_is_said_at_once() -> None:
    pool = FakePool(starts=False)
    with pytest.raises(ClusterFault, match="no worker can start: no such folder"):
        run(pool)
    assert not pool.sent
    assert len(pool.work) <= pool.size + FAILED_STARTS


def test_no_more_workers_start_than_there_are_batches() -> None:
    pool = FakePool(size=100)
    list(hand_out(pool, batches(20)))
    assert len(pool.sent) == len(PATHS)
    assert len(list(hand_out(FakePool(size=100), []))) == 0
