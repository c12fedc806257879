"""Where a server is, as the settings say it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from pipeline.errors import EngineError


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server is, without a slash at the end."""

    url: str
    host: str
    encrypted: bool

    @property
    def is_here(self) -> bool:
        """Tell whether it is this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse_address(url: str) -> Address:
    """Read the address of an API; ``/v1`` is added where it has no path, ``/chat/completions`` taken off.

    :raises EngineError: if it is none, or has a name and password, which have no place in a file
    """
    import httpx2

    try:
        parsed = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, TypeError) as error:
        raise EngineError("url: not a web address; write one such as http://localhost:11434/v1") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise EngineError("url: it must begin with http:// or https:// and name a server; write the whole address")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise EngineError("url: leave out user, password and everything after ? or #; keys come from the environment")
    path = parsed.path.rstrip("/").removesuffix("/completions").removesuffix("/chat") or "/v1"
    base = parsed.copy_with(path=path)
    return Address(url=str(base), host=parsed.host, encrypted=parsed.scheme == "https")
