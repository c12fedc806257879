from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translate.engines.passages import make_batches
from pipeline.translate.engines.workers import (
    MOST_WORKERS,
    count_cores,
    count_workers,
    share_out,
)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=300), st.integers(60, 2048), st.integers(1, 8))
def test_no_batch_is_more_than_one_workers_share(lengths: list[int], most: int, workers: int) -> None:
    budget = share_out(lengths, most, workers)
    assert 1 <= budget <= most
    for batch in make_batches(lengths, budget):
        assert len(batch) == 1 or lengths[batch[0]] * len(batch) <= 1.2 * (sum(lengths) / workers + 1)


def test_cores_are_those_the_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    for wanted, expected in (("", 3), ("2", 2), ("8", 3), ("0", 3), ("many", 3)):
        monkeypatch.setenv("OMP_NUM_THREADS", wanted)
        assert count_cores() == expected
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert count_cores() == 1


def test_a_large_machine_does_not_search_more_batches_than_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(96)), raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert count_workers() == MOST_WORKERS


FAULTS = """
import resource
from pipeline.translate.engines.workers import keep_freed_memory
if {kept}: keep_freed_memory()
b"x" * 20_000_000
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10): b"x" * 20_000_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone can be told")
def test_memory_that_was_freed_is_used_again() -> None:
    given_back, kept = (
        int(subprocess.run([sys.executable, "-c", FAULTS.format(kept=kept)], capture_output=True, check=True).stdout)
        for kept in (False, True)
    )
    assert kept < given_back / 10
