"""Editions as plain text."""

from __future__ import annotations

import re
from dataclasses import replace
from textwrap import indent
from typing import TYPE_CHECKING

from pipeline.edition import block_texts
from pipeline.editions.labels import format_day, labels_of
from pipeline.editions.markdown import front_matter
from pipeline.readers import reader_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it.tree import SyntaxTreeNode

    from pipeline.edition import Edition

_NEIGHBOURS = re.compile(r"⟦([A-Za-z0-9-]+): ([^⟦⟧]*)⟧⟦\1: ")


def write(edition: Edition) -> str:
    """Write an edition as plain text; source text stands in ``⟦en: …⟧``.

    A plain-text article keeps its form; of another one the markup goes and the layout stays.
    """
    if edition.document.format == "text":
        count = edition.front_matter
        texts = {index - count: text for index, text in block_texts(edition, _bracket).items() if index >= count}
        body = replace(edition.document, blocks=edition.document.blocks[count:])
        return front_matter(edition) + reader_named("text").render(body, texts)
    return "\n\n".join(filter(None, (*_head(edition), *_body(edition)))) + "\n"


def _bracket(text: str, language: str) -> str:
    return f"⟦{language}: {text}⟧"


def _head(edition: Edition) -> tuple[str, ...]:
    """Return title, standfirst and byline as the front matter has them."""
    count, metadata = edition.front_matter, edition.document.metadata
    marked = block_texts(edition, _bracket)
    titles = [text for index, text in marked.items() if index < count]
    day = format_day(metadata.date, labels_of(edition.language)[1]) if metadata.date else None
    return (*titles, " · ".join(filter(None, (metadata.author, day))))


def _body(edition: Edition) -> list[str]:
    from markdown_it.tree import SyntaxTreeNode

    from pipeline.editions.tokens import parse_body

    embed = f"[{labels_of(edition.language)[0].embed}]"
    root = SyntaxTreeNode(parse_body(edition))
    blocks = [embed if node.type == "embed" else _block(node) for node in root.children]
    return [_join_marks(block) for block in blocks]


def _join_marks(text: str) -> str:
    """Make one mark of those that emphasis had cut apart."""
    joined = _NEIGHBOURS.sub(r"⟦\1: \2", text)
    return joined if joined == text else _join_marks(joined)


def _block(node: SyntaxTreeNode) -> str:
    write_block = _BLOCKS.get(node.type)
    return write_block(node) if write_block else _inline(node)


def _blocks(node: SyntaxTreeNode, separator: str) -> str:
    return separator.join(_block(child) for child in node.children)


def _list(node: SyntaxTreeNode) -> str:
    tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
    start = int(node.attrs.get("start", 1))
    items: list[str] = []
    for number, item in enumerate(node.children, start):
        marker = f"{number}. " if node.type == "ordered_list" else "- "
        text = _blocks(item, "\n" if tight else "\n\n")
        items.append(marker + indent(text, " " * len(marker)).lstrip(" "))
    return ("\n" if tight else "\n\n").join(items)


def _quote(node: SyntaxTreeNode) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _blocks(node, "\n\n").split("\n"))


def _code(node: SyntaxTreeNode) -> str:
    return indent(node.content.rstrip("\n"), " " * 4)


def _row(node: SyntaxTreeNode) -> str:
    return " | ".join(_inline(cell) for cell in node.children)


_BLOCKS: Mapping[str, Callable[[SyntaxTreeNode], str]] = {
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "hr": lambda _: "* * *",
    "table": lambda node: _blocks(node, "\n"),
    "thead": lambda node: _blocks(node, "\n"),
    "tbody": lambda node: _blocks(node, "\n"),
    "tr": _row,
}


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in _LEAVES:
        return _LEAVES[node.type](node)
    text = "".join(_inline(child) for child in node.children)
    if node.type == "source":
        return _bracket(text, str(node.attrs["lang"]))
    if node.type == "link" and node.attrs["href"] not in {text, f"mailto:{text}"}:
        return f"{text} ({node.attrs['href']})"
    return text


_LEAVES: Mapping[str, Callable[[SyntaxTreeNode], str]] = {
    "text": lambda node: node.content,
    "code_inline": lambda node: node.content,
    "softbreak": lambda _: " ",
    "hardbreak": lambda _: "\n",
    "embed": lambda _: "",
}
