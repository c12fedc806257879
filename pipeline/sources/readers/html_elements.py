"""Facts about the elements of HTML: which are part of a sentence, which hold no text, and which end others."""

from __future__ import annotations

from pipeline.sources.readers.html_tokens import RAW

INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font"),
        *("i", "img", "ins", "kbd", "mark", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    }
)
"""Elements that are part of a sentence; all others make blocks."""
KEPT = frozenset({"code", "kbd", "samp", "var", "tt"})
"""Inline elements whose content is copied."""
SKIPPED = frozenset(
    {
        *("audio", "button", "canvas", "datalist", "dialog", "embed", "iframe", "input", "map", "math", "noembed"),
        *("noframes", "noscript", "object", "optgroup", "option", "pre", "script", "select", "style", "svg"),
        *("template", "textarea", "title", "video", "xmp", "head"),
    }
)
"""Elements whose content is not text of the article: code, embeds, controls."""
SKIPPED_WITH_TAGS = SKIPPED - RAW
"""Skipped elements that can contain tags: without its end tag, one would hide the rest of the page."""
CLOSED_BY = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"caption", "tr", "td", "th"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "thead": (frozenset({"caption"}), frozenset({"table"})),
    "tbody": (frozenset({"caption", "thead", "tbody", "tr", "td", "th"}), frozenset({"table"})),
    "tfoot": (frozenset({"thead", "tbody", "tr", "td", "th"}), frozenset({"table"})),
}
"""Elements whose start closes others that are open, up to an element that contains both."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PAGE_ONLY = frozenset({"html", "head", "body"})
"""Elements that only a whole page has."""
END_OPTIONAL = frozenset(
    {"p", "li", "dt", "dd", "caption", "tr", "td", "th", "thead", "tbody", "tfoot", "body", "html"},
)
"""Elements that may be left open."""
