"""What of HTML a page may hold: the elements of an article, addresses that only show or lead somewhere, no script."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.editions.isolation import LRI, PDI, RLI

if TYPE_CHECKING:
    from nh3 import Cleaner

_ISOLATE = re.compile(f"([{LRI}{RLI}])([^{LRI}{RLI}{PDI}]*){PDI}")
_LOOSE = re.compile(f"[{LRI}{RLI}{PDI}]")
_TAGS = {
    *("a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del"),
    *("dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img"),
    *("ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "table"),
    *("tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope", "headers"},
    "ol": {"start", "reversed", "type"},
    "time": {"datetime"},
    "col": {"span"},
    "colgroup": {"span"},
}
_CLASSES = {"span": {"source", "draft"}, "p": {"embed"}, "figure": {"embed"}}


@cache
def _cleaner() -> Cleaner:
    from nh3 import Cleaner

    return Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        generic_attribute_prefixes={"its-"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def sanitize(html: str) -> str:
    """Return a fragment of HTML without anything that could run, load or restyle; what is left is well nested."""
    return _cleaner().clean(html)


def show_isolates(html: str) -> str:
    """Return HTML with elements in the place of isolating characters; those without a partner go."""
    shown = _ISOLATE.sub(lambda match: f'<bdi dir="{"ltr" if match[1] == LRI else "rtl"}">{match[2]}</bdi>', html)
    return _LOOSE.sub("", shown)
