"""HTML of other people in editions: every byte stays, but for what the allow-list refuses.

``sanitize`` writes a page anew and may do so with our own; a body of an agency must survive as it is. So tags are read
one by one. What is kept holds no ``<`` but that of a tag that was looked at: whatever a browser makes of the text
around it, no other tag can appear in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_NAME = r"[A-Za-z][A-Za-z0-9:._-]*+"
_ATTRIBUTE = re.compile(
    r"""(?P<space>[\s/]*+)(?P<name>[^\s"'<>/=]++)(?:(?P<equals>\s*+=\s*+)(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'<>`]++)))?+"""
)
_ATTRIBUTES = r"""(?:[\s/]*+[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>`]++))?+)*+[\s/]*+"""
_MARKUP = re.compile(
    r"""(?P<address><(?:https?|mailto|tel):[^\s<>]++>|<[\w.+-]++@[\w.-]++>)"""
    rf"""|<(?P<start>{_NAME})(?P<attributes>(?:[\s/]{_ATTRIBUTES})?+)>"""
    rf"""|</(?P<end>{_NAME})[^<>]*+>"""
    r"""|(?P<comment><!--(?!-?>)[^<>]*+(?<=--)>)|(?P<hidden><!--)"""
    r"""|(?P<declaration><(?:!doctype|\?xml)\s[^<>]*+>)|(?P<other><[!?][^<>]*+>)"""
    r"""|(?P<loose><(?=[A-Za-z/!?<]|\Z))""",  # also before what goes, and would leave a tag behind
    re.IGNORECASE,
)
_ELEMENTS = frozenset(
    {
        *("a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote"),
        *("body", "br", "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details"),
        *("dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "ins", "kbd", "li", "main", "mark"),
        *("nav", "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "source"),
        *("span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr"),
    }
)
_WITH_CONTENT = frozenset(
    {
        *("applet", "frameset", "math", "noembed", "noframes", "noscript", "object", "plaintext", "script", "select"),
        *("style", "svg", "template", "textarea", "xmp"),
    }
)
"""Elements that go with what is in them; of other unknown ones the content stays."""
_PLAIN = frozenset(
    {
        *("abbr", "align", "allow", "allowfullscreen", "alt", "bgcolor", "border", "cellpadding", "cellspacing"),
        *("class", "color", "colspan", "controls", "datetime", "decoding", "default", "dir", "face", "frameborder"),
        *("headers", "height", "hreflang", "id", "itemprop", "itemscope", "itemtype", "kind", "label", "lang"),
        *("loading", "loop", "marginheight", "marginwidth", "muted", "name", "open", "playsinline", "preload"),
        *("referrerpolicy", "rel", "reversed", "role", "rowspan", "scope", "scrolling", "size", "sizes", "span"),
        *("srclang", "start", "summary", "target", "title", "type", "valign", "value", "width", "xml:lang"),
    }
)
_FAMILIES = ("data-", "aria-", "its-")
_ADDRESSES = frozenset({"cite", "href", "longdesc", "poster", "src"})
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([^/?#:]*+):")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_STYLE = re.compile(r"[\w\s:;,.%#!-]*+")
"""Declarations without functions, quotes and escapes: nothing in them loads."""
_XHTML = "http://www.w3.org/1999/xhtml"


def keep_html(html: str, *, markdown: bool = False) -> str:
    """Return HTML without what could run, load active content or restyle the page around; all else byte for byte.

    :param markdown: whether ``<https://example.org>`` is a link and not an element
    """
    if "<" not in html:
        return html
    parts: list[str] = []
    position = 0
    closers = _Closers(html)
    while match := _MARKUP.search(html, position):
        parts.append(html[position : match.start()])
        kept, position = _keep(match, closers, markdown=markdown)
        parts.append(kept)
    return "".join((*parts, html[position:]))


def is_active(address: str) -> bool:
    """Tell whether an address has a scheme that does more than lead somewhere."""
    scheme = _SCHEME.match(_UNSEEN.sub("", unescape(address)))
    return scheme is not None and scheme[1].lower() not in _SCHEMES


class _Closers:
    """Where elements end: asked for places that only grow, so that all questions together read the text once a name."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._found: dict[str, tuple[Iterator[re.Match[str]], re.Match[str] | None]] = {}

    def after(self, name: str, position: int) -> int | None:
        """Return the place behind the next closing tag of a name; None if there is no more."""
        tags, match = self._found.get(name) or (self._closing(name), None)
        while match is None or match.start() < position:
            match = next(tags, None)
            if match is None:
                tags = iter(())
                break
        self._found[name] = tags, match
        return match.end() if match else None

    def _closing(self, name: str) -> Iterator[re.Match[str]]:
        closing = "-->" if name == "--" else rf"</{name}(?=[\s/>])[^<>]*+>"
        return re.finditer(closing, self._html, re.IGNORECASE)


def _keep(match: re.Match[str], closers: _Closers, *, markdown: bool) -> tuple[str, int]:
    """Return what stays of some markup, and where reading goes on."""
    kind, end = str(match.lastgroup), match.end()
    if kind == "hidden":
        return "", closers.after("--", match.end()) or end
    if kind == "loose":
        return "&lt;", end
    if kind in {"comment", "declaration"} or (kind == "address" and markdown):
        return match[0], end
    name = (match["start"] or match["end"] or "").lower()
    if name in _ELEMENTS:
        return (match[0] if match["end"] else _start(match)), end
    if match["start"] and name in _WITH_CONTENT:
        return "", closers.after(name, end) or end
    return "", end


def _start(match: re.Match[str]) -> str:
    """Return a start tag with the attributes that may stay."""
    return f"<{match['start']}{_ATTRIBUTE.sub(_attribute, match['attributes'])}>"


def _attribute(match: re.Match[str]) -> str:
    """Return an attribute as it stands in the tag; empty if it must go."""
    name = match["name"].lower()
    value = next((match[group] for group in ("double", "single", "bare") if match[group] is not None), "")
    if not _allows(name, value):
        return ""
    if "<" in value or ">" in value:
        escaped = value.replace("<", "&lt;").replace(">", "&gt;")
        quote = "'" if match["single"] is not None else '"'
        return f"{match['space'] or ' '}{match['name']}={quote}{escaped}{quote}"
    return match[0]


def _allows(name: str, value: str) -> bool:
    if name in _ADDRESSES:
        return not is_active(value)
    if name == "srcset":
        return not any(is_active(each) for each in unescape(value).split(","))
    if name == "style":
        return bool(_STYLE.fullmatch(unescape(value))) and "position" not in unescape(value).lower()
    if name == "xmlns":
        return value == _XHTML
    return name in _PLAIN or name.startswith(_FAMILIES)
