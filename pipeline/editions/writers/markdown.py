"""Editions as Markdown, for publishing systems that take it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape

from pipeline.editions.edition import Edition, EditionUnit, Origin, Site
from pipeline.editions.labels import PREVIEW, WITHDRAWN, labels_of, standing
from pipeline.editions.writers.blocks import Mark, block_texts
from pipeline.editions.writers.kept_markdown import keep_markdown
from pipeline.languages.locales import direction
from pipeline.model import Block, Document, Dropped, Encoding, Role, Skip, Status, Translate
from pipeline.sources.readers import reader_named
from pipeline.sources.readers.markdown import has_html, is_html
from pipeline.sources.readers.skeleton import quote_yaml

_LANGUAGE = re.compile(r"(?:language|lang)[ \t]*:[^\r\n]*(?:\r\n|\r|\n)?")
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~&]")
_BLOCK_START = re.compile(r"^([0-9]{1,9}(?=[.)])|(?=[-+=]))")
_TAG = re.compile(r"<(?!https?:|mailto:)[A-Za-z/!?]")
_FIRST_MARK = 900
"""Numbers of tags from here on are marks; no text has so many tags of one name."""
_NUMBERED = re.compile(r"\s*(\d{1,9})[.)]\s")


def write(edition: Edition) -> str:
    """Write an edition as Markdown; source text stands in a ``span`` with its language and direction, as drafts do.

    Runs of the other direction stand between Unicode's isolating characters. Blocks of HTML in
    an article of Markdown stay what they are, but for scripts and the like.
    """
    filed = edition.as_filed
    own = filed if filed and filed.document.format == "markdown" else edition
    return front_matter(own) + keep_markdown(markdown_body(own, _span, isolated=not edition.is_original))


def write_notice(_site: Site, _slug: str, language: str) -> str:
    """Write the notice that an article is withdrawn."""
    labels = labels_of(language)
    return f"---\nlanguage: {labels.language}\nstatus: {Status.CANCELED}\n---\n\n{labels.say(WITHDRAWN)}\n"


def front_matter(edition: Edition) -> str:
    """Return the front matter with the edition's language and what a machine wrote of it; an original keeps its own."""
    count = edition.front_matter
    blocks, said = edition.document.blocks[:count], _said(edition)
    if not count:
        return f"---\n{said}---\n\n" if said else ""
    if said:
        blocks = _with_lines(blocks, said) if edition.is_original else _with_language(blocks, said)
    document = replace(edition.document, blocks=blocks)
    # YAML holds no markup: a title that nobody translated stands there as it is.
    # What stays the same stays as it was written, quoted or not.
    own = replace(edition, units=tuple(unit for unit in edition.units if unit.block < count))
    texts = {
        index: text
        for index, text in block_texts(own, _unmarked, isolated=not edition.is_original).items()
        if not _stands(edition.document.blocks[index], text)
    }
    return reader_named(document.format).render(document, texts)


def _said(edition: Edition) -> str:
    """Return the lines that an edition adds to the front matter."""
    labels, said = labels_of(edition.language), ""
    if edition.site.preview:
        said = f"preview: {quote_yaml(labels.say(PREVIEW))}\n"
    if edition.is_original:
        return said
    said += f"language: {edition.language}\ntranslation_note: {quote_yaml(standing(edition))}\n"
    return said if labels.language == edition.language else f"{said}translation_note_language: {labels.language}\n"


def markdown_body(edition: Edition, mark: Mark, *, mark_captions: bool = False, isolated: bool = True) -> str:
    """Return what follows the front matter as Markdown, whatever the format of the article.

    ``mark`` gets Markdown. The text of an image takes no markup, so ``mark`` is kept from it unless asked for.
    """
    document, count = edition.document, edition.front_matter
    escaped = escape_markdown if document.format != "markdown" else str
    texts_of = dict(block_texts(edition, mark, escaped, isolated=isolated))
    if document.format == "markdown" and has_html(document):
        document, texts = _html_texts(edition, mark, isolated=isolated)
        texts_of |= texts
    if not mark_captions:
        images = {
            index for index, block in enumerate(document.blocks) if isinstance(block, Translate) and is_image(block)
        }
        captions = replace(edition, units=tuple(unit for unit in edition.units if unit.block in images))
        texts_of |= block_texts(captions, _unmarked, escaped, isolated=isolated)
    texts = {
        index: texts_of[count + index] if is_html(block) else _guard(block, texts_of[count + index])
        for index, block in enumerate(document.blocks[count:])
        if isinstance(block, Translate) and count + index in texts_of
    }
    body = replace(document, blocks=document.blocks[count:])
    if document.format == "markdown":
        return reader_named(document.format).render(body, texts)
    return _from_text(body, texts)


