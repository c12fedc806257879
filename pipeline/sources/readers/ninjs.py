"""ninjs, the news industry's JSON (IPTC): versions 3 and 2, and 1 with its single properties.

Headlines, descriptions and bodies are translated, also those of associated pictures; all else is skeleton, byte for
byte: the order of keys, spaces, escapes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from pipeline.errors import ConfigError, SourceError, brief
from pipeline.languages.locales import normalize_tag
from pipeline.model import Block, Document, Encoding, Metadata, Role, Skip, Status, Translate
from pipeline.sources.boilerplate.left_out import find_recorded, leave_out
from pipeline.sources.readers import html
from pipeline.sources.readers.front_matter_keys import read_embargo
from pipeline.sources.readers.html import with_attributes, write_html
from pipeline.sources.readers.json_strings import JsonString, escape_json, find_strings, load_json, unescape_json
from pipeline.sources.readers.skeleton import Body, join_skeleton, split_lines, write_edition
from pipeline.sources.readers.text import read_lines

_LISTS = {"headlines": Role.HEADLINE, "descriptions": Role.STANDFIRST, "bodies": Role.BODY}
_SINGLE = {"headline": Role.HEADLINE, "description": Role.STANDFIRST, "body": Role.BODY, "alttext": Role.CAPTION}
"""The properties of version 1, which has one for each type of content: ``body_text``, ``body_xhtml``."""
_UNDETERMINED = "und"
"""The language (ISO 639) of an item without any text, such as a picture."""
_FOREIGN = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")
"""The escape of a letter beyond ASCII."""
Kind = Literal["text", "html"]
_Value = TypeVar("_Value")
_HTML = re.compile(r"(?:text/|application/)?x?html5?(?:\+xml)?|(?:body|description|headline)_x?html5?")
_TEXT = re.compile(r"(?:text/)?(?:plain|text)")
_MARKUP = re.compile(r"<[A-Za-z!/?]")
_STATUSES = {status.value: status for status in Status}


def read(body: Body) -> tuple[Metadata, tuple[Block, ...]]:
    """Return a ninjs item as blocks; newsrooms file it, so that nothing goes but what a record leaves out.

    :raises SourceError: if it is not valid JSON, or no item
    """
    text, item = body.text, _load(body.text, body.path)
    blocks: list[Block] = []
    position, line = 0, 1
    for string in find_strings(text):
        role = _role(string.path)
        kind = _kind(item, string) if role else None
        if role is None or kind is None:
            continue
        if string.start > position:
            blocks.append(Skip(raw=text[position : string.start], line=line))
        line += text.count("\n", position, string.start)
        blocks += _read_string(string, role, kind, body.path, line)
        position = string.end
    blocks.append(Skip(raw=text[position:], line=line))
    joined = tuple(join_skeleton(blocks))
    metadata = _metadata(item, body.path)
    if not any(isinstance(block, Translate) for block in joined):
        metadata = replace(metadata, language=metadata.language or _UNDETERMINED)
    return metadata, leave_out(joined, find_recorded(joined, body.record)) if body.record else joined


def render(document: Document, targets: Mapping[int, str]) -> str:
    """Return an edition as ninjs: the item with targets in place."""
    raw = "".join(block.raw for block in document.blocks)
    # A file that escapes all letters beyond ASCII is for programs that need that.
    ascii_only = raw.isascii() and _FOREIGN.search(raw) is not None

    def encode(block: Translate, target: str) -> str:
        written = target if block.encoding is Encoding.PLAIN else write_html(block, target)
        return escape_json(written, ascii_only=ascii_only)

    def rewrite(raw: str, change: Callable[[str], str]) -> str:
        return escape_json(change(unescape_json(raw)), ascii_only=ascii_only)

    return write_edition(with_attributes(document, targets, rewrite), targets, encode)


def _load(text: str, path: str) -> dict[str, Any]:
    try:
        item = load_json(text, lambda pairs: _object(pairs, path))
    except json.JSONDecodeError as error:
        raise SourceError(f"{path}:{error.lineno}: not valid JSON: {error.msg}; mend it or take it away") from error
    except (RecursionError, ValueError) as error:
        raise SourceError(f"{path}: its JSON is nested too deeply or has a number too long; mend it") from error
    if not isinstance(item, dict) or not any(_is_text_key(key) or key.lower() == "uri" for key in item):
        raise SourceError(
            f"{path}: no ninjs item: it has no uri, headlines, descriptions or bodies; "
            "put one item in a file, and other JSON outside of source/"
        )
    return item


def _object(pairs: list[tuple[str, Any]], path: str) -> dict[str, Any]:
    """Return a JSON object; refuse a key that stands there twice, since its value would be unclear."""
    twice = next((key for key, count in Counter(key for key, _ in pairs).items() if count > 1), None)
    if twice is not None:
        raise SourceError(f'{path}: the key "{brief(twice)}" stands twice in one object of its JSON; take one away')
    return dict(pairs)


def _is_text_key(key: str) -> bool:
    return key.lower() in _LISTS or key.lower().partition("_")[0] in _SINGLE


def _role(path: Sequence[str | int]) -> Role | None:
    """Return the role of a string by the keys and indexes that lead to it; None for skeleton."""
    keys = [key.lower() if isinstance(key, str) else key for key in path]
    outer = keys
    associated = False
    # An association is an item of its own: a key in version 1, a place in a list since 2.
    while len(outer) > 2 and outer[0] == "associations":  # noqa: PLR2004 - its name, its key, what it has
        associated, outer = True, outer[2:]
    match outer:
        case [str(name), int(), "value"] if name in _LISTS:
            role = _LISTS[name]
        case [str(name)] if name.partition("_")[0] in _SINGLE:
            role = _SINGLE[name.partition("_")[0]]
        case _:
            return None
    return Role.CAPTION if associated and role is not Role.BODY else role


def _kind(item: Mapping[str, Any], string: JsonString) -> Kind | None:
    """Return what a string is written in, as its sibling or its key says; else as it looks."""
    *outer, last = string.path
    parent: Any = item
    for key in outer:
        parent = parent[key]
    siblings = {str(key).lower(): value for key, value in parent.items()}
    return kind_of(siblings.get("contenttype") if last == "value" else None, str(last), string.text)


def kind_of(declared: object, key: str, text: str) -> Kind | None:
    """Return what a text is written in; None for XML, NITF and unknown types.

    :param declared: the content type beside it, if there is one
    :param key: its own key, which names the type in version 1 (``body_xhtml``)
    """
    written = str(declared or key.partition("_")[2]).lower().partition(";")[0].strip()
    if not written:
        return "html" if _MARKUP.search(text) else "text"
    if _HTML.fullmatch(written):
        return "html"
    return "text" if _TEXT.fullmatch(written) else None


def _read_string(string: JsonString, role: Role, kind: Kind, path: str, line: int) -> Iterator[Block]:
    """Yield a string's blocks as they stand in the file, escapes and all."""
    if kind == "html":
        inner: Sequence[Block] = html.read(Body(text=string.text, path=path, line=line), whole=False)[1]
    else:
        inner = read_lines(split_lines(string.text), line)
    position = 0
    for block in inner:
        if isinstance(block, Translate) and block.role in {Role.BODY, Role.HEADLINE}:
            block = replace(block, role=role)  # noqa: PLW2901 - the same block, seen from the item
        # The line breaks of a string are escapes: all of it stands on one line.
        yield replace(_escaped(block, string, position), line=line)
        position += len(block.raw)


