"""The items of RSS and Atom feeds; what a feed declares beside them is never followed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pipeline.errors import FetchError

HEAD = 4096
"""Bytes in which a feed or a page shows what it is."""
PAGE = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_MOST_ATTRIBUTES = 200
"""The most attributes of an element: real feeds have some dozens, and feedparser's time grows with their square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One item of a feed: its page's address, its own identity, its title."""

    url: str
    guid: str
    title: str


def is_feed(data: bytes, content_type: str) -> bool:
    """Tell whether a file is a feed, by its first bytes and the type that a server names."""
    head = data[:HEAD].replace(b"\0", b"")  # of UTF-16
    return bool(_FEED.search(head)) and not PAGE.search(head) and content_type != "text/html"


def read_feed(text: str, name: str) -> list[FeedItem]:
    """Return the items of an RSS or Atom feed that have a web address.

    :raises FetchError: if it is not a feed, or declares entities
    """
    import feedparser

    if _ENTITY.search(text):
        raise FetchError(f"{name}: the feed declares entities, which could stand for anything; it is not read")
    # In one encoding, without a declaration of another: what is checked above is what is parsed.
    data = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")
    _refuse_long_tags(data, name)
    # As a stream: a text that looks like an address or a file's name would be opened.
    parsed: Any = feedparser.parse(BytesIO(data), sanitize_html=True)
    items: dict[str, FeedItem] = {}
    for entry in parsed.entries:
        url = str(entry.get("link") or entry.get("id") or "").strip()
        if url.startswith(("http://", "https://")):
            title = " ".join(str(entry.get("title") or "").split())
            items.setdefault(url, FeedItem(url=url, guid=str(entry.get("id") or url), title=title))
    if not items:
        raise FetchError(f"{name}: a feed without items that have a web address; check it in a browser")
    return list(items.values())


def _refuse_long_tags(data: bytes, name: str) -> None:
    """Refuse a feed with an element of very many attributes."""
    from lxml import etree

    for _, element in etree.iterparse(BytesIO(data), ("start",), recover=True, resolve_entities=False):
        if len(element.attrib) > _MOST_ATTRIBUTES:
            raise FetchError(f"{name}: an element has more than {_MOST_ATTRIBUTES} attributes; this is no real feed")
