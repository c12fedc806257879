"""Editions as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from textwrap import indent

from markdown_it.tree import SyntaxTreeNode

from pipeline.editions.edition import Edition, EditionUnit, Origin, Site
from pipeline.editions.isolation import LRI, PDI, RLI, enclose
from pipeline.editions.labels import PREVIEW, WITHDRAWN, labels_of, standing
from pipeline.editions.writers.blocks import block_texts, correction_of
from pipeline.editions.writers.html import EMBED
from pipeline.editions.writers.markdown import front_matter
from pipeline.editions.writers.tokens import parse_body
from pipeline.languages.locales import direction
from pipeline.model import Role
from pipeline.sources.readers import reader_named

_NEIGHBOURS = re.compile(f"⟦([^⟦⟧:]+): ([^⟦⟧]*?){PDI}?⟧⟦\\1: [{LRI}{RLI}]?")


def write(edition: Edition) -> str:
    """Write an edition as plain text; source text stands in ``⟦en: …⟧``, a draft in ``⟦machine translation: …⟧``.

    A plain-text article keeps its form; of another one the markup goes and the layout stays. What is isolated in HTML
    stands between Unicode's isolating characters here.
    """
    if edition.document.format == "text":
        count = edition.front_matter
        marked = block_texts(edition, mark_text(edition), isolated=not edition.is_original)
        texts = {index - count: text for index, text in marked.items() if index >= count}
        body = replace(edition.document, blocks=edition.document.blocks[count:])
        return front_matter(edition) + reader_named("text").render(body, texts)
    (titles, byline), blocks = _head(edition), _body(edition)
    # A headline in the text stands above the byline, as one of the front matter does.
    if not titles and edition.text_of(Role.HEADLINE) and blocks:
        titles = [blocks.pop(0)]
    return "\n\n".join(filter(None, (*titles, *byline, *blocks))) + "\n"


def write_notice(_site: Site, _slug: str, language: str) -> str:
    """Write the notice that an article is withdrawn."""
    return f"{labels_of(language).say(WITHDRAWN)}\n"


def plain_body(edition: Edition) -> str:
    """Return what follows title, standfirst and byline, as plain text."""
    if edition.document.format == "text":
        return write(edition)[len(front_matter(edition)) :]
    return "\n\n".join(_body(edition))


def mark_text(edition: Edition) -> Callable[[str, EditionUnit], str]:
    """Return how an edition marks text: the mark names it, and source text of the other direction is isolated."""
    machine = labels_of(edition.language).say("machine translation")

    def mark(text: str, unit: EditionUnit) -> str:
        return _mark(text, "" if unit.origin is Origin.DRAFT else unit.language, edition.language, machine)

    return mark


def note(edition: Edition) -> str:
    """Return what an edition says of itself, marked where that is in another language; empty for an original."""
    labels = labels_of(edition.language)
    preview = labels.say(PREVIEW) if edition.site.preview else ""
    text = " · ".join(filter(None, (preview, "" if edition.is_original else standing(edition))))
    is_own = labels.language == edition.language or not text
    return text if is_own else _mark(text, labels.language, edition.language, "")


def _mark(text: str, language: str, own: str, machine: str) -> str:
    if not language:
        return f"⟦{machine}: {text}⟧"
    if direction(language) != direction(own):
        text = enclose(text, direction(language))
    return f"⟦{language}: {text}⟧"


def _head(edition: Edition) -> tuple[list[str], tuple[str, ...]]:
    """Return title and standfirst as the front matter has them; and author and date, the note, and the correction."""
    correction = correction_of(edition)
    marked = block_texts(edition, mark_text(edition))
    titles = [text for index, text in marked.items() if index < edition.front_matter and index != correction]
    label = labels_of(edition.language).say("Correction")
    corrected = f"{label}: {marked[correction]}" if correction is not None else ""
    return titles, (" · ".join(filter(None, (edition.author, edition.day))), note(edition), corrected)


def _body(edition: Edition) -> list[str]:
    labels = labels_of(edition.language)
    embed = f"[{labels.say(EMBED)}]"
    root = SyntaxTreeNode(parse_body(edition, "txt"))
    writer = _Writer(language=edition.language, machine=labels.say("machine translation"))
    blocks = [embed if node.type == "embed" else writer.block(node) for node in root.children]
    return [_join_marks(block) for block in blocks]


def _join_marks(text: str) -> str:
    """Make one mark of those that emphasis had cut apart."""
    joined = _NEIGHBOURS.sub(r"⟦\1: \2", text)
    return joined if joined == text else _join_marks(joined)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the nodes of a body; ``language`` is the edition's, ``machine`` what it calls a draft."""

    language: str
    machine: str

    def block(self, node: SyntaxTreeNode) -> str:
        """Write a block."""
        write_block = _BLOCKS.get(node.type)
        return write_block(self, node) if write_block else self.inline(node)

    def blocks(self, node: SyntaxTreeNode, separator: str = "\n") -> str:
        """Write the blocks inside another."""
        return separator.join(self.block(child) for child in node.children)

    def list(self, node: SyntaxTreeNode) -> str:
        """Write a list, its items' other lines indented."""
        tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
        start = int(node.attrs.get("start", 1))
        items: list[str] = []
        for number, item in enumerate(node.children, start):
            marker = f"{number}. " if node.type == "ordered_list" else "- "
            text = self.blocks(item, "\n" if tight else "\n\n")
            items.append(marker + indent(text, " " * len(marker)).lstrip(" "))
        return ("\n" if tight else "\n\n").join(items)

    def quote(self, node: SyntaxTreeNode) -> str:
        """Write a quotation, each line marked."""
        return "\n".join(f"> {line}".rstrip() for line in self.blocks(node, "\n\n").split("\n"))

    def code(self, node: SyntaxTreeNode) -> str:
        """Write code, indented."""
        return indent(node.content.rstrip("\n"), " " * 4)

    def row(self, node: SyntaxTreeNode) -> str:
        """Write a row of a table."""
        return " | ".join(self.inline(cell) for cell in node.children)

    def inline(self, node: SyntaxTreeNode) -> str:
        """Write what stands in a line."""
        if node.type in _LEAVES:
            return _LEAVES[node.type](node)
        text = "".join(self.inline(child) for child in node.children)
        if node.type in {"source", "draft"}:
            return _mark(text, str(node.attrs.get("lang", "")), self.language, self.machine)
        if node.type == "bdi":
            return enclose(text, str(node.attrs["dir"]))
        if node.type == "link" and node.attrs["href"] not in {text, f"mailto:{text}"}:
            return f"{text} ({node.attrs['href']})"
        return text


_BLOCKS: Mapping[str, Callable[[_Writer, SyntaxTreeNode], str]] = {
    "bullet_list": _Writer.list,
    "ordered_list": _Writer.list,
    "blockquote": _Writer.quote,
    "fence": _Writer.code,
    "code_block": _Writer.code,
    "hr": lambda _writer, _node: "* * *",
    "table": _Writer.blocks,
    "thead": _Writer.blocks,
    "tbody": _Writer.blocks,
    "tr": _Writer.row,
}
_LEAVES: Mapping[str, Callable[[SyntaxTreeNode], str]] = {
    "text": lambda node: node.content,
    "code_inline": lambda node: node.content,
    "softbreak": lambda _: " ",
    "hardbreak": lambda _: "\n",
    "embed": lambda _: "",
}
