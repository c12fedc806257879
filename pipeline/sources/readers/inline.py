"""The texts of HTML as translators see them: characters for entities, inline tags by their name alone.

``See <a href="/x" class="y">the port</a> &amp; wait.`` reads ``See <a>the port</a> & wait.``; attributes are skeleton.
What would read as a tag or an entity by chance stays escaped, so that a text means one thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from pipeline.model import Translate
from pipeline.sources.readers.html_tokens import VOID, Attribute

KEEP = "keep"
"""What stands in a text for an element that is not translated: ``<keep: npm install>``."""
# The shape of references as html.unescape reads them.
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
MARK = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][^<>\n]*)>")
"""A tag, if its name is one of the text's."""
_BREAK = re.compile(r"\s*(<br\d*>)\s*")


def read_text(raw: str) -> str:
    """Return a piece of text between tags as it reads."""
    text = _REFERENCE.sub(_protect, unescape(raw))
    return _OPENING.sub("&lt;", text)


def _protect(match: re.Match[str]) -> str:
    """Escape an ampersand that would begin an entity, were the text read again."""
    return match[0] if unescape(match[0]) == match[0] else f"&amp;{match[0][1:]}"


def write_text(text: str) -> str:
    """Return a piece of text as HTML; entities that a translator wrote are meant."""
    return escape(unescape(text), quote=False)


def write_attribute(text: str) -> str:
    """Return a text as an attribute's value, safe between quotes of either kind."""
    return escape(text, quote=True)


def with_value(tag: str, attribute: Attribute, value: str) -> str:
    """Return a tag with another value of one of its attributes."""
    quote = "" if attribute.quoted else '"'
    return f"{tag[: attribute.start]}{quote}{write_attribute(value)}{quote}{tag[attribute.end :]}"


def write_inline(block: Translate, target: str) -> str:
    """Return a target as HTML: its tags as the source has them, closed in order; others are text.

    Where the source leaves tags open, because they reach over several blocks, so does the target.
    """
    tags = dict(block.tags)
    parts: list[str] = []
    opened: list[str] = []
    position = 0
    target = _BREAK.sub(r"\1", target)
    for match in MARK.finditer(target):
        markup = _write_tag(match, tags, opened)
        if markup is not None:
            parts += [write_text(target[position : match.start()]), markup]
            position = match.end()
    parts.append(write_text(target[position:]))
    return "".join([*parts, _close(opened, 0) if _is_closed(block.text, tags) else ""])


def _write_tag(match: re.Match[str], tags: Mapping[str, str], opened: list[str]) -> str | None:
    """Return a tag as the source has it; an empty text for the end of an unopened element, None if it is not a tag."""
    name = find_name(match, tags)
    if name is None:
        return None
    if match["end"]:
        places = [place for place, other in enumerate(opened) if other == name]
        return _close(opened, places[-1]) if places else ""
    if not _is_whole(name):
        opened.append(name)
    return tags[name]


def find_name(match: re.Match[str], tags: Mapping[str, str]) -> str | None:
    """Return the name of a tag, if the text has one of that name; translators may write ``<br />`` for ``<br>``."""
    name = match["name"]
    return next((each for each in (name, name.rstrip(" /")) if each in tags), None)


def _is_closed(text: str, tags: Mapping[str, str]) -> bool:
    """Tell whether a text closes the tags that it opens."""
    opened: list[str] = []
    for match in MARK.finditer(text):
        _write_tag(match, tags, opened)
    return not opened


def _is_whole(name: str) -> bool:
    """Tell whether a tag stands for an element without content, or with content that is not translated."""
    return ":" in name or plain_name(name) in VOID


def _close(opened: list[str], place: int) -> str:
    """Return the end tags of what was opened from a place on, the last first."""
    names = [opened.pop() for _ in range(len(opened) - place)]
    return "".join(f"</{plain_name(name)}>" for name in names)


def plain_name(name: str) -> str:
    """Return the element's name of a tag in a text: ``a`` for ``a2``."""
    return name.rstrip("0123456789")
