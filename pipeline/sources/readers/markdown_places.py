"""Find where the texts of Markdown stand: the lines of each paragraph, heading, table row and block of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from pipeline.model import Role

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


_CONTAINERS = {"blockquote_open": Role.QUOTE, "list_item_open": Role.LIST}
_NESTED = frozenset({*_CONTAINERS, "footnote_reference_open"})
_CLOSINGS = frozenset({"blockquote_close", "list_item_close"})


# CommonMark calls only lines of spaces and tabs blank; scraped text is full of lines of no-break spaces.
_BLANK_TO_PEOPLE = re.compile(r"[\s>]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlace:
    """Lines ``start`` to ``end`` that hold texts: one, or the cells of a table's row."""

    start: int
    end: int
    text_end: int
    """Where the lines of the text end: before the underline of a heading."""
    texts: tuple[str, ...]
    role: Role
    heading: str = ""
    """The markup of a heading: ``##``, ``=``."""
    image: bool = False
    cells: bool = False
    breaks: int = 0
    """How many hard line breaks the text has."""
    task: bool = False
    """Whether a task's box may stand before the text."""
    html: bool = False
    """Whether the lines are a block of HTML; a headline there is one only if none stands above."""


def find_too_deep(tokens: Iterable[Token]) -> int | None:
    """Return the line, an index, of the first list, quotation or footnote that stands too deep in others to be read."""
    deepest = _parser().options["maxNesting"] - 1
    deep = (token.map for token in tokens if token.type in _NESTED and token.level >= deepest)
    return next((lines[0] if lines else 0 for lines in deep), None)


def parse_markdown(lines: Sequence[str]) -> tuple[list[Token], dict[str, Any]]:
    """Return CommonMark's blocks as tokens, and the definitions found; line numbers are indexes of ``lines``."""
    bare = (line.rstrip("\r\n") for line in lines)
    fed = ("".join(c if c == ">" else " " for c in line) if _BLANK_TO_PEOPLE.fullmatch(line) else line for line in bare)
    definitions: dict[str, Any] = {}
    return _parser().parse("\n".join(fed).replace("\x00", "\ufffd"), definitions), definitions


@cache
def _parser() -> MarkdownIt:
    """Return the parser, which is worth keeping. It leaves the texts of blocks as they stand."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    # The plug-in would move the notes to the end; here they stay where they stand. Line ends are the same ones already.
    left_out = ["footnote_tail", "inline", "text_join", "normalize"]
    return MarkdownIt("commonmark").enable("table").use(footnote_plugin).disable(left_out)


def _inline_kinds(text: str, definitions: dict[str, Any]) -> list[str]:
    """Return what the text of a block is made of, links opened; nothing where that is neither an image nor a break."""
    if "![" not in text and "  \n" not in text and "\\\n" not in text:
        return []
    tokens: list[Token] = []
    parser = _parser()
    parser.inline.parse(text, parser, definitions, tokens)
    return [token.type for token in tokens if token.type not in {"link_open", "link_close"}]


def find_places(tokens: Sequence[Token], definitions: dict[str, Any]) -> Iterator[TextPlace]:
    """Yield the places of texts, in order."""
    containers = [Role.BODY]
    headline = task = False
    for index, token in enumerate(tokens):
        if token.type in _CONTAINERS:
            containers.append(_CONTAINERS[token.type])
            task = token.type == "list_item_open"
        elif token.type in _CLOSINGS:
            containers.pop()
        elif token.type == "tr_open":
            yield _row_place(token, tokens[index:])
        elif token.type == "html_block" and token.level == 0:
            yield _html_place(token, Role.HEADING if headline else Role.HEADLINE)
            headline = headline or "<h1" in token.content.lower()
        elif token.type in {"paragraph_open", "heading_open"}:
            first = token.tag == "h1" and not headline
            headline = headline or first
            role = Role.HEADLINE if first else Role.HEADING if token.tag != "p" else containers[-1]
            inline = tokens[index + 1]
            yield _text_place(token, inline, role, _inline_kinds(inline.content, definitions), task=task)
            task = False


def _row_place(opener: Token, tokens: Sequence[Token]) -> TextPlace:
    """Return the place of a table's row; ``tokens`` begin with it."""
    start, end = opener.map or (0, 0)
    row = takewhile(lambda token: token.type != "tr_close", tokens)
    texts = tuple(token.content for token in row if token.type == "inline")
    return TextPlace(start=start, end=end, text_end=end, texts=texts, role=Role.BODY, cells=True)


def _html_place(token: Token, role: Role) -> TextPlace:
    """Return the place of a block of HTML; ``role`` is that of a headline in it."""
    start, end = token.map or (0, 0)
    return TextPlace(start=start, end=end, text_end=end, texts=(token.content,), role=role, html=True)


def _text_place(opener: Token, inline: Token, role: Role, kinds: list[str], *, task: bool) -> TextPlace:
    """Return the place of a paragraph's or heading's text."""
    start, end = opener.map or (0, 0)
    _, text_end = inline.map or (0, 0)
    return TextPlace(
        start=start,
        end=end,
        text_end=text_end,
        texts=(inline.content,),
        role=role,
        heading="" if opener.tag == "p" else opener.markup,
        image=kinds == ["image"],
        breaks=kinds.count("hardbreak"),
        task=task,
    )
