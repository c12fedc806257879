"""An edition's body as markdown-it tokens that a writer can render: nothing in them is unsafe, marked text is marked.

Source text and drafts travel through Markdown between brackets, as ``⸢0⁝text⸣``: the number is their place among the
marks. Brackets are punctuation, so that emphasis works beside them; which pair depends on the article: one that it does
not use itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html import unescape
from urllib.parse import urlsplit

from markdown_it.token import Token

from pipeline.editions.addresses import keep_inside, name_edition
from pipeline.editions.edition import Edition, EditionUnit, Origin
from pipeline.editions.isolation import LRI, PDI, RLI
from pipeline.editions.writers.kept_markdown import parser
from pipeline.editions.writers.markdown import markdown_body
from pipeline.languages.locales import direction

_BRACKETS = (("⸢", "⸣"), ("⸤", "⸥"), ("⦃", "⦄"), ("⧘", "⧙"), ("⧚", "⧛"), ("⸦", "⸧"), ("⦇", "⦈"), ("⟅", "⟆"))
SEPARATOR = "⁝"
_SCHEMES = frozenset({"", "http", "https"})
_LINKS = _SCHEMES | {"mailto"}
_DIRECTIONS = {LRI: "ltr", RLI: "rtl"}
_ISOLATES = (*_DIRECTIONS, PDI)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SHOWN = re.compile(
    r"<(?:iframe|video|audio|object|embed|img|svg|canvas|form|input|script|blockquote)\b|(?:^|>)[^<]*\w", re.IGNORECASE
)
"""What makes a block of HTML more than tags around Markdown, such as ``<div>`` alone on its line."""
_DEEPEST = 20
"""Emphasis in emphasis that is kept, as deep as lists and quotations may stand in each other in CommonMark's parser."""
ANNOTATOR = "urn:newsloc:engine:"
"""What ITS 2.0 wants to be named as the source of a confidence: an address, here with the engine behind it."""


def parse_body(edition: Edition, suffix: str = "html") -> list[Token]:
    """Return an edition's body as tokens.

    Pairs of ``source_open`` or ``draft_open`` and their closing tokens stand around marked text, ``bdi_open`` and
    ``bdi_close`` around isolated runs, well nested. Blocks of HTML become ``embed`` tokens, or go where they show
    nothing (comments, tags alone), inline tags become text. Links keep http, https, mailto and relative addresses,
    images all but mailto; others lose the address and keep their text. A link to another article leads to its edition,
    which has *suffix*.
    """
    brackets, marked = choose_brackets(edition), list[EditionUnit]()
    text = markdown_body(edition, partial(bracket, brackets, marked), mark_captions=True)
    openers = [Token(f"{unit.origin}_open", "span", 1, attrs=mark_attributes(unit)) for unit in marked]
    tokens = list(_safe(parser().parse(text), edition.slug, suffix))
    for token in tokens:
        if token.children is not None:
            safe = _safe(_flatten(token.children), edition.slug, suffix)
            token.children = list(_mark(safe, brackets, openers))
    return tokens


def choose_brackets(edition: Edition) -> tuple[str, str]:
    """Return a pair of brackets that an edition does not use itself."""
    texts = (*(block.raw for block in edition.document.blocks), *(unit.text for unit in edition.units))
    used = set("".join(unescape(text) for text in texts))  # Markdown reads &#x2E22; as the bracket itself
    return next((pair for pair in _BRACKETS if used.isdisjoint(pair)), _BRACKETS[0])


def bracket(brackets: tuple[str, str], marked: list[EditionUnit], text: str, unit: EditionUnit) -> str:
    """Return text with its unit's mark around it, and note the unit."""
    marked.append(unit)
    return f"{brackets[0]}{len(marked) - 1}{SEPARATOR}{text}{brackets[1]}"


def mark_attributes(unit: EditionUnit) -> dict[str, str | int | float]:
    """Return the attributes of marked text: its language and direction, or how far a draft can be trusted (ITS 2.0)."""
    if unit.origin is Origin.SOURCE:
        return {"class": "source", "lang": unit.language, "dir": direction(unit.language)}
    if unit.score is None:
        return {"class": "draft"}
    return {
        "class": "draft",
        "its-annotators-ref": f"mt-confidence|{ANNOTATOR}{unit.engine}",
        "its-mt-confidence": f"{unit.score / 100:.2f}",
    }


