"""Addresses: of editions among themselves, and of what an article refers to, which must stay inside the site."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pipeline.editions.edition import Site
from pipeline.sources.readers import SUFFIXES

INDEX = "index"
"""The name of the page that lists a language's articles."""


def address_of(site: Site, language: str, slug: str, suffix: str = "html", *, seen_from: str = "") -> str:
    """Return the address of an edition: below the site's, or relative to the page of the slug *seen_from*."""
    path = f"{language}/{slug}.{suffix}"
    if site.base_url:
        return f"{site.base_url.rstrip('/')}/{quote(path)}"
    return "../" * (seen_from.count("/") + 1) + path


def is_relative(address: str) -> bool:
    """Tell whether an address is a path beside the article, and no other site's, nor the site's root."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and bool(parts.path) and not parts.path.startswith("/")


def keep_inside(address: str, slug: str) -> str | None:
    """Return the path below source/ that a relative address means, or the address; None if it leads out."""
    if not is_relative(address):
        return address
    parts: list[str] = list(PurePosixPath(slug).parent.parts)
    for part in PurePosixPath(unquote(urlsplit(address).path).replace("\\", "/")).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif not part.startswith("/"):
            parts.append(part)
    return "/".join(parts)


def name_edition(address: str, suffix: str) -> str:
    """Return an address with the suffix of an edition, if it leads to another article."""
    if not is_relative(address):
        return address
    parts = urlsplit(address)
    path, _, old = parts.path.rpartition(".")
    if path and f".{old.lower()}" in SUFFIXES:
        return urlunsplit(parts._replace(path=f"{path}.{suffix}"))
    return address
