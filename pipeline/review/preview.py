"""The edition as it would be published, with every draft in it: what an editor looks at last."""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from html import escape, unescape
from mimetypes import guess_type
from pathlib import Path

from pipeline.catalog.carry import is_outdated, written_by_person
from pipeline.editions.addresses import is_relative, keep_inside
from pipeline.editions.assets import read_asset
from pipeline.editions.edition import Site, build_edition
from pipeline.editions.writers.html import write
from pipeline.errors import SourceError
from pipeline.model import Entry, State
from pipeline.review.opened import OpenArticle

_PICTURE = re.compile(r'(<img\b[^>]*?\ssrc=")([^"]*)(?=")')
_PICTURES = frozenset({"avif", "gif", "jpeg", "png", "svg+xml", "webp"})
"""Types of what a browser shows as a picture."""
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def write_preview(opened: OpenArticle, site: Site, project: Path) -> tuple[str, str]:
    """Return the edition as a page, and the policy under which a browser may show it: its own style, and no script.

    What a person wrote and did not approve yet stands there as if it were approved.
    """
    preview, catalog = replace(site, preview=True), opened.catalog
    if catalog:
        entries = (replace(entry, fuzzy=False) if _is_written(entry) else entry for entry in catalog.entries)
        catalog = replace(catalog, entries=tuple(entries))
    html = write(build_edition(opened.article, catalog, opened.language, site=preview))
    html = _PICTURE.sub(lambda found: f"{found[1]}{_embed(unescape(found[2]), opened.article.slug, project)}", html)
    digests = (b64encode(sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html))
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    policy = f"default-src 'none'; img-src data:; style-src {styles}; base-uri 'none'; frame-ancestors 'self'; sandbox"
    return html, policy


def _embed(address: str, slug: str, project: Path) -> str:
    """Return a picture of the article itself as a data address, by the rules of a build; others are not shown.

    The sandbox has no origin of its own, so that it can ask this server for nothing.
    """
    path = keep_inside(address, slug) if is_relative(address) else None
    kind = (guess_type(path)[0] or "").removeprefix("image/") if path else ""
    if path and kind in _PICTURES:
        with suppress(SourceError):
            content = read_asset(project, path)
            return f"data:image/{kind};base64,{b64encode(content).decode()}" if content else ""
    return escape(address)


def _is_written(entry: Entry) -> bool:
    return entry.state is State.DRAFT and written_by_person(entry) and not is_outdated(entry)