def _safe(tokens: Iterable[Token], slug: str, suffix: str) -> Iterator[Token]:
    """Yield tokens without HTML and without addresses that could run something or lead out of the site's folder."""
    linked = True
    for token in tokens:
        if token.type == "link_open":
            linked = _allows(_LINKS, token, "href") and _keeps(token, "href", slug)
            token.attrs["href"] = name_edition(str(token.attrs["href"]), suffix) if linked else ""
        if token.type in {"link_open", "link_close"}:
            yield from (token,) * linked
        else:
            yield from _safe_token(token, slug)


def _flatten(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield tokens without emphasis that stands too deep in other emphasis: nobody sees it, and trees are walked."""
    depth = 0
    for token in tokens:
        if token.tag not in {"em", "strong"}:
            yield token
            continue
        depth += token.nesting == 1
        if depth <= _DEEPEST:
            yield token
        depth -= token.nesting == -1


def _safe_token(token: Token, slug: str) -> Iterable[Token]:
    """Return what stands for a token that is no part of a link."""
    if token.type == "html_block":
        return (Token("embed", "figure", 0, block=True),) if _SHOWN.search(_COMMENT.sub("", token.content)) else ()
    if token.type == "html_inline":
        return (_text(token.content),)
    if token.type == "image" and not (_allows(_SCHEMES, token, "src") and _keeps(token, "src", slug)):
        return token.children or ()
    return (token,)


def _keeps(token: Token, attribute: str, slug: str) -> bool:
    return keep_inside(str(token.attrGet(attribute)), slug) is not None


def _allows(schemes: frozenset[str], token: Token, attribute: str) -> bool:
    try:
        parts = urlsplit(str(token.attrGet(attribute) or ""))
    except ValueError:
        return False
    # //host/path has no scheme, but leaves the site all the same.
    return parts.scheme in schemes and not (parts.netloc and not parts.scheme)


def _mark(tokens: Iterable[Token], brackets: tuple[str, str], openers: Sequence[Token]) -> Iterator[Token]:
    """Turn brackets into pairs of tokens around marked text, and isolating characters into pairs around their run.

    One pair a run, since each becomes an isolate of its own in the page's bidirectional text. Only where emphasis
    crosses the end of a run, each stretch of its text gets a pair.
    """
    split = list(_split(tokens, brackets, openers))
    yield from split if _is_nested(split) else _pairs(split)


def _split(tokens: Iterable[Token], brackets: tuple[str, str], openers: Sequence[Token]) -> Iterator[Token]:
    """Yield an opening or closing token in the place of each bracket and isolating character."""
    edge = re.compile(f"({brackets[0]}[0-9]+{SEPARATOR}|[{brackets[1]}{''.join(_ISOLATES)}])")
    open_marks: list[str] = []
    for token in tokens:
        if token.type == "image":
            token.children = list(_mark(token.children or (), brackets, openers))
        if token.type != "text":
            yield token
            continue
        for piece in filter(None, edge.split(token.content)):
            if not edge.fullmatch(piece):
                yield _text(piece)
            elif piece == brackets[1]:
                yield Token(f"{open_marks.pop()}_close", "span", -1) if open_marks else _text(piece)
            elif piece in _ISOLATES:
                yield _isolate(piece)
            else:
                opener = _opener_at(piece.strip(brackets[0] + SEPARATOR), openers)
                open_marks += [opener.type.removesuffix("_open")] if opener else []
                yield opener.copy() if opener else _text(piece)


def _opener_at(number: str, openers: Sequence[Token]) -> Token | None:
    """Return the token of a mark; None for a number that is the text's own."""
    digits = number.lstrip("0") or "0"
    return openers[int(digits)] if len(digits) <= len(str(len(openers))) and int(digits) < len(openers) else None


def _isolate(char: str) -> Token:
    if char == PDI:
        return Token("bdi_close", "bdi", -1)
    return Token("bdi_open", "bdi", 1, attrs={"dir": _DIRECTIONS[char]})


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
    """Yield a pair of its own around each text between opening and closing marks; isolates go."""
    opener: Token | None = None
    for token in tokens:
        if token.tag == "span":  # a mark: nothing else is one
            opener = token if token.nesting > 0 else None
        elif opener and token.type == "text":
            yield from (opener.copy(), token, Token(f"{opener.type.removesuffix('_open')}_close", "span", -1))
        elif token.tag != "bdi":
            yield token


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
