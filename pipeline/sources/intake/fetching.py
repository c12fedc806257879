"""Fetch pages politely and safely: by robots.txt, in limits, and never from inside a network.

A page's address may come from a feed that somebody else writes. So every connection, that of a redirect too, goes to an
address that was looked up and checked here: public ones only, unless asked otherwise.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urljoin

import httpcore2
import httpx2

from pipeline import __version__
from pipeline.errors import FetchError
from pipeline.sources.intake.connections import GuardedBackend

AGENT = f"newsloc/{__version__}"
ROBOTS_BYTES = 500_000
REDIRECTS = 5
LONGEST_PAUSE = 20.0
"""Seconds between two pages of one server: the most that a robots.txt can ask for."""
_OK, _FAULT = 200, 500
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What a fetch may take, in bytes and seconds; tests make them small. A pause of a second is polite."""

    max_bytes: int = 8_000_000
    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0
    pause: float = 1.0
    private: bool = False
    """Whether addresses inside a network are allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """What a server sent: the address it came from in the end, its type, and the encoding it names."""

    url: str
    content_type: str
    charset: str | None
    data: bytes


class Fetcher:
    """Fetches pages one after the other, and remembers each server's robots.txt."""

    def __init__(self, limits: FetchLimits | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        self._limits = limits or FetchLimits()
        self._sleep = sleep
        self._robots: dict[str, Any] = {}
        self._last: dict[str, float] = {}
        self._backend = GuardedBackend(private=self._limits.private)
        transport = httpx2.HTTPTransport(trust_env=False)
        # httpx has no public way to choose where a name leads; its pool has one.
        transport._pool = httpcore2.ConnectionPool(  # noqa: SLF001
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            network_backend=self._backend,
        )
        timeout = httpx2.Timeout(self._limits.read, connect=self._limits.connect)
        self._client = httpx2.Client(transport=transport, timeout=timeout, trust_env=False, follow_redirects=False)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, url: str) -> FetchedPage:
        """Return what stands at an address, if its robots.txt lets us.

        :raises FetchError: saying why not
        """
        for _ in range(REDIRECTS + 1):
            parsed = _parse(url)
            self._ask_robots(parsed)
            self._wait(parsed)
            answer = self._get(parsed, self._limits.max_bytes)
            if isinstance(answer, FetchedPage):
                return answer
            url = answer
        raise FetchError(
            f"{url}: redirected more than {REDIRECTS} times; open it in a browser and take the last address"
        )

    def _ask_robots(self, url: httpx2.URL) -> None:
        """Refuse what robots.txt forbids; a server that fails to show one forbids all (RFC 9309)."""
        origin = f"{url.scheme}://{url.netloc.decode()}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(httpx2.URL(f"{origin}/robots.txt"))
        robots = self._robots[origin]
        if robots is not None and not robots.can_fetch(str(url), AGENT):
            raise FetchError(
                f"{url}: the site's robots.txt asks programs not to fetch it; save the page from a browser"
            )

    def _read_robots(self, url: httpx2.URL) -> Any:
        from protego import Protego

        for _ in range(REDIRECTS + 1):
            try:
                answer = self._get(url, ROBOTS_BYTES, cut=True)
            except _StatusError as error:
                if error.status < _FAULT:
                    return None
                raise FetchError(
                    f"{url}: {error}; without it, nothing is fetched from there; try again later"
                ) from error
            if isinstance(answer, FetchedPage):
                return Protego.parse(answer.data.decode("utf-8", "replace"))
            url = _parse(answer)
        return None

    def _wait(self, url: httpx2.URL) -> None:
        """Leave a pause between two pages of one server."""
        robots = self._robots.get(f"{url.scheme}://{url.netloc.decode()}")
        asked = robots.crawl_delay(AGENT) if robots else None
        pause = min(max(self._limits.pause, float(asked or 0)), LONGEST_PAUSE)
        now = time.monotonic()
        due = self._last.get(url.host, now - pause) + pause
        if due > now:
            self._sleep(due - now)
        self._last[url.host] = time.monotonic()

    def _get(self, url: httpx2.URL, most: int, *, cut: bool = False) -> FetchedPage | str:
        """Return one answer, or the address that it is redirected to."""
        self._backend.deadline = time.monotonic() + self._limits.whole
        headers = {
            "User-Agent": AGENT,
            "Accept-Encoding": "gzip",
            "Accept": "text/html, application/xml;q=0.9, */*;q=0.5",
        }
        with _explained(url), self._client.stream("GET", url, headers=headers) as answer:
            if answer.has_redirect_location:
                return _join(url, answer.headers["location"])
            if answer.status_code != _OK:
                raise _StatusError(answer.status_code, answer.reason_phrase)
            return FetchedPage(
                url=str(url),
                content_type=answer.headers.get("content-type", "").partition(";")[0].strip().lower(),
                charset=answer.charset_encoding,
                data=b"".join(_limited(_decoded(answer), most, cut=cut)),
            )


def _join(url: httpx2.URL, location: str) -> str:
    try:
        return urljoin(str(url), location)
    except ValueError as error:
        raise FetchError("the server redirects to something that is no address; check it in a browser") from error


class _StatusError(FetchError):
    """A server answered, but not with a page."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}".strip())
        self.status = status


@contextmanager
def _explained(url: httpx2.URL) -> Iterator[None]:
    """Turn what may go wrong into errors that say what to do."""
    try:
        yield
    except _StatusError as error:
        if url.path == "/robots.txt":
            raise
        advice = "try again later" if error.status >= _FAULT else "check the address in a browser"
        raise FetchError(f"{url}: the server answers {error}; {advice}") from error
    except FetchError as error:
        raise FetchError(f"{url}: {error}") from error
    except httpx2.TimeoutException as error:
        raise FetchError(f"{url}: the server takes too long; try again later") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpcore2.NetworkError, OSError) as error:
        raise FetchError(f"{url}: cannot be reached ({_one_line(error)}); check the address and the network") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _decoded(answer: httpx2.Response) -> Iterator[bytes]:
    """Yield the bytes of an answer, decompressed in small steps: a few bytes of gzip can stand for gigabytes."""
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise FetchError(f'it comes as "{encoding}", which was not asked for; save the page from a browser')
    if encoding in {"", "identity"}:
        yield from answer.iter_raw()
        return
    # 32 more bits of window let zlib tell gzip from zlib by their headers.
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for chunk in answer.iter_raw():
            while chunk:
                yield unpack.decompress(chunk, 65_536)
                chunk = unpack.unconsumed_tail  # noqa: PLW2901 - the rest of the same chunk
    except zlib.error as error:
        raise FetchError("its compression is broken; try again later") from error
    if not unpack.eof:
        raise FetchError("its compressed data ends too early; try again later")


def _limited(chunks: Iterable[bytes], most: int, *, cut: bool) -> Iterator[bytes]:
    """Yield chunks up to a size; more is an error, or cut off."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most and cut:
            return
        if size > most:
            raise FetchError(f"more than {most:,} bytes; no article is that long, so check the address")
        yield chunk


def _parse(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, TypeError) as error:
        raise FetchError(f"{url}: not a web address; write one such as https://example.org/news/1") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise FetchError(f"{url}: only http:// and https:// addresses are fetched; write the whole address")
    if parsed.userinfo:
        raise FetchError(f"{parsed.copy_with(userinfo=b'')}: leave user and password out of the address")
    return parsed.copy_with(fragment=None)
