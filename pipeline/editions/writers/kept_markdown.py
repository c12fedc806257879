"""Markdown editions without active HTML and active links, whoever wrote them: article, translator or machine.

What a Markdown reader sees decides whether anything must go. What goes is then taken out of the text as a whole, code
included: a text that attacks its readers has no claim to its examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from pipeline.editions.writers.kept_html import is_active, keep_html

if TYPE_CHECKING:
    from markdown_it.token import Token

_SUSPECT = re.compile(r"<[A-Za-z/!?]|\]\(|\]:")
"""Without any of these, Markdown has neither HTML nor links."""
_DESTINATION = re.compile(r"(\](?:\(|:)\s*+<?)([^\s<>]++)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPECIAL = {"<": "&lt;", "[": "&#91;"}


def keep_markdown(text: str) -> str:
    """Return Markdown of which nothing runs; the same text, if nothing in it would."""
    if not _SUSPECT.search(text) or not _is_active(text):
        return text
    kept = keep_html(_DESTINATION.sub(_inactive, text), markdown=True)
    if not _is_active(kept):
        return kept
    return "".join(_SPECIAL.get(char, char) for char in kept)


def _inactive(match: re.Match[str]) -> str:
    """Return the destination of a link; an active one as a fragment of the page, which leads nowhere."""
    return f"{match[1]}#{match[2]}" if is_active(_ESCAPED.sub(r"\1", match[2])) else match[0]


def _is_active(text: str) -> bool:
    return any(map(_acts, walk(parser().parse(text))))


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield tokens, and those inside of them."""
    for token in tokens:
        yield token
        yield from walk(token.children or ())


def _acts(token: Token) -> bool:
    if token.type in {"html_inline", "html_block"}:
        return keep_html(token.content) != token.content
    address = token.attrGet("href") or token.attrGet("src")
    return bool(address) and is_active(unescape(str(address)))


@cache
def parser() -> MarkdownIt:
    """Return what reads Markdown, with every address in it: other readers of Markdown are not as careful."""
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.validateLink = lambda _url: True  # type: ignore[method-assign, assignment]
    return markdown
