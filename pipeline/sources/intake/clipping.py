"""A web page cut down to its article: a clean fragment of HTML under front matter, as a person would file it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urljoin

from pipeline.errors import FetchError
from pipeline.languages.normalize import normalize
from pipeline.model import Block, Document, Dropped, Metadata, Role, Skip, Translate
from pipeline.sources.readers import reader_named
from pipeline.sources.readers.html_clean import clean_html
from pipeline.sources.readers.html_tokens import TokenKind, read_attributes, read_tokens
from pipeline.sources.readers.inline import with_value
from pipeline.sources.readers.skeleton import quote_yaml

_ADDRESSES = frozenset({"href", "src", "poster", "cite"})
_EMPTY = re.compile(r"<(h[1-6]|p|li|ul|ol|figure|figcaption|a|blockquote|em|strong|b|i)\b[^>]*>\s*</\1>")
_BLOCKS = re.compile(r"\s*(</?(?:p|h[1-6]|ul|ol|li|dl|dt|dd|figure|blockquote|table|tr|hr|pre)\b[^>]*>)")
_LINES = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """What is filed: front matter and fragment, with what the article declares, and how much was left out."""

    text: str
    metadata: Metadata
    dropped: int


def clip(page: str, name: str, url: str, extra: Mapping[str, str]) -> Clipping:
    """Return a page's article; ``name`` is what messages call it, ``extra`` are more keys for its front matter.

    :param url: the page's own address, by which relative ones are made whole; empty where it is not known
    :raises FetchError: if the page has no article
    """
    document = reader_named("html").parse(page, name)
    title, standfirst = _first(document, Role.HEADLINE), _first(document, Role.STANDFIRST)
    headline = document.metadata.title
    if title is not None:
        headline = _plain(document.blocks[title])
    metadata = replace(document.metadata, title=headline or None)
    lead = _plain(document.blocks[standfirst]) if standfirst is not None else ""
    moved = {index for index in (title, standfirst) if index is not None}
    body = _fragment(document, moved, url)
    if not any(char.isalpha() for char in re.sub(r"<[^>]*>", "", body)):
        raise FetchError(f"{name}: there is no article in it, or it needs a browser to show it; save its text by hand")
    front = _front_matter(metadata, lead, extra)
    dropped = sum(isinstance(block, Dropped) and bool(block.text) for block in document.blocks)
    return Clipping(text=f"{front}\n{body}", metadata=metadata, dropped=dropped)


def _first(document: Document, role: Role) -> int | None:
    blocks = enumerate(document.blocks)
    return next((index for index, block in blocks if isinstance(block, Translate) and block.role is role), None)


def _plain(block: Block) -> str:
    """Return a text as it reads, without tags."""
    text = block.text if isinstance(block, Translate) else ""
    return normalize("".join(unescape(token.raw) for token in read_tokens(text) if token.kind is TokenKind.TEXT))


def _fragment(document: Document, moved: set[int], url: str) -> str:
    """Return the article's blocks as clean HTML, addresses made whole; those moved to the front matter are left out."""
    blocks = tuple(Skip(raw="", line=1) if index in moved else block for index, block in enumerate(document.blocks))
    edition = reader_named("html").render(replace(document, blocks=blocks), {})
    whole = "".join(_with_whole_addresses(token.raw, url) for token in read_tokens(edition))
    text = clean_html(whole)
    while (without := _EMPTY.sub("", text)) != text:
        text = without
    return _LINES.sub("\n\n", _BLOCKS.sub(r"\n\1", text)).strip() + "\n"


def _with_whole_addresses(raw: str, url: str) -> str:
    """Return a tag with addresses that lead somewhere from anywhere; ``#note`` stays in its page."""
    token = next(read_tokens(raw))
    if token.kind is not TokenKind.START:
        return raw
    for attribute in sorted(read_attributes(token), key=lambda each: -each.start):
        if attribute.name in _ADDRESSES and attribute.value and not attribute.value.startswith("#"):
            raw = with_value(raw, attribute, _join(url, attribute.value))
    return raw


def _join(url: str, address: str) -> str:
    try:
        return urljoin(url, address.strip())
    except ValueError:
        return address


def _front_matter(metadata: Metadata, standfirst: str, extra: Mapping[str, str]) -> str:
    """Return what an article declares as YAML."""
    values: Sequence[tuple[str, str | None]] = (
        ("language", metadata.language),
        ("title", quote_yaml(metadata.title) if metadata.title else None),
        ("standfirst", quote_yaml(standfirst) if standfirst else None),
        ("date", metadata.date.isoformat() if metadata.date else None),
        ("author", quote_yaml(metadata.author) if metadata.author else None),
        ("tags", f"[{', '.join(map(quote_yaml, metadata.tags))}]" if metadata.tags else None),
        *((key, quote_yaml(value)) for key, value in extra.items()),
    )
    return "".join(["---\n", *(f"{key}: {value}\n" for key, value in values if value), "---\n"])
