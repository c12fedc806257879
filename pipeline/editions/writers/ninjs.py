"""Editions as ninjs 3.1, the news industry's JSON (IPTC)."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from pipeline.editions.addresses import is_relative, keep_inside
from pipeline.editions.edition import Edition, Site
from pipeline.editions.labels import WITHDRAWN, labels_of
from pipeline.editions.writers.arrangement import find_caption
from pipeline.editions.writers.html import lay_out, plain_text
from pipeline.editions.writers.ninjs_item import dump, moment_of, rewrite_item, source_type_of, uri_of
from pipeline.editions.writers.text import note, plain_body
from pipeline.editions.writers.tokens import parse_body
from pipeline.model import Role, Status

if TYPE_CHECKING:
    from markdown_it.token import Token

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")


def write(edition: Edition) -> str:
    """Write an edition as ninjs; empty properties are left out, and nothing in it depends on when it is written.

    An article that is ninjs itself keeps its other properties.
    """
    if edition.as_filed and edition.as_filed.document.format == "ninjs":
        return rewrite_item(edition)
    page, metadata = lay_out(edition), edition.document.metadata
    data: dict[str, Any] = {
        **_frame(edition.site, edition.slug, edition.language),
        "type": "text",
        "pubStatus": Status.WITHHELD.value if edition.site.preview else metadata.status.value,
        "versionCreated": moment_of(edition.revised),
        "contentCreated": f"{metadata.date.isoformat()}T00:00:00Z" if metadata.date else "",
        "embargoedUntil": metadata.embargo.isoformat() if metadata.embargo else "",
        "headlines": _text("main", plain_text(page.heading) or edition.filed_title),
        "descriptions": [
            *_text("summary", plain_text(page.standfirst)),
            *_text("correction", plain_text(page.correction)),
        ],
        "bodies": [*_text("main", plain_body(edition).strip()), *_text("main", page.body.strip(), "text/html")],
        "by": edition.author,
        "edNote": note(edition),
        "subjects": [{"name": tag} for tag in metadata.tags],
        "associations": [*_original(edition), *_pictures(edition)],
        "digitalSourceType": source_type_of(edition),
    }
    return dump({key: value for key, value in data.items() if value})


def write_notice(site: Site, slug: str, language: str) -> str:
    """Write the notice that an article is withdrawn."""
    said = {"pubStatus": Status.CANCELED.value, "edNote": labels_of(language).say(WITHDRAWN)}
    return dump({**_frame(site, slug, language), **said})


def _frame(site: Site, slug: str, language: str) -> dict[str, Any]:
    return {
        "uri": uri_of(site, slug, language),
        "standard": STANDARD,
        "representationType": "full",
        "language": language,
        "slugline": slug,
    }


def _text(role: str, value: str, content_type: str = "text/plain") -> list[dict[str, str]]:
    return [{"role": role, "contentType": content_type, "value": value}] if value else []


def _original(edition: Edition) -> Iterator[dict[str, Any]]:
    """Yield the article that an edition translates."""
    if edition.is_original:
        return
    title = next((unit.source for unit in edition.units if unit.role is Role.HEADLINE), "")
    yield {
        "name": "original",
        "rel": "translationOf",
        "uri": uri_of(edition.site, edition.slug, edition.original or edition.source_language),
        "type": "text",
        "language": edition.source_language,
        **({"headlines": _text("main", title)} if title else {}),
    }


def _pictures(edition: Edition) -> Iterator[dict[str, Any]]:
    """Yield the pictures of an edition, with their captions."""
    for number, (image, captioned) in enumerate(_images(parse_body(edition)), 1):
        address = _absolute(str(image.attrGet("src")), edition)
        if not address:
            continue
        caption = plain_text("".join(child.content for child in captioned or image.children or ()))
        content_type = mimetypes.guess_type(address)[0]
        yield {
            "name": f"picture-{number}",
            "rel": "illustration",
            "uri": f"{uri_of(edition.site, edition.slug, edition.language)}#picture-{number}",
            "type": "picture",
            "language": edition.language,
            **({"descriptions": _text("caption", caption)} if caption else {}),
            "renditions": [
                {"name": "main", "href": address, **({"contentType": content_type} if content_type else {})}
            ],
        }


def _absolute(address: str, edition: Edition) -> str:
    """Return an address with scheme and site, as ninjs wants it; empty where nobody knows the site, or that is none."""
    base = edition.site.base_url.rstrip("/")
    if is_relative(address):
        path = keep_inside(address, edition.slug)
        return f"{base}/{edition.language}/{quote(path)}" if base and path else ""
    whole = urljoin(f"{base}/", address) if base and address.startswith("/") else address
    return whole if _ADDRESS.fullmatch(whole) else ""


def _images(tokens: Sequence[Token], caption: Sequence[Token] = ()) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Yield the images, each with its caption, if it has one beside its own text."""
    for token in tokens:
        if token.type == "image":
            yield token, caption
        elif token.children:
            yield from _images(token.children, find_caption(token.children))
