"""Cells of tables that hold only numbers: nobody translates them, each edition writes them as its language does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.editions.house_style import Style, write_digits
from pipeline.languages.locales import babel_locale
from pipeline.model import Block, Document, Skip

_CELL = re.compile(r"[\s|>]*+[^\w\s|]*+\d[\W\d]*")
"""What a reader leaves of a cell without letters: it ends before the next bar, not with its line."""
_SEPARATOR = re.compile(r"(?<=\d)[.,\u00a0\u202f٬٫](?=\d)")
_TABLES = "markdown"


def localize_cells(document: Document, source: str, target: str, style: Style) -> Document:
    """Return a document with the numbers of its tables written as in another language."""
    if document.format != _TABLES:
        return document
    separators = dict(zip(_symbols(source), _symbols(target), strict=True))
    blocks = tuple(_localize(block, separators, target, style) for block in document.blocks)
    return document if blocks == document.blocks else replace(document, blocks=blocks)


def _localize(block: Block, separators: Mapping[str, str], target: str, style: Style) -> Block:
    if not isinstance(block, Skip) or "\n" in block.raw or not _CELL.fullmatch(block.raw):
        return block
    written = _SEPARATOR.sub(lambda match: separators.get(match[0], match[0]), block.raw)
    return replace(block, raw=write_digits(written, target, style))


def _symbols(tag: str) -> tuple[str, str]:
    """Return what a language writes between thousands and before decimals, with the digits 0-9."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = babel_locale(tag)
    return get_group_symbol(locale, numbering_system="latn"), get_decimal_symbol(locale, numbering_system="latn")
