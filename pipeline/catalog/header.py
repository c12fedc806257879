"""The header entry of a catalog: its fields, their order, and the two dates that move only with content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pipeline
from pipeline.catalog.approvals import without_mark
from pipeline.errors import CatalogError
from pipeline.languages.language import facts
from pipeline.languages.locales import gettext_name, tag_of
from pipeline.model import Catalog, Entry
from pipeline.project.clock import current_time

CREATED = "POT-Creation-Date"
REVISED = "PO-Revision-Date"
SOURCE_LANGUAGE = "X-Source-Language"
NEXT_NUMBER = "X-Newsloc-Next"
LEFT_OUT = "X-Newsloc-Left-Out"
FORMER = "X-Newsloc-Former"
"""What an article was called before, in its template."""
DRAFTS = "X-Newsloc-Drafts"
"""Which engines made the drafts, and what to expect of them."""
PUBLISHED = "X-Newsloc-Published"
"""The day since which the translation is published: it was due then."""
PUBLISHED_UNITS = "X-Newsloc-Published-Units"
"""The highest number of a unit then, where some were published without a review: those above it are new."""
GENERATOR = "X-Generator"
UNKNOWN_LANGUAGE = ""
"""The language of a foreign catalog that does not name it."""

_ORDER = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    CREATED,
    REVISED,
    "Last-Translator",
    "Language-Team",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
    SOURCE_LANGUAGE,
    GENERATOR,
    NEXT_NUMBER,
    LEFT_OUT,
    FORMER,
    DRAFTS,
    PUBLISHED,
    PUBLISHED_UNITS,
)
"""gettext's own order, then ours; other tools' fields follow as they were."""

_FIXED = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
_TEMPLATE = {
    REVISED: "YEAR-MO-DA HO:MI+ZONE",
    "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
    "Language-Team": "LANGUAGE <LL@li.org>",
    "Language": "",
}
"""What xgettext writes for translators' tools to fill in."""
_NOBODY = {"Last-Translator": "Automatically generated", "Language-Team": "none"}
"""What msginit writes where no translator is known."""
_VOLATILE = frozenset({CREATED, REVISED, GENERATOR})
_MO_FIELDS = ("Project-Id-Version", "Language", *_FIXED, "Plural-Forms")
_CHARSET = re.compile(r"charset=([^\s;]+)", re.IGNORECASE)
_READABLE = frozenset({"UTF-8", "UTF8", "ASCII", "US-ASCII", "CHARSET"})  # the last: xgettext's "not yet known"


def parse_headers(text: str) -> dict[str, str]:
    """Return the fields of a header's msgstr, in order; a line without a colon continues the field before."""
    headers: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        before, colon, value = line.partition(":")
        if colon:
            name = before.strip()
            headers[name] = value.strip()
        elif name and line.strip():
            headers[name] += f"\n{line.strip()}"
    return headers


def check_charset(headers: Mapping[str, str], path: Path) -> None:
    """Refuse a catalog that says it is in another encoding.

    :raises CatalogError: if so
    """
    charset = _CHARSET.search(headers.get("Content-Type", ""))
    if charset and charset[1].upper() not in _READABLE:
        raise CatalogError(
            f"{path}:1: the header names the charset {charset[1]}; catalogs are in UTF-8: "
            f"run msgconv -t UTF-8 -o {path} {path}"
        )


def language_named(headers: Mapping[str, str], path: Path) -> str:
    """Return the tag of a PO file's language, from its header or else its folder; empty if neither says."""
    folders = path.parts
    folder = folders[folders.index("LC_MESSAGES") - 1] if "LC_MESSAGES" in folders[1:] else UNKNOWN_LANGUAGE
    return tag_of(headers.get("Language") or folder)


def complete_headers(catalog: Catalog) -> dict[str, str]:
    """Return all fields of a catalog's header, in order; dates only where the catalog has them."""
    language = catalog.language
    headers = {"Project-Id-Version": catalog.slug, **(_TEMPLATE if language is None else _NOBODY)}
    if language not in (None, UNKNOWN_LANGUAGE):
        # Another tool's formula for the same language stays: the two would rewrite the file in turns.
        headers |= {"Language": gettext_name(language), "Plural-Forms": facts(language).plural_forms}
    headers |= catalog.headers
    headers |= {**_FIXED, GENERATOR: f"newsloc {pipeline.__version__}"}
    if catalog.source_language != UNKNOWN_LANGUAGE:
        headers[SOURCE_LANGUAGE] = gettext_name(catalog.source_language)
    if language is None:
        headers[NEXT_NUMBER] = str(catalog.next_number)
    known = [name for name in _ORDER if name in headers]
    return {name: headers[name] for name in (*known, *(name for name in headers if name not in _ORDER))}


def stable(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that mean something: without dates and the last program's name."""
    return {name: value for name, value in headers.items() if name not in _VOLATILE}


def runtime_headers(catalog: Catalog) -> dict[str, str]:
    """Return the fields that a program reading the MO needs; no date, so that equal catalogs give equal files."""
    headers = complete_headers(catalog)
    return {name: headers[name] for name in _MO_FIELDS if name in headers}


def date_catalog(catalog: Catalog, disk: Catalog | None) -> Catalog:
    """Return the catalog with the dates moved whose content is not what the file on disk holds."""
    moved = set()
    if disk is None or _sources(catalog) != _sources(disk) or CREATED not in catalog.headers:
        moved.add(CREATED)
    if catalog.language is not None and (
        disk is None or _texts(catalog) != _texts(disk) or REVISED not in catalog.headers
    ):
        moved.add(REVISED)
    now = current_time().strftime("%Y-%m-%d %H:%M+0000")  # as gettext writes it
    return replace(catalog, headers={**catalog.headers, **dict.fromkeys(sorted(moved), now)}) if moved else catalog


def _sources(catalog: Catalog) -> list[tuple[str, str]]:
    return [(entry.context, entry.source) for entry in catalog.entries]


def _texts(catalog: Catalog) -> list[Entry]:
    """Return what translators wrote or answer for; notes, places and marks of who did are neither."""
    entries = (*catalog.entries, *catalog.obsolete)
    return [replace(entry, notes=(), references=(), comments=without_mark(entry.comments)) for entry in entries]
