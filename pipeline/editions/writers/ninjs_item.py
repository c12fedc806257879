"""A ninjs article as a ninjs edition: the item of its own version stays, but for its texts and what is said of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import unescape
from typing import Any

from pipeline.editions.addresses import address_of
from pipeline.editions.edition import Edition, EditionUnit, Origin, Site
from pipeline.editions.writers.blocks import block_texts
from pipeline.editions.writers.html import mark_span
from pipeline.editions.writers.kept_html import keep_html
from pipeline.editions.writers.ninjs_versions import Version, version_of
from pipeline.editions.writers.sanitize import show_isolates
from pipeline.editions.writers.text import mark_text, note
from pipeline.editions.writers.tokens import SEPARATOR, bracket, choose_brackets
from pipeline.model import Status
from pipeline.sources.readers import reader_named
from pipeline.sources.readers.json_strings import load_json
from pipeline.sources.readers.ninjs import kind_of

_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_MACHINE = "trainedAlgorithmicMedia"
_MIXED = "compositeWithTrainedAlgorithmicMedia"
_LISTS = frozenset({"headlines", "descriptions", "bodies"})
_SINGLE = re.compile(r"(?:headline|description|body|alttext)(?:_\w+)?")
_COUNTS: Mapping[str, Callable[[str], int]] = {"charcount": len, "wordcount": lambda text: len(text.split())}
_TAG = re.compile(r"<[^>]*>")
_RUNNING = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_ORIGINAL = "translationOf"


def uri_of(site: Site, slug: str, language: str) -> str:
    """Return what an edition is called everywhere: its address, or a name where nobody knows the site."""
    return address_of(site, language, slug) if site.base_url else f"urn:newsloc:{language}:{slug}"


def moment_of(revised: str) -> str:
    """Return a catalog's revision date as ninjs writes dates; empty for one that is none."""
    try:
        return datetime.strptime(revised, "%Y-%m-%d %H:%M%z").isoformat()
    except ValueError:
        return ""


def source_type_of(edition: Edition) -> dict[str, str] | None:
    """Say that a machine wrote the edition, or parts of it, that nobody reviewed."""
    if not edition.drafts:
        return None
    shown = len(edition.units) - edition.count(Origin.OMITTED)
    name = _MACHINE if edition.drafts == shown else _MIXED
    return {"name": name, "uri": _SOURCE_TYPES + name}


def rewrite_item(edition: Edition) -> str:
    """Return the item in the edition's language; an original is the file, byte for byte, if nothing in it could run."""
    filed, reader = edition.as_filed, reader_named("ninjs")
    assert filed, "the document of an edition is Markdown, whatever it was filed as"
    if edition.is_original and not edition.site.preview:
        written = reader.render(filed.document, block_texts(filed, lambda text, _: text, isolated=False))
        item = load_json(written)
        kept = _Writer(edition=filed, units={}, mark=None).item(item)
        return written if kept == item else dump(kept)
    brackets, marked = choose_brackets(filed), list[EditionUnit]()
    item = load_json(reader.render(filed.document, block_texts(filed, partial(bracket, brackets, marked))))
    mark = re.compile(f"{brackets[0]}([0-9]{{1,9}}){SEPARATOR}([^{''.join(brackets)}]*){brackets[1]}")
    version = version_of(item)
    units = {str(number): unit for number, unit in enumerate(marked)}
    kept = _Writer(edition=filed, units=units, mark=mark).item(item)
    _say(kept, filed, version)
    if not edition.is_original:
        _name(kept, item, edition, version)
    return dump(kept)


def dump(item: Mapping[str, Any]) -> str:
    """Return an item as the text of its file."""
    return json.dumps(item, ensure_ascii=False, indent=2) + "\n"


def _say(item: dict[str, Any], edition: Edition, version: Version) -> None:
    """Put into an item what a person must know of it: that a machine wrote it, or that it is a preview."""
    said = note(edition)
    if said and version.note:
        item[version.note] = " ".join(filter(None, (item.get(version.note), said)))
    if edition.site.preview:
        item[version.status] = Status.WITHHELD.value
    source_type = source_type_of(edition)
    if source_type and version.source_type:
        item[version.source_type] = source_type


