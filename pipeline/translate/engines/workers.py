"""How many batches are searched at once on a processor, and how large they are."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence

from pipeline.project.processes import usable_cores

MOST_WORKERS = 8
"""Batches that are searched at once; more cores than that share them."""
PADDED = 1.2
"""Padded tokens by tokens; with less room the last few texts make a batch of their own, for which others wait."""

KEPT_MEMORY = {-1: 1 << 30, -2: 1 << 26, -3: 1 << 30}
"""Options of glibc's mallopt: M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD, in bytes."""


def count_cores() -> int:
    """Return the cores that this process may use; ``OMP_NUM_THREADS`` sets a lower number."""
    usable = usable_cores()
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(usable, int(wanted)) if wanted.isdecimal() and int(wanted) else usable


def count_workers() -> int:
    """Return how many batches to search at once."""
    return min(count_cores(), MOST_WORKERS)


def share_out(lengths: Sequence[int], most: int, workers: int) -> int:
    """Return how many padded tokens make batches that keep all workers busy to the end, at most *most*.

    There are as many batches for one worker as for the other: a short article is shared, too.
    """
    total = sum(lengths)
    rounds = -(-total // (workers * most)) or 1
    return min(most, int(PADDED * -(-total // (workers * rounds))))


def keep_memory() -> None:
    """Have the C library keep what is freed, up to a gigabyte: a search asks for the same large blocks at each step.

    Given back to the system and taken again, they cost a search in CTranslate2 about a twentieth of its time. Other C
    libraries than glibc are left as they are.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        for option, size in KEPT_MEMORY.items():
            mallopt(option, size)
