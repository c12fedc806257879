"""Connections to public addresses only, each with a deadline: what a server may do to us ends here."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpcore2

from pipeline.errors import FetchError

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_INSIDE = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96")))
"""Ranges of IPv6 that lead into a network or stand for any IPv4 address, though Python calls them global."""


@dataclass(slots=True)
class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to the very address that it has checked: a name may lead elsewhere a moment later.

    ``deadline`` (of ``time.monotonic``) holds for every byte of an answer: headers and interim responses too.
    """

    private: bool
    deadline: float = 0.0
    _inner: httpcore2.SyncBackend = field(default_factory=httpcore2.SyncBackend)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to a host; its address is looked up and checked here."""
        address = self._resolve(host, port)
        return _TimedStream(self._inner.connect_tcp(address, port, timeout, local_address, socket_options), self)

    def _resolve(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(f'there is no server "{host}"; check the address and the network') from error
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self.private and not is_public(address):
                raise FetchError(
                    f"{host} is {address}, an address inside a network; "
                    "if you trust it, add --allow-private, or save the page from a browser"
                )
        return addresses[0]


class _TimedStream(httpcore2.NetworkStream):
    """A connection on which nothing is read or written after the deadline of its request."""

    def __init__(self, inner: httpcore2.NetworkStream, backend: GuardedBackend) -> None:
        self._inner = inner
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, self._left(timeout)), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left = self._backend.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if timeout is None else min(timeout, left)


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet, whatever it is wrapped in."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if ip.is_site_local or any(ip in network for network in _INSIDE):
            return False
    return ip.is_global and not ip.is_multicast
