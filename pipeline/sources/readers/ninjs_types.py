"""The markup of a text in a ninjs item: plain text or HTML; other markup stays as it is."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["text", "html"]
_HTML = re.compile(r"(?:text/|application/)?x?html5?(?:\+xml)?|(?:body|description|headline)_x?html5?")
_TEXT = re.compile(r"(?:text/)?(?:plain|text)")
_MARKUP = re.compile(r"<[A-Za-z!/?]")


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
