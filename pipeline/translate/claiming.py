"""Draft each source once, however many processes that share a memory meet it at the same time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from pipeline.model import Request
from pipeline.project.processes import in_chunks
from pipeline.translate.drafting import WINDOW, Answer, Asked, Drafting, draft, find_known, key_requests

_PAUSE = 0.2
"""Seconds between two looks for what others draft; a model takes about that for one answer."""


def find_candidates_once(
    drafting: Drafting, requests: Iterable[Request], advance: Callable[[int], None] = lambda _: None
) -> Iterator[Answer]:
    """Yield what `find_candidates` does, but draft nothing that another process is drafting: wait for its answer.

    What another process leaves without an answer, because it fails or dies, is drafted here.

    :raises EngineError: if the engine breaks
    """
    left = yield from find_known(drafting, key_requests(drafting, requests), advance)
    while left:
        others: Asked = {}
        for part in in_chunks(left.items(), WINDOW):
            with drafting.memory.claims.hold([key for key, _ in part]) as claim:
                mine = {key: attempt for key, attempt in part if claim.holds(key)}
                others = {**others, **{key: attempt for key, attempt in part if key not in mine}}
                # What is free now may be so because another process is done with it.
                new = yield from find_known(drafting, mine, advance)
                for answer in draft(drafting, new, advance):
                    yield answer
                    claim.renew()
        if others:
            time.sleep(_PAUSE)
            others = yield from find_known(drafting, others, advance)
        left = others
