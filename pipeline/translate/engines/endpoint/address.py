"""Where a server is, and whether it may have the user's key.

A project is somebody else's text, and its ``url`` could lead a key of the user's environment anywhere. So only a server
that the user names gets one: in ``NEWSLOC_ENDPOINT_URL``, or once with ``newsloc models trust URL``, which is
remembered in the user's own configuration folder.
"""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import CatalogError, ConfigError, EngineError
from pipeline.project.atomic import write_atomically
from pipeline.translate.engines.endpoint import KEY_VARIABLE, EndpointSettings

URL_VARIABLE = "NEWSLOC_ENDPOINT_URL"
_VARIABLE = re.compile(r"(?:[A-Z][A-Z0-9_]*_)?API_KEY")
"""The allowed names of a key's variable: a project's file must not send other secrets of the environment."""
_KEY = re.compile(r"[!-~]+")
_HEAD = "# Servers that newsloc may send a key to, each with the environment variable of the key.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server is, without a slash at the end, and the key that is sent there."""

    url: str
    origin: str
    host: str
    key_variable: str
    key: str | None = field(default=None, repr=False)
    withheld: str = ""
    """Why the key in the environment is not sent; empty if it is sent, or if there is no key."""

    @property
    def encrypted(self) -> bool:
        """Tell whether nobody can read what is sent there."""
        return self.url.startswith("https:")

    @property
    def is_here(self) -> bool:
        """Tell whether it is this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def find_address(settings: EndpointSettings) -> Address:
    """Return the address that the settings name, else the environment, with the key that may be sent there.

    :raises EngineError: if there is no address, or the address or the key's variable is wrong
    """
    url, named = settings.url, os.environ.get(URL_VARIABLE, "").strip()
    if not url and not named:
        raise EngineError(
            "the endpoint engine has no address; set url under [engines], such as http://localhost:11434/v1, or"
            f" {URL_VARIABLE} in the environment"
        )
    address = parse_address(url or named, settings.key_variable)
    key = _read_key(settings.key_variable)
    if key is None:
        return address
    if (named and parse_address(named).origin == address.origin) or _line(address) in _read_lines():
        return replace(address, key=key)
    withheld = (
        f"the key in {settings.key_variable} is not sent, since only the project names this server; run `newsloc models"
        f" trust {address.origin}` to allow it, or set {URL_VARIABLE}"
    )
    return replace(address, withheld=withheld)


def parse_address(url: str, key_variable: str = KEY_VARIABLE) -> Address:
    """Read the address of an API; ``/v1`` is added where it has no path, ``/chat/completions`` taken off.

    :raises EngineError: if it is not a web address, or has a user and password, which must not stand in a file
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
    _check_variable(key_variable)
    path = parsed.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
    base = parsed.copy_with(path=path)
    origin = str(parsed.copy_with(path="/")).rstrip("/")
    return Address(url=str(base), origin=origin, host=parsed.host, key_variable=key_variable)


def _check_variable(variable: str) -> None:
    if not _VARIABLE.fullmatch(variable):
        raise EngineError(f'key_variable: "{variable}" must end in API_KEY, so that no other secret is sent')


def _read_key(variable: str) -> str | None:
    """Return the key in an environment variable; None if it is not set."""
    key = os.environ.get(variable, "").strip() or None
    if key and not _KEY.fullmatch(key):
        raise EngineError(f"{variable}: the key has characters that no key has; copy it again")
    return key


def trust(address: Address) -> None:
    """Remember that a server may have a key.

    :raises ConfigError: if the user's folder cannot be written
    """
    lines = _read_lines()
    if _line(address) in lines:
        return
    path = trusted_file()
    try:
        write_atomically(path, _HEAD + "".join(f"{line}\n" for line in sorted({*lines, _line(address)})))
    except CatalogError as error:
        raise ConfigError(f"{error}; or set {URL_VARIABLE} instead") from error


def trusted_file() -> Path:
    """Return where the servers that may have a key are remembered."""
    from platformdirs import user_config_path

    return user_config_path("newsloc", appauthor=False) / "servers.txt"


def _read_lines() -> frozenset[str]:
    try:
        text = trusted_file().read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(" ".join(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _line(address: Address) -> str:
    return f"{address.origin} {address.key_variable}"
