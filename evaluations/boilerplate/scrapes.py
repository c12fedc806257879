"""A page in HTML as a scraper's text: each block a line, with blank lines as some tools write them."""

from __future__ import annotations

from enum import Enum

import lxml.html

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "nav", "aside", "main", "ul", "ol", "li", "table", "tr"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "figure", "figcaption", "blockquote", "form", "button", "label"}
    | {"br", "hr", "dl", "dt", "dd", "address", "option", "select", "details", "summary", "fieldset", "legend", "body"}
)
_SKIPPED = frozenset({"script", "style", "head", "noscript", "template", "svg", "iframe"})
_PARTS = frozenset({"section", "article", "header", "footer", "nav", "aside", "ul", "ol", "figure", "blockquote"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "form", "table", *_PARTS})


class Blanks(Enum):
    """Around which elements blank lines stand."""

    NOWHERE = frozenset[str]()
    PARTS = _PARTS
    PARAGRAPHS = _PARAGRAPHS


def to_text(page: str, blanks: Blanks) -> str:
    """Return a page's text."""
    root = lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    lines = _Lines(blanks.value)
    lines.add(root)
    lines.end(blank=False)
    return "\n".join(lines.done)


class _Lines:
    """The lines so far."""

    def __init__(self, apart: frozenset[str]) -> None:
        self.done: list[str] = []
        self._apart = apart
        self._open: list[str] = []

    def add(self, element: lxml.html.HtmlElement) -> None:
        """Add an element's text."""
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            return
        if element.tag in _BLOCKS:
            self.end(blank=element.tag in self._apart)
        self._open.append(element.text or "")
        for child in element:
            self.add(child)
            self._open.append(child.tail or "")
        if element.tag in _BLOCKS:
            self.end(blank=element.tag in self._apart)

    def end(self, *, blank: bool) -> None:
        """End the line, and set a blank one after it."""
        text = " ".join("".join(self._open).split())
        self._open.clear()
        if text:
            self.done.append(text)
        if blank and self.done and self.done[-1]:
            self.done.append("")
