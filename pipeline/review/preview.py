"""The edition as it would be published, with every draft in it: what an editor looks at last."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from pipeline.editions.edition import Site, build_edition
from pipeline.editions.fallback import PREVIEW
from pipeline.editions.writers.html import write
from pipeline.review.opened import OpenArticle

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def write_preview(opened: OpenArticle, site: Site) -> tuple[str, str]:
    """Return the edition as a page, and the policy under which a browser may show it: its own style, and no script."""
    preview = replace(site, preview=True)
    html = write(build_edition(opened.article, opened.catalog, opened.language, policy=PREVIEW, site=preview))
    digests = (b64encode(sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html))
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    policy = f"default-src 'none'; style-src {styles}; base-uri 'none'; frame-ancestors 'self'; sandbox"
    return html, policy
