"""One server over HTTP: time limits, retries with growing pauses, and errors that say what to do.

The key travels in one header, to the host that the settings name and to no other: redirects are not followed, and no
message holds it.
"""

from __future__ import annotations

import json
import random
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import EngineError
from pipeline.translate.engines.endpoint.address import Address
from pipeline.translate.engines.endpoint.responses import (
    SAID,
    RequestRefused,
    RequestStopped,
    RetriesExhausted,
    TransientFailure,
    read_body,
    read_error,
    read_retry_after,
)

if TYPE_CHECKING:
    import httpx2

    from pipeline.translate.engines.protocol import Report

ATTEMPTS = 6
"""How often a request is made before it is given up."""
FIRST_ATTEMPTS = 4
"""How often, as long as the server has answered nothing yet: with the pauses, 7 seconds at most."""
FIRST_PAUSE = 1.0
"""Seconds before the second attempt; each later pause is twice as long, less up to half of it at random."""
LONGEST_PAUSE = 30.0
LONGEST_WAIT = 120.0
"""The longest pause in seconds that a server may ask for; a longer one is an error."""
CONNECTING = 10.0
"""Seconds in which a connection must be made."""
FAILURES = 4
"""The number of failed requests in a row after which the server counts as down."""

_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
"""HTTP statuses of failures that may be gone at the next attempt."""
_OK, _MOVED, _BAD = 200, 300, 400
_DENIED = frozenset({401, 403})
_PAYMENT = 402
ReadT = TypeVar("ReadT")


