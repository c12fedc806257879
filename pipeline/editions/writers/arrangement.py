"""Arrange an edition's tokens for a page: one title, figures with captions, source text in its own direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from markdown_it.token import Token

from pipeline.languages.locales import direction

FIGURE = "figure"
"""Set in the ``meta`` of an image whose text is the caption of a figure."""


def arrange(tokens: Sequence[Token]) -> Sequence[Token]:
    """Change tokens in place: no first-level heading, figures, ``lang`` and ``dir`` on wholly untranslated blocks.

    An image that is a paragraph of its own is a figure: what stands below it after a hard break is its caption, else
    its own text is.
    """
    for index, inline in enumerate(tokens):
        if inline.tag == "h1":
            inline.tag = "h2"
        if inline.type != "inline":
            continue
        opener, closer = tokens[index - 1], tokens[index + 1]
        children = inline.children or []
        caption = find_caption(children)
        if opener.type == "paragraph_open" and (caption or [child.type for child in children] == ["image"]):
            opener.tag = closer.tag = "figure"
            children[0].meta[FIGURE] = not caption
        _turn(tokens, index)
        if opener.tag == "figure" and caption:
            begin, end = Token("figcaption_open", "figcaption", 1), Token("figcaption_close", "figcaption", -1)
            inline.children = [*children[: -len(caption) - 1], begin, *caption, end]
    return tokens


def find_caption(children: Sequence[Token]) -> list[Token]:
    """Return the caption in a paragraph that is an image, perhaps linked, a hard break, and its caption."""
    before = list(takewhile(lambda child: child.type != "hardbreak", children))
    image = [child.type for child in before] in (["image"], ["link_open", "image", "link_close"])
    return list(children[len(before) + 1 :]) if image else []


def _turn(tokens: Sequence[Token], index: int) -> None:
    """Give the block of an inline token the direction of its language, if all of it is source text.

    A list item stays below its marker, a cell in line with its column; a quotation turns with its first paragraph.
    """
    opener, language = tokens[index - 1], _only_language(tokens[index].children or [])
    if language and opener.type in {"paragraph_open", "heading_open"} and not opener.hidden:
        turned = {"lang": language, "dir": direction(language)}
        opener.attrs |= turned
        outer = tokens[index - 2] if index > 1 else opener
        if outer.type == "blockquote_open":
            outer.attrs |= turned


def _only_language(children: Sequence[Token]) -> str | None:
    """Return the language of a text that is source text as a whole."""
    languages = set(_languages(children))
    return languages.pop() if len(languages) == 1 else None


def _languages(children: Sequence[Token]) -> Iterator[str | None]:
    """Yield the language of each stretch of source text, and None for other text."""
    language: str | None = None
    for token in children:
        if token.type == "source_open":
            language = str(token.attrGet("lang"))
        elif token.type == "source_close":
            language = None
        elif token.children:
            yield from _languages(token.children)
        elif token.content.strip():
            yield language
