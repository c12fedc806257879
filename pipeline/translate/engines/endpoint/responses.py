"""HTTP responses of a server: their bodies in limits, what an error's body says, and how long to wait."""

from __future__ import annotations

import contextlib
import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pipeline.translate.engines.answers import clean_text

LARGEST = 8_000_000
"""Bytes of an answer that are read."""
SAID = 160
"""The most characters of a server's own message that ours repeats."""


class RequestStopped(Exception):  # noqa: N818 - nothing is wrong
    """The run was stopped and no longer needs the answer."""


class RequestRefused(Exception):  # noqa: N818 - its place says that it is one
    """The server does not take this one request, now or later; ``said`` are its words."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"HTTP {status}: {said}" if said else f"HTTP {status}")
        self.status = status
        self.said = said


class RetriesExhausted(Exception):  # noqa: N818 - likewise
    """The request failed as often as it may."""


class TransientFailure(Exception):  # noqa: N818 - likewise
    """An attempt failed, but the next one may succeed. ``wait`` is what the server asks for, in seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


def read_body(chunks: Iterator[bytes], deadline: float, timeout: float) -> bytes:
    """Return a body; a server that sends it in drops must not outlast the time limit, nor fill the memory."""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if time.monotonic() > deadline:
            raise TransientFailure(f"no whole answer within {timeout:g} s")
        if size > LARGEST:
            raise TransientFailure(f"an answer of more than {LARGEST} bytes")
    return b"".join(parts)


def read_error(content: bytes) -> str:
    """Return what an error's body says to people, on one line; nothing for a page of HTML."""
    text = content[:LARGEST].decode(errors="replace")
    with contextlib.suppress(ValueError, RecursionError):
        found = json.loads(text)
        for name in ("error", "message", "detail"):
            found = found.get(name, found) if isinstance(found, dict) else found
        text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    text = " ".join(clean_text(text).split())
    return "" if text.startswith("<") else text[:SAID]


def read_retry_after(headers: Mapping[str, str]) -> float:
    """Return how long a server asks to be left alone: ``Retry-After`` in seconds, or as a date."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0


def _seconds_until(date: str) -> float:
    try:
        when = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    return (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


def find_names(listing: Any) -> Sequence[str]:
    """Return the names in a list of models; nothing if the JSON is not such a list."""
    rows = listing.get("data") if isinstance(listing, dict) else None
    if not isinstance(rows, list):
        return ()
    return tuple(row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str))
