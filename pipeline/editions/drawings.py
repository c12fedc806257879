"""Which SVG files may be published: drawings only, for a browser runs what else stands in them."""

from __future__ import annotations

import re
from typing import Any

_SVG, _XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
_ELEMENTS = frozenset(
    {
        *("a", "circle", "clipPath", "defs", "desc", "ellipse", "filter", "g", "image", "line", "linearGradient"),
        *("marker", "mask", "metadata", "path", "pattern", "polygon", "polyline", "radialGradient", "rect", "stop"),
        *("style", "svg", "switch", "symbol", "text", "textPath", "title", "tspan", "use", "view"),
    }
)
_FILTERS = re.compile(r"fe[A-Z]\w+")
_HREF = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp|avif);base64,)", re.IGNORECASE)
_LOADING = re.compile(r"@import|javascript|expression|\\|url\((?!\s*[\"']?#)", re.IGNORECASE)


def is_harmless(content: bytes) -> bool:
    """Tell whether an SVG file holds nothing that runs, and nothing that loads or leads elsewhere."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return False
    around = (*root.itersiblings(preceding=True), *root.itersiblings())
    return root.getroottree().docinfo.internalDTD is None and all(_allows(node) for node in (*root.iter(), *around))


def _allows(node: Any) -> bool:
    from lxml import etree

    if not isinstance(node.tag, str):
        return node.tag is etree.Comment  # a processing instruction may load a style sheet
    name = etree.QName(node)
    if name.namespace == _XHTML or (
        name.namespace == _SVG and name.localname not in _ELEMENTS and not _FILTERS.fullmatch(name.localname)
    ):
        return False
    if name.localname == "style" and _LOADING.search("".join(map(str, node.itertext()))):
        return False
    return all(_allows_attribute(etree.QName(key).localname, str(value)) for key, value in node.attrib.items())


def _allows_attribute(name: str, value: str) -> bool:
    if name.lower() == "href":
        return bool(_HREF.match(value))
    return not name.lower().startswith("on") and not _LOADING.search(value)