def _name(item: dict[str, Any], former: Mapping[str, Any], edition: Edition, version: Version) -> None:
    """Give a translation an identity of its own, and say what it translates; other identifiers are the original's."""
    original = {
        "uri": former.get("uri") or uri_of(edition.site, edition.slug, edition.original or edition.source_language),
        **({"type": former["type"]} if "type" in former else {}),
        "language": edition.source_language,
        **({version.alt_ids: item.pop(version.alt_ids)} if version.alt_ids in item else {}),
    }
    item |= {"uri": uri_of(edition.site, edition.slug, edition.language), "language": edition.language}
    revised = moment_of(edition.revised)
    if revised and version.created in item:
        item[version.created] = revised
    if version.keyed:
        known = item.get("associations")
        item["associations"] = {_ORIGINAL: original, **(known if isinstance(known, dict) else {})}
        return
    named = {"name": "original", "rel": _ORIGINAL} if version.relation else {"name": _ORIGINAL}
    item["associations"] = [{**named, **original}, *item.get("associations", ())]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the texts of an item with their marks as their places need them: elements in HTML, signs in plain text.

    Of texts in other markup nobody knows what they hold: they are left out. An original has no ``mark``, and nothing in
    it is counted anew.
    """

    edition: Edition
    units: Mapping[str, EditionUnit]
    mark: re.Pattern[str] | None

    def item(self, item: Mapping[str, Any], *, associated: bool = False) -> dict[str, Any]:
        """Return an item, or one that is associated with it."""
        written = {key: self.property(key, value) for key, value in item.items()}
        kept = {key: value for key, value in written.items() if value is not None}
        if self.mark is None:
            return kept
        texts = [text for key, value in item.items() if _is_text(key) for text in _strings(value)]
        if associated and texts and "language" in kept and not any(map(self.is_left, texts)):
            kept["language"] = self.edition.language
        main = _main_text(kept)
        return {**kept, **_counted(kept, main)} if main else kept

    def property(self, key: str, value: Any) -> Any:
        """Return the value of a property; None if it is left out."""
        if isinstance(value, str) and _SINGLE.fullmatch(key.lower()):
            return self.text(value, None, key)
        if isinstance(value, list) and key.lower() in _LISTS:
            kept = [self.listed(key, each) for each in value]
            return [each for each in kept if each is not None] or (None if value else [])
        if isinstance(value, list):
            return [self.entry(key, each) for each in value]
        if isinstance(value, dict):
            running = {name for name, each in value.items() if name == "href" and _RUNNING.match(unescape(str(each)))}
            return {
                name: self.entry(key, each) if key == "associations" else self.property(name, each)
                for name, each in value.items()
                if name not in running
            }
        return value

    def entry(self, key: str, value: Any) -> Any:
        """Return one of several values: an item, where it is associated."""
        if key == "associations" and isinstance(value, dict):
            return self.item(value, associated=True)
        return self.property("", value)

    def listed(self, key: str, value: Any) -> Any:
        """Return one of several texts with its type; None if it is left out."""
        if not isinstance(value, dict) or not isinstance(value.get("value"), str):
            return self.property("", value)
        names = {str(name).lower(): name for name in value}
        text = self.text(value["value"], value.get(names.get("contenttype", "")), key)
        if text is None:
            return None
        kept = {**value, "value": text}
        return {**kept, **_counted(kept, text)} if self.mark else kept

    def text(self, text: str, declared: object, key: str) -> str | None:
        """Return a text as its type needs it; None if it is left out."""
        kind = kind_of(declared, key, text)
        if kind is None:
            return None
        if kind == "html":
            return keep_html(show_isolates(self.write(text, mark_span)) if self.mark else text)
        if key.lower().startswith(("body", "bodies")):
            return self.write(text, mark_text(self.edition))
        return self.write(text, lambda text, _: text)

    def write(self, text: str, mark: Callable[[str, EditionUnit], str]) -> str:
        """Return a text with marks of a format in the place of ours."""
        if self.mark is None:
            return text
        return self.mark.sub(
            lambda match: mark(match[2], self.units[match[1]]) if match[1] in self.units else match[0], text
        )

    def is_left(self, text: str) -> bool:
        """Tell whether some of a text stands in the original language."""
        numbers = (match[1] for match in self.mark.finditer(text)) if self.mark else ()
        return any(number in self.units and self.units[number].is_source for number in numbers)


def _strings(value: object) -> list[str]:
    """Return the texts of a property: its own, or those of its list."""
    listed = [each.get("value") for each in value if isinstance(each, dict)] if isinstance(value, list) else [value]
    return [text for text in listed if isinstance(text, str) and text.strip()]


def _is_text(key: str) -> bool:
    return key.lower() in _LISTS or _SINGLE.fullmatch(key.lower()) is not None


def _main_text(item: Mapping[str, Any]) -> str:
    """Return the text that an item of version 1 counts: its plain body, else the first one."""
    bodies = {key: value for key, value in item.items() if key.startswith("body") and isinstance(value, str)}
    return bodies.get("body_text") or next(iter(bodies.values()), "")


def _counted(holder: Mapping[str, Any], text: str) -> dict[str, int]:
    """Return the counts of a text anew, where its holder says how long it is."""
    plain = unescape(_TAG.sub("", text)) if kind_of(None, "", text) == "html" else text
    return {key: _COUNTS[key.lower()](plain) for key in holder if key.lower() in _COUNTS}
