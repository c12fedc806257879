"""The edition as it would be published, with every draft in it: what an editor looks at last."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from pipeline.catalog.carry import written_by_person
from pipeline.editions.edition import Site, build_edition
from pipeline.editions.fallback import PREVIEW
from pipeline.editions.writers.html import write
from pipeline.model import Entry, State
from pipeline.review.opened import OpenArticle, is_outdated

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def write_preview(opened: OpenArticle, site: Site) -> tuple[str, str]:
    """Return the edition as a page, and the policy under which a browser may show it: its own style, and no script.

    What a person wrote and did not approve yet stands there as if it were approved.
    """
    preview, catalog = replace(site, preview=True), opened.catalog
    if catalog:
        entries = (replace(entry, fuzzy=False) if _is_written(entry) else entry for entry in catalog.entries)
        catalog = replace(catalog, entries=tuple(entries))
    html = write(build_edition(opened.article, catalog, opened.language, policy=PREVIEW, site=preview))
    digests = (b64encode(sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html))
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    policy = f"default-src 'none'; style-src {styles}; base-uri 'none'; frame-ancestors 'self'; sandbox"
    return html, policy


def _is_written(entry: Entry) -> bool:
    return entry.state is State.DRAFT and written_by_person(entry) and not is_outdated(entry)
