"""A ninjs article as a ninjs edition: the item stays what it is, but for its texts and what is said of them."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.editions.writers.blocks import block_texts
from pipeline.editions.writers.sanitize import sanitize, show_isolates
from pipeline.editions.writers.text import mark_text, note
from pipeline.editions.writers.tokens import choose_brackets, mark_attributes
from pipeline.sources.readers import reader_named
from pipeline.sources.readers.json_strings import load_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.editions.edition import Edition, EditionUnit

STANDARD = {
    "name": "ninjs",
    "version": "3.2",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json#",
}
_SEPARATOR = "⁝"
_ACTIVE = re.compile(
    r"<\s*(?:script|style|iframe|object|embed|form|svg|math|base|meta|link)\b|<[^>]*\son\w+\s*=|(?:javascript|data|vbscript)\s*:",
    re.IGNORECASE,
)
"""Signs of HTML that does something."""
_TEXTS = frozenset({"headlines", "descriptions", "bodies"})


def rewrite_item(edition: Edition, uri: str, source_type: dict[str, str] | None) -> str:
    """Return the item in the edition's language; an original is the file, byte for byte, if nothing in it could run."""
    reader = reader_named("ninjs")
    if edition.is_original:
        written = reader.render(edition.document, block_texts(edition, lambda text, _: text, isolated=False))
        if not _ACTIVE.search(json.dumps(json.loads(written), ensure_ascii=False)):
            return written
    brackets = choose_brackets(edition)
    marked: list[EditionUnit] = []

    def bracket(text: str, unit: EditionUnit) -> str:
        marked.append(unit)
        return f"{brackets[0]}{len(marked) - 1}{_SEPARATOR}{text}{brackets[1]}"

    item: dict[str, Any] = load_json(reader.render(edition.document, block_texts(edition, bracket)))
    run = re.compile(f"{brackets[0]}([0-9]{{1,9}}){_SEPARATOR}([^{''.join(brackets)}]*){brackets[1]}")

    def write(text: str, mark: Callable[[str, EditionUnit], str]) -> str:
        return run.sub(
            lambda match: mark(match[2], marked[int(match[1])]) if int(match[1]) < len(marked) else match[0], text
        )

    item = {key: _write(value, key, write, edition) for key, value in item.items()}
    names = {key.lower(): key for key in item}
    standard = item.get("standard")
    modern = not isinstance(standard, dict) or str(standard.get("version", "3")).startswith("3")
    item[names.get("language", "language")] = edition.language
    item[names.get("uri", "uri")] = item.get("uri", uri) if edition.is_original else uri
    key = names.get("ednote", "edNote" if modern else "ednote")
    if note(edition):
        item[key] = " ".join(filter(None, (item.get(key), note(edition))))
    if source_type and modern:
        # A property of the later versions; an older item says it in its note.
        item["digitalSourceType"], item["standard"] = source_type, STANDARD
    return json.dumps(item, ensure_ascii=False, indent=2) + "\n"


def _write(value: Any, key: str, write: Callable[..., str], edition: Edition) -> Any:
    """Return a part of an item with its marks as its place needs them: elements in HTML, signs in text, none above."""
    if isinstance(value, list):
        return [_write(each, key, write, edition) for each in value]
    if isinstance(value, dict):
        html = "html" in str(value.get("contentType") or value.get("contenttype") or "")
        inner = f"{key}.html" if html and key.lower() in _TEXTS else key
        return {name: _write(each, inner if name == "value" else name, write, edition) for name, each in value.items()}
    if not isinstance(value, str):
        return value
    if key.endswith((".html", "_xhtml", "_html")):
        return sanitize(show_isolates(write(value, _span)))
    if key.lower() in {"bodies", "body", "body_text"}:
        return write(value, mark_text(edition))
    return write(value, lambda text, _: text)


def _span(text: str, unit: EditionUnit) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in mark_attributes(unit).items())
    return f"<span{attributes}>{text}</span>"
