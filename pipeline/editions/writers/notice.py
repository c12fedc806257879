"""The notice that stands in the place of a withdrawn article: it repeats nothing of it."""

from __future__ import annotations

from pipeline.editions.edition import Site
from pipeline.editions.labels import labels_of, message
from pipeline.editions.writers.html import render_template
from pipeline.model import Status

WITHDRAWN = message("This article has been withdrawn. Do not publish it or rely on it.")


def write_markdown(_site: Site, _slug: str, language: str) -> str:
    """Write the notice as Markdown."""
    labels = labels_of(language)
    return f"---\nlanguage: {labels.language}\nstatus: {Status.CANCELED}\n---\n\n{labels.say(WITHDRAWN)}\n"


def write_text(_site: Site, _slug: str, language: str) -> str:
    """Write the notice as plain text."""
    return f"{labels_of(language).say(WITHDRAWN)}\n"


def write_html(_site: Site, _slug: str, language: str) -> str:
    """Write the notice as a page that search engines do not keep."""
    return render_template("notice.html.j2", labels=labels_of(language), text=WITHDRAWN)
