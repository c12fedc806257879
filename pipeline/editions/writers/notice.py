"""The notice that stands in the place of a withdrawn article: it repeats nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.editions.labels import labels_of
from pipeline.editions.writers.html import render_template
from pipeline.languages.locales import direction
from pipeline.model import Status

if TYPE_CHECKING:
    from pipeline.editions.edition import Site


def write_markdown(_site: Site, _slug: str, language: str) -> str:
    """Write the notice as Markdown."""
    labels, label_language = labels_of(language)
    return f"---\nlanguage: {label_language}\nstatus: {Status.CANCELED}\n---\n\n{labels.withdrawn}\n"


def write_text(_site: Site, _slug: str, language: str) -> str:
    """Write the notice as plain text."""
    return f"{labels_of(language)[0].withdrawn}\n"


def write_html(_site: Site, _slug: str, language: str) -> str:
    """Write the notice as a page that search engines do not keep."""
    labels, label_language = labels_of(language)
    return render_template(
        "notice.html.j2", language=label_language, direction=direction(label_language), labels=labels
    )
