"""An edition's body as markdown-it tokens that a writer can render: nothing in them is unsafe, source text is marked.

Source text travels through Markdown between brackets, as ``⸢en⁝text⸣``. They are punctuation, so that emphasis works
beside them; which pair depends on the article: one that it does not use itself.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.editions.markdown import markdown_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.edition import Edition

_BRACKETS = (("⸢", "⸣"), ("⸤", "⸥"), ("⦃", "⦄"), ("⧘", "⧙"))
_SEPARATOR = "⁝"
_LINKS = frozenset({"http", "https", "mailto"})
_IMAGES = frozenset({"", "http", "https"})


def parse_body(edition: Edition) -> list[Token]:
    """Return an edition's body as tokens.

    Pairs of ``source_open`` (with ``lang``) and ``source_close`` stand around source text, well nested.
    Blocks of HTML become ``embed`` tokens or go (comments), inline tags become text. Links keep http, https and mailto
    addresses, images http, https and relative ones; others lose the address and keep their text.
    """
    used = {char for block in edition.document.blocks for char in block.raw}
    used.update(char for unit in edition.units for char in unit.text)
    brackets = next((pair for pair in _BRACKETS if not used & set(pair)), _BRACKETS[0])
    markdown = MarkdownIt("commonmark").enable("table")
    # Every address parses, so that _safe can take it away and leave the text.
    markdown.validateLink = _any_address  # type: ignore[method-assign, assignment]
    text = markdown_body(edition, partial(_bracket, brackets), mark_captions=True)
    tokens = list(_safe(markdown.parse(text)))
    for token in tokens:
        if token.children is not None:
            token.children = list(_mark(_safe(token.children), brackets))
    return tokens


def _any_address(_url: str) -> bool:
    return True


def _bracket(brackets: tuple[str, str], text: str, language: str) -> str:
    return f"{brackets[0]}{language}{_SEPARATOR}{text}{brackets[1]}"


def _safe(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield tokens without HTML and without addresses that could run something."""
    linked = True
    for token in tokens:
        if token.type == "html_block":
            if not token.content.lstrip().startswith("<!--"):
                yield Token("embed", "figure", 0, block=True)
        elif token.type == "html_inline":
            yield _text(token.content)
        elif token.type == "image" and not _allows(_IMAGES, token, "src"):
            yield from token.children or ()
        elif token.type == "link_open":
            linked = _allows(_LINKS, token, "href")
            yield from (token,) * linked
        elif token.type == "link_close":
            yield from (token,) * linked
        else:
            yield token


def _allows(schemes: frozenset[str], token: Token, attribute: str) -> bool:
    try:
        parts = urlsplit(str(token.attrGet(attribute) or ""))
    except ValueError:
        return False
    # //host/path has no scheme, but leaves the site all the same.
    return parts.scheme in schemes and not (parts.netloc and not parts.scheme)


def _mark(tokens: Iterable[Token], brackets: tuple[str, str]) -> Iterator[Token]:
    """Turn brackets into pairs of tokens around source text.

    One pair a run, since each becomes an isolate of its own in the page's bidirectional text. Only where emphasis
    crosses the end of a run, each stretch of its text gets a pair.
    """
    split = list(_split(tokens, brackets))
    yield from split if _is_nested(split) else _pairs(split)


def _split(tokens: Iterable[Token], brackets: tuple[str, str]) -> Iterator[Token]:
    """Yield a token ``source_open`` or ``source_close`` in the place of each bracket."""
    edge = re.compile(f"({brackets[0]}[A-Za-z0-9-]+{_SEPARATOR}|{brackets[1]})")
    for token in tokens:
        if token.type == "image":
            token.children = list(_mark(token.children or (), brackets))
        if token.type != "text":
            yield token
            continue
        for piece in filter(None, edge.split(token.content)):
            if piece == brackets[1]:
                yield Token("source_close", "span", -1)
            elif edge.fullmatch(piece):
                yield Token("source_open", "span", 1, attrs={"lang": piece.strip(brackets[0] + _SEPARATOR)})
            else:
                yield _text(piece)


def _is_nested(tokens: Iterable[Token]) -> bool:
    """Tell whether each closing token closes what was opened last."""
    opened: list[str] = []
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.nesting > 0:
            opened.append(name)
        elif token.nesting < 0 and (not opened or opened.pop() != name):
            return False
    return not opened


def _pairs(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield a pair of its own around each text between ``source_open`` and ``source_close``."""
    opener: Token | None = None
    for token in tokens:
        if token.type.startswith("source_"):
            opener = token if token.nesting > 0 else None
        elif opener and token.type == "text":
            yield from (opener, token, Token("source_close", "span", -1))
        else:
            yield token


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
