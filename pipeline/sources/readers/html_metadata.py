"""What trafilatura makes of a web page, and what the page declares of itself: titles, language, author, date."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError
from pipeline.languages.locales import normalize_tag
from pipeline.model import Metadata
from pipeline.sources.readers.html_runs import Outline
from pipeline.sources.readers.html_tokens import HtmlToken, TokenKind, attributes_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WORDS = re.compile(r"[\W_]+")
_HEADLINE = re.compile(r'"headline"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
"""As a page's linked data says it."""
_FIRST = 12
"""Elements among which the outermost are."""


def fold(text: str) -> str:
    """Return a text's letters and digits, which is what survives any conversion."""
    return _WORDS.sub("", text).casefold()


def read_titles(text: str, outline: Outline) -> tuple[str, ...]:
    """Return the titles that a page declares of itself, folded."""
    said = [_title_in(token) for token in outline.heads]
    data = _HEADLINE.search(text)
    said.append(data[1] if data else "")
    return tuple(dict.fromkeys(filter(None, map(fold, said))))


def _title_in(token: HtmlToken) -> str:
    if token.kind is TokenKind.TEXT:
        return unescape(token.raw)
    attributes = attributes_of(token)
    name = attributes.get("property") or attributes.get("name") or ""
    return attributes.get("content", "") if name.lower() in {"og:title", "twitter:title"} else ""


def extract(text: str) -> Any:
    """Return what trafilatura makes of a page, or None; its warnings are for those who mend pages, not for users."""
    with _quiet():
        from trafilatura import bare_extraction

        tree = _parse(text)
        if tree is None:
            return None
        # It fails in many ways on broken pages; what it cannot read is kept whole.
        with suppress(Exception):
            return bare_extraction(
                tree,
                include_comments=False,
                include_formatting=False,
                with_metadata=True,
            )
    return None


@contextmanager
def _quiet() -> Iterator[None]:
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _parse(text: str) -> HtmlElement | None:
    """Return a page's tree; nothing is fetched, no entity is replaced, and what is too deep or large is refused."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def read_metadata(document: Any, text: str) -> Metadata:
    """Return what a page declares, as far as trafilatura could tell.

    :param text: the page, which must name the day: trafilatura makes 1 January of a copyright year
    """
    if document is None:
        return Metadata()
    return Metadata(
        title=_clean(document.title),
        author=", ".join(filter(None, (part.strip() for part in (document.author or "").split(";")))) or None,
        date=_date(document.date, text),
        tags=tuple(filter(None, (str(tag).strip() for tag in document.tags or ()))),
        url=document.url if str(document.url or "").startswith(("http://", "https://")) else None,
    )


def _clean(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _date(value: str | None, text: str) -> date | None:
    try:
        found = date.fromisoformat(value) if value else None
    except ValueError:
        return None
    if found and (found.month, found.day) == (1, 1) and not _names_first_day(found.year, text):
        return None
    return found


def _names_first_day(year: int, text: str) -> bool:
    """Tell whether a page has 1 January of a year in any form: 2026-01-01, 1/1/2026, 1 January 2026, Jan 1, 2026."""
    first, between = r"(?<!\d)0?1(?:st|er)?", r"[\s.,/-]{1,3}"
    month = rf"(?:0?1|[^\W\d_]{{3,12}})\.?(?:{between}[^\W\d_]{{3,12}})?"
    day_first = rf"{first}{between}{month}{between}{year}(?!\d)"
    month_first = rf"[^\W\d_]{{3,12}}\.?{between}{first}{between}{year}(?!\d)"
    return re.search(rf"(?<!\d){year}[./-]?0?1[./-]?0?1(?!\d)|{day_first}|{month_first}", text) is not None


def declared_language(outline: Outline) -> str | None:
    """Return the language that the outermost elements declare, if it is one."""
    for element in outline.elements[:_FIRST]:
        tag = element.attributes.get("lang") or element.attributes.get("xml:lang")
        if tag and (element.parent is None or element.name in {"html", "body"}):
            with suppress(ConfigError):
                return normalize_tag(tag.strip())
    return None