class Server:
    """One server, with a count of its answers and failures. Threads may share it."""

    def __init__(self, address: Address, *, timeout: float, report: Report = lambda _: None) -> None:
        self.address = address
        self._report = report
        self._key = address.key
        self._timeout = timeout
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None
        self._resume = 0.0
        self._failures = 0
        self._last = ""
        self._answered = False
        self._said: set[str] = set()

    def get(self, path: str, read: Callable[[Any], ReadT], stop: threading.Event) -> ReadT:
        """Return what *read* makes of the JSON that the server has at a path.

        :raises RequestRefused: if it has no such thing
        :raises EngineError: if it does not answer, or not to us
        """
        try:
            return self._persist(lambda: self._attempt("GET", path, None, read), stop)
        except RetriesExhausted as error:
            raise self.error(f"{error}; check that the server runs and that url is its address") from error

    def post(self, path: str, body: Mapping[str, Any], read: Callable[[Any], ReadT], stop: threading.Event) -> ReadT:
        """Return what *read* makes of the JSON with which the server answers; its ValueError is an attempt that failed.

        :raises RequestRefused: if it does not take this request
        :raises RetriesExhausted: if it failed to answer this one again and again
        :raises RequestStopped: if nobody waits any more
        :raises EngineError: if it does not answer at all, or not to us
        """
        return self._persist(lambda: self._attempt("POST", path, body, read), stop)

    def error(self, text: str) -> EngineError:
        """Return an error that names the server and holds no key."""
        return EngineError(self._scrub(f"{self.address.url}: {text}"))

    def note_failure(self, reason: object) -> None:
        """Count a request that was given up.

        :raises EngineError: if it was one too many, with no answer in between
        """
        with self._lock:
            self._failures += 1
            self._last = str(reason)
        if self._failures >= FAILURES:
            raise self._failed(f"{self._failures} times running")

    def note_answer(self) -> None:
        """Remember that the server answers."""
        with self._lock:
            self._failures = 0
            self._answered = True

    def require_answer(self) -> None:
        """Fail a job in which the server never answered, however small the job was.

        :raises EngineError: with what it said last
        """
        if self._failures and not self._answered:
            raise self._failed(f"{self._failures} time{'s' * (self._failures > 1)} and never answered")

    @property
    def has_answered(self) -> bool:
        """Tell whether it has answered a question."""
        return self._answered

    def _failed(self, times: str) -> EngineError:
        return self.error(
            f"it failed {times} ({self._last}); what was translated before is kept: check the server and run again"
        )

    def holds_key(self, text: str) -> bool:
        """Tell whether a text repeats the key."""
        return bool(self._key) and str(self._key) in text

    def _persist(self, attempt: Callable[[], ReadT], stop: threading.Event) -> ReadT:
        """Return the result of an attempt, made again after a pause as long as one may hope."""
        pause, made = FIRST_PAUSE, 0
        while True:
            self._wait(self._resume - time.monotonic(), stop)
            try:
                return attempt()
            except TransientFailure as fault:
                made += 1
                self._respect_wait(fault)
                if made >= (ATTEMPTS if self._answered else FIRST_ATTEMPTS):
                    raise RetriesExhausted(str(fault)) from fault
                self._report_once(str(fault))
            self._wait(pause * random.uniform(0.5, 1.0), stop)  # noqa: S311 - no secret
            pause = min(2 * pause, LONGEST_PAUSE)

    def _report_once(self, fault: str) -> None:
        """Say once what goes wrong, while it is tried again."""
        with self._lock:
            fresh = fault not in self._said
            self._said.add(fault)
        if fresh:
            self._report(f"{self.address.url}: {fault}; trying again")

    def _respect_wait(self, fault: TransientFailure) -> None:
        """Leave the server alone for as long as it asks, in all threads.

        :raises EngineError: if that is too long to wait
        """
        if fault.wait > LONGEST_WAIT:
            raise self.error(f"it asks to be left alone for {fault.wait:.0f} s ({fault}); run again after that")
        if fault.wait:
            with self._lock:
                self._resume = max(self._resume, time.monotonic() + fault.wait)

    @staticmethod
    def _wait(seconds: float, stop: threading.Event) -> None:
        if stop.wait(max(0.0, seconds)):
            raise RequestStopped

    def _attempt(self, method: str, path: str, body: Mapping[str, Any] | None, read: Callable[[Any], ReadT]) -> ReadT:
        """Make a request once, and return what its answer is read as."""
        import httpx2

        deadline = time.monotonic() + self._timeout
        try:
            with self._connect().stream(method, f"{self.address.url}{path}", json=body) as response:
                content = read_body(response.iter_bytes(), deadline, self._timeout)
        except httpx2.TimeoutException as error:
            raise TransientFailure(f"no answer within {self._timeout:g} s") from error
        except httpx2.HTTPError as error:
            raise self._explain_connection(error) from error
        if not _OK <= response.status_code < _MOVED:
            raise self._explain_status(response, content)
        try:
            return read(json.loads(content))
        except (ValueError, RecursionError) as error:
            kind = response.headers.get("content-type", "no type").partition(";")[0][:40]
            raise TransientFailure(
                f"it answers with something else than was asked for ({kind}); does url end in /v1?"
            ) from error

    def _connect(self) -> httpx2.Client:
        import httpx2

        with self._lock:
            if self._client is None:
                headers = {"Accept": "application/json"} | (
                    {"Authorization": f"Bearer {self._key}"} if self._key else {}
                )
                limit = min(CONNECTING, self._timeout)
                self._client = httpx2.Client(
                    headers=headers,
                    timeout=httpx2.Timeout(self._timeout, connect=limit),
                    limits=httpx2.Limits(max_connections=None, max_keepalive_connections=None),
                    follow_redirects=False,
                    trust_env=not self.address.is_here,  # no proxy between this machine and itself
                )
                weakref.finalize(self, self._client.close)
            return self._client

    def _explain_connection(self, error: Exception) -> Exception:
        reason = " ".join(str(error).split())[:SAID] or type(error).__name__
        if "CERTIFICATE" in reason.upper():
            return self.error(
                f"its certificate is not trusted here ({reason}); mend it, or add its authority to the system's"
            )
        return TransientFailure(self._scrub(f"no connection, or it broke off: {reason}"))

    def _explain_status(self, response: httpx2.Response, content: bytes) -> Exception:
        """Return what to raise for an answer that is not what was asked for."""
        status, said = response.status_code, self._scrub(read_error(content))
        if status < _BAD:
            where = response.headers.get("location", "")
            return self.error(f'it sends requests on to "{where[:SAID]}"; set url to the address itself')
        if status in _DENIED:
            return self.error(self._explain_denial(status, said))
        if status == _PAYMENT or "insufficient_quota" in content.decode(errors="replace"):
            return self.error(f"the account has no credit left (HTTP {status}); see to that and run again")
        if status in _AGAIN:
            return TransientFailure(f"HTTP {status}" + f" {said}" * bool(said), read_retry_after(response.headers))
        return RequestRefused(status, said)

    def _explain_denial(self, status: int, said: str) -> str:
        words = f"HTTP {status}" + f" {said}" * bool(said)
        variable = self.address.key_variable
        if self.address.withheld:
            return f"it asks for a key ({words}), and {self.address.withheld}"
        if self._key:
            return f"it does not accept the key in {variable} ({words}); check the key and its rights"
        return f"it asks for a key ({words}); put one into the environment variable {variable}"

    def _scrub(self, text: str) -> str:
        return text.replace(self._key, "***") if self._key else text