def _html_texts(edition: Edition, mark: Mark, *, isolated: bool) -> tuple[Document, Mapping[int, str]]:
    """Return the texts of blocks of HTML, and the document with the tags of their marks; an attribute takes none."""
    blocks = list(edition.document.blocks)
    tags: dict[int, list[tuple[str, str]]] = {}

    def named(text: str, unit: EditionUnit) -> str:
        block = blocks[unit.block]
        if not isinstance(block, Translate) or block.encoding is Encoding.ATTRIBUTE:
            return text
        own = tags.setdefault(unit.block, [])
        name = f"span{_FIRST_MARK + len(own)}"
        own.append((name, mark("\0", unit).partition("\0")[0]))
        return f"<{name}>{text}</{name}>"

    units = tuple(unit for unit in edition.units if is_html(blocks[unit.block]))
    texts = block_texts(replace(edition, units=units), named, isolated=isolated)
    for index, own in tags.items():
        block = blocks[index]
        if isinstance(block, Translate):
            blocks[index] = replace(block, tags=(*block.tags, *own))
    return replace(edition.document, blocks=tuple(blocks)), texts


def is_image(block: Translate) -> bool:
    """Tell whether a block of Markdown is the text of an image."""
    return block.prefix.endswith("![")


def escape_markdown(text: str) -> str:
    """Return plain text as Markdown that reads as the same text."""
    return _BLOCK_START.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", text.lstrip()))


def _stands(block: Block, text: str) -> bool:
    return isinstance(block, Translate) and block.text == text


def _unmarked(text: str, _unit: EditionUnit) -> str:
    return text


def _guard(block: Translate, text: str) -> str:
    """Keep a target that begins with a tag by chance from becoming a block of HTML, which is skeleton."""
    return f"\\{text}" if _TAG.match(text) and not text.startswith("<span") and not _TAG.match(block.text) else text


def _with_language(blocks: tuple[Block, ...], said: str) -> tuple[Block, ...]:
    """Put lines about the language in the place of the declared one, or first."""
    for index, block in enumerate(blocks):
        if isinstance(block, Skip) and (declared := _LANGUAGE.match(block.raw)):
            named = replace(block, raw=said + block.raw[declared.end() :])
            return (*blocks[:index], named, *blocks[index + 1 :])
    return _with_lines(blocks, said)


def _with_lines(blocks: tuple[Block, ...], said: str) -> tuple[Block, ...]:
    """Put lines at the top of the front matter."""
    return (*(replace(block, raw=block.raw + said) for block in blocks[:1]), *blocks[1:])


def _from_text(document: Document, texts: Mapping[int, str]) -> str:
    """Write the blocks of a plain-text article as Markdown."""
    parts: list[str] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Translate) and index in texts:
            parts += [_prefix(block), texts[index], block.suffix]
        elif not isinstance(block, Dropped):
            parts += map(_escape_line, block.raw.splitlines(keepends=True))
    return "".join(parts)


def _prefix(block: Translate) -> str:
    if block.role is Role.HEADLINE:
        return "# "
    if block.role is not Role.LIST:
        return ""
    number = _NUMBERED.match(block.prefix)
    return f"{number[1]}. " if number else "- "


def _escape_line(line: str) -> str:
    return escape_markdown(line) if line.strip() else line


def _span(text: str, unit: EditionUnit) -> str:
    if unit.origin is Origin.DRAFT:
        trust = "" if unit.score is None else f' its-mt-confidence="{unit.score / 100:.2f}"'
        return f'<span class="draft"{trust}>{text}</span>'
    return f'<span lang="{escape(unit.language)}" dir="{direction(unit.language)}">{text}</span>'
