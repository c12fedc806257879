"""The index of a language: its articles, the newest first, and how much of each translation is reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.editions.addresses import INDEX
from pipeline.editions.edition import Site
from pipeline.editions.house_style import format_day, format_percent
from pipeline.editions.labels import PREVIEW, labels_of
from pipeline.editions.manifest import EditionRecord
from pipeline.editions.writers.html import render_template
from pipeline.languages.locales import same_language


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One article in the list."""

    address: str
    title: str
    title_language: str
    standfirst: str
    standfirst_language: str
    date: str
    day: str
    standing: str


def write_index(language: str, records: Sequence[EditionRecord], languages: Sequence[str], site: Site) -> str:
    """Write the page of a language; ``languages`` are those that have such a page."""
    labels, base = labels_of(language), site.base_url.rstrip("/") if site.base_url else ".."
    by_title = sorted(records, key=lambda record: (record.title, record.slug))
    newest_first = sorted(by_title, key=lambda record: record.date, reverse=True)
    return render_template(
        "index.html.j2",
        language=language,
        labels=labels,
        preview=labels.say(PREVIEW) if site.preview else "",
        rows=[_row(record, language, site) for record in newest_first],
        alternates={other: f"{base}/{other}/{INDEX}.html" for other in languages},
    )


def _row(record: EditionRecord, language: str, site: Site) -> _Row:
    labels = labels_of(language)
    total = record.reviewed + record.drafts + record.source + record.omitted
    share = format_percent(100 * record.reviewed // total if total else 100, labels.language, site.style)
    original = same_language(record.source_language, language)
    day = date.fromisoformat(record.date) if record.date else None
    return _Row(
        address=f"{record.slug}.html",
        title=record.title or record.slug,
        title_language=record.title_language or language,
        standfirst=record.standfirst,
        standfirst_language=record.standfirst_language or language,
        date=record.date,
        day=format_day(day, language, site.style) if day else "",
        standing=labels.say("First published in this language")
        if original
        else labels.say("{share} of the translation reviewed", share=share),
    )
