"""What keeps other pages and other machines out: the checks of every request, and the headers of every answer."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "newsloc-token"
REVIEWER = "newsloc-reviewer"
"""Remembers who somebody is, on a page that several people share."""
WHO = "/who"
"""Where they say so."""
LARGEST_BODY = 256_000
"""Bytes of a form; the longest text of a unit has 80,000."""
LONGEST_ADDRESS = 8_000
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: browsers would send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the page is served. ``token`` is what a browser must know; empty on loopback."""

    host: str = "127.0.0.1"
    port: int = 0
    token: str = ""

    def is_ours(self, host: str) -> bool:
        """Tell whether a ``Host`` header names this server, so that no other name was pointed at it."""
        name, port = _split(host)
        if port != (self.port or port):
            return False
        if is_loopback(name) or name == self.host.lower():
            return True
        return is_any(self.host) and _is_address(name)


def is_loopback(name: str) -> bool:
    """Tell whether a host is this machine alone."""
    if name.lower() == "localhost":
        return True
    return _is_address(name) and ipaddress.ip_address(name).is_loopback


def is_any(name: str) -> bool:
    """Tell whether a host stands for every address of the machine."""
    return _is_address(name) and ipaddress.ip_address(name).is_unspecified


def comes_from_elsewhere(method: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a write was sent by another site's page; by the rules of Go's CrossOriginProtection.

    A browser says so in ``Sec-Fetch-Site``, over plain HTTP to other machines in ``Origin`` alone. What sends neither
    is no browser.
    """
    if method in _READS:
        return False
    site = headers.get("sec-fetch-site", "")
    if site:
        return site not in _OWN_SITE
    origin = headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


class Guard:
    """Refuses requests that no page of ours sent, and puts the same headers on every answer."""

    def __init__(self, app: ASGIApp, place: Place) -> None:
        self.app = app
        self.place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let the page answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(sent: Message) -> None:
            if sent["type"] == "http.response.start":
                headers = MutableHeaders(scope=sent)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(sent)

        refusal = self._refuse(Request(scope))
        await (refusal or self.app)(scope, receive, send_guarded)

    def _refuse(self, request: Request) -> Response | None:
        """Return the answer to a request that is not let in."""
        headers = request.headers
        if not self.place.is_ours(headers.get("host", "")):
            return PlainTextResponse("This server answers to its own name only.\n", 421)
        if len(str(request.url)) > LONGEST_ADDRESS:
            return PlainTextResponse("The address is too long.\n", 414)
        if comes_from_elsewhere(request.method, headers):
            return PlainTextResponse("Another site sent this request; nothing was done.\n", 403)
        if _length(headers) > LARGEST_BODY:
            return PlainTextResponse("The request is too large.\n", 413)
        return self._ask_token(request) or self._ask_who(request) if self.place.token else None

    @staticmethod
    def _ask_who(request: Request) -> Response | None:
        """Lead whoever has not said who they are to where they do."""
        path = request.url.path
        if REVIEWER in request.cookies or path == WHO or path.startswith("/static/"):
            return None
        wanted = f"{path}?{request.url.query}".rstrip("?") if request.method in _READS else "/"
        return RedirectResponse(f"{WHO}?{urlencode({'next': wanted})}", 303)

    def _ask_token(self, request: Request) -> Response | None:
        """Let in whoever knows the token: from the address that was shown, then from a cookie."""
        if self._knows(request.cookies.get(COOKIE, "")):
            return None
        if request.method in _READS and self._knows(request.query_params.get("token", "")):
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(COOKIE, self.place.token, httponly=True, samesite="strict")
            return answer
        return PlainTextResponse("Open the address that newsloc review shows; it holds a token.\n", 403)

    def _knows(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.place.token.encode())


async def read_body(request: Request) -> bytes:
    """Return the body of a request; refuse one that is larger than it may be, whatever its header says."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise HTTPException(413)
    return bytes(body)


def _length(headers: Headers) -> int:
    given = headers.get("content-length", "0")
    return int(given) if given.isdecimal() else LARGEST_BODY + 1


def _split(host: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port or 80
    except ValueError:
        return "", 0
    return ("", 0) if parts.username is not None else (parts.hostname or "", port)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
