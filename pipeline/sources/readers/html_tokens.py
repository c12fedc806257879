"""The tokens of HTML with their places in the text; joined, they are the text.

Parsers of trees do not say where an element stands in its file, so that a page could not be written back as it was.
And Python's ``html.parser`` cuts broken pages otherwise from one patch release to the next: catalogs would change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

# As the HTML standard's tokenizer sees them; what is not closed runs to the end, so that no text is scanned twice.
_TOKEN = re.compile(
    r"""
    (?P<comment><!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*(?:>|\Z)|</(?![A-Za-z])[^>]*(?:>|\Z))
    |(?P<tag></?(?P<name>[A-Za-z][^\s/>]*)(?:[^>"'=]|=\s*"[^"]*(?:"|\Z)|=\s*'[^']*(?:'|\Z)|["'=])*+(?:>|\Z))
    |(?P<text>(?:[^<]|<(?![A-Za-z/!?]))+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+)))?"""
)
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements in which tags are text."""
VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input"),
        *("link", "meta", "param", "source", "track", "wbr"),
    }
)
"""Elements without content and end tag."""


class TokenKind(StrEnum):
    """What a token is."""

    TEXT = "text"
    START = "start"
    END = "end"
    ELEMENT = "element"
    """A whole element in the midst of a text, content and all: it is not translated."""
    COMMENT = "comment"
    """A comment, a doctype, a processing instruction, or something broken that browsers treat as a comment."""


@dataclass(frozen=True, slots=True)
class HtmlToken:
    """One token: ``raw`` as it stands at ``start``. ``name`` is the tag's in small letters, else empty."""

    kind: TokenKind
    start: int
    raw: str
    name: str = ""

    @property
    def end(self) -> int:
        """Where the next token begins."""
        return self.start + len(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a start tag: its decoded value, and where that stands in the tag, quotes left out."""

    name: str
    value: str
    start: int
    end: int
    quoted: bool


def read_tokens(text: str) -> Iterator[HtmlToken]:
    """Yield the tokens of a page or fragment."""
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None  # one of the three fits at any place
        token = _token(match)
        yield token
        position = token.end
        if token.kind is TokenKind.START and token.name in RAW and not token.raw.endswith("/>"):
            closer = re.compile(rf"</{token.name}(?=[\s/>])", re.IGNORECASE).search(text, position)
            end = closer.start() if closer else len(text)
            if end > position:
                yield HtmlToken(TokenKind.TEXT, position, text[position:end])
            position = end


def _token(match: re.Match[str]) -> HtmlToken:
    if match["text"]:
        return HtmlToken(TokenKind.TEXT, match.start(), match[0])
    if match["comment"]:
        return HtmlToken(TokenKind.COMMENT, match.start(), match[0])
    kind = TokenKind.END if match[0].startswith("</") else TokenKind.START
    return HtmlToken(kind, match.start(), match[0], match["name"].lower())


def read_attributes(token: HtmlToken) -> tuple[Attribute, ...]:
    """Return the attributes of a start tag; of two with one name the first counts."""
    found: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(token.raw, len(token.name) + 1):
        name, last = match["name"].lower(), match.lastgroup or "name"
        start, end = (match.end(), match.end()) if last == "name" else match.span(last)
        value, quoted = unescape(token.raw[start:end]), last in {"double", "single"}
        found.setdefault(name, Attribute(name=name, value=value, start=start, end=end, quoted=quoted))
    return tuple(found.values())


def attributes_of(token: HtmlToken) -> dict[str, str]:
    """Return the values of a start tag's attributes by name."""
    return {attribute.name: attribute.value for attribute in read_attributes(token)}
