"""The index of a language: its articles, the newest first; and that of languages."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.editions.addresses import INDEX
from pipeline.editions.edition import Site
from pipeline.editions.house_style import format_percent
from pipeline.editions.labels import PREVIEW, labels_of
from pipeline.editions.manifest import EditionRecord
from pipeline.editions.writers.html import render_template
from pipeline.languages.locales import same_language


def write_index(language: str, records: Sequence[EditionRecord], languages: Sequence[str], site: Site) -> str:
    """Write the page of a language; ``languages`` are those that have such a page."""
    labels = labels_of(language)
    base = site.base_url.rstrip("/") if site.base_url else ".."
    by_title = sorted(records, key=lambda record: (record.title, record.slug))
    newest_first = sorted(by_title, key=lambda record: record.date, reverse=True)
    return render_template(
        "index.html.j2",
        language=language,
        labels=labels,
        preview=labels.say(PREVIEW) if site.preview else "",
        records=newest_first,
        standing=lambda record: _standing(record, language, site),
        alternates={other: f"{base}/{other}/{INDEX}.html" for other in languages},
    )


def write_root(languages: Sequence[str], site: Site) -> str:
    """Write the page that leads to the languages, each in its own."""
    return render_template(
        "languages.html.j2",
        labels=labels_of(languages[0]),
        labels_of=labels_of,
        preview=PREVIEW if site.preview else "",
        languages=languages,
        index=INDEX,
    )


def _standing(record: EditionRecord, language: str, site: Site) -> str:
    """Say that the article is no translation, or, to the newsroom only, how much of it is reviewed."""
    labels = labels_of(language)
    if same_language(record.source_language, language):
        return labels.say("First published in this language")
    if not site.preview:
        return ""
    total = record.reviewed + record.earlier + record.drafts + record.source + record.omitted
    share = format_percent(100 * record.reviewed // total if total else 100, labels.language, site.style)
    return labels.say("{share} of the translation reviewed", share=share)
