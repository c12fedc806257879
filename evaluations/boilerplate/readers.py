"""What is compared: newsloc's reader of HTML, its reader of text, and trafilatura in two modes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape

from pipeline.model import Document, Encoding, Role, Translate
from pipeline.sources.readers import reader_named
from pipeline.sources.readers.html_pieces import HtmlPiece, words_of
from pipeline.sources.readers.html_runs import read_outline
from pipeline.sources.readers.html_texts import find_text

_TAG = re.compile(r"<[^<>]*>")
_AROUND_BODY = frozenset({Role.HEADLINE, Role.STANDFIRST, Role.CAPTION})


def read_html(page: str) -> str:
    """Return what newsloc keeps of a page."""
    return _kept(reader_named("html").parse(page, "page.html"))


def read_body(page: str) -> str:
    """Return what newsloc keeps of a page without headline, standfirst and captions, as others count an article."""
    document = reader_named("html").parse(page, "page.html")
    blocks = (b for b in document.blocks if not isinstance(b, Translate) or b.role not in _AROUND_BODY)
    return _kept(replace(document, blocks=tuple(blocks)))


def read_text(page: str) -> str:
    """Return what newsloc keeps of a page's lines, all of them, as a person would copy them out of a browser."""
    runs = read_outline(page, "page.html").runs
    lines = (words_of(HtmlPiece(run=run, text=find_text(run), role=Role.BODY)) for run in runs)
    return _kept(
        reader_named("text").parse("\n\n".join(" ".join(line.split()) for line in lines if line.strip()), "page.txt")
    )


def read_default(page: str) -> str:
    """Return what trafilatura keeps, but for comments."""
    return _extract(page, precision=False)


def read_precision(page: str) -> str:
    """Return what trafilatura keeps in its precision mode."""
    return _extract(page, precision=True)


READERS: Mapping[str, Callable[[str], str]] = {
    "newsloc": read_html,
    "newsloc-body": read_body,
    "trafilatura": read_default,
    "trafilatura-precision": read_precision,
    "text": read_text,
}


def _extract(page: str, *, precision: bool) -> str:
    from trafilatura import extract

    return extract(page, favor_precision=precision, include_comments=False) or ""


def _kept(document: Document) -> str:
    """Return the texts of a document's body without their tags."""
    texts = [block for block in document.blocks if isinstance(block, Translate)]
    shown = [block for block in texts if block.role is not Role.META and block.encoding is not Encoding.ATTRIBUTE]
    return "\n".join(unescape(_TAG.sub("", block.text)) for block in shown)