def _escaped(block: Block, string: JsonString, position: int) -> Block:
    """Return a block of a string's text as it stands in the file; ``position`` counts in the text."""
    end = position + len(block.raw)
    raw = string.raw(position, end)
    if not isinstance(block, Translate):
        return replace(block, raw=raw)
    known = block.raw.startswith(block.prefix) and block.raw.endswith(block.suffix)
    prefix = string.raw(position, position + len(block.prefix)) if known else escape_json(block.prefix)
    suffix = string.raw(end - len(block.suffix), end) if known else escape_json(block.suffix)
    return replace(block, raw=raw, prefix=prefix, suffix=suffix)


def _metadata(item: Mapping[str, Any], path: str) -> Metadata:
    """Return what an item declares."""
    values = {str(key).lower(): value for key, value in item.items()}
    created = _moment(values.get("versioncreated") or values.get("firstcreated"))
    status = str(values.get("pubstatus") or "usable").lower()
    if status not in _STATUSES:
        raise SourceError(f'{path}: pubStatus "{brief(status)}" is unknown; write one of {", ".join(_STATUSES)}')
    return Metadata(
        language=_read(normalize_tag, _text(values.get("language")), f"{path}: language"),
        title=_title(values),
        date=created.date() if created else None,
        author=_text(values.get("by") or values.get("byline")),
        embargo=_read(read_embargo, values.get("embargoeduntil", values.get("embargoed")), f"{path}: embargo"),
        status=_STATUSES[status],
        tags=tuple(filter(None, (_text(each.get("name")) for each in _items(values, "subjects", "subject")))),
    )


def _items(values: Mapping[str, Any], *names: str) -> list[dict[str, Any]]:
    found: list[Any] = next((values[name] for name in names if isinstance(values.get(name), list)), [])
    return [each for each in found if isinstance(each, dict)]


def _title(values: Mapping[str, Any]) -> str | None:
    headlines = [_text(each.get("value")) for each in _items(values, "headlines")]
    return next(filter(None, headlines), None) or _text(values.get("headline"))


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _read(read: Callable[[str], _Value], value: object, where: str) -> _Value | None:
    """Return what a property declares; refuse what cannot be read: an article would be published too early."""
    try:
        return None if value is None else read(str(value).strip())
    except ConfigError as error:
        raise SourceError(f"{where}: {error}") from error


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None
