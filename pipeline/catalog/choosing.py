"""A person's choice of what belongs to an article: lines taken back, and more lines left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalog.header import LEFT_OUT
from pipeline.catalog.left_out import Recorded, find_catalogs, format_record
from pipeline.catalog.merge import make_template
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import find_catalog, write_catalog
from pipeline.errors import ConfigError
from pipeline.model import Block, Dropped, Translate
from pipeline.project.paths import refuse_outside, template_path
from pipeline.sources.boilerplate.left_out import digest_blocks, text_of
from pipeline.sources.boilerplate.listing import format_lines, lines_of
from pipeline.sources.readers.table_rows import find_lost_head

BY_HAND = "by-hand"
"""The rule of what a person left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The new record, and the texts that a person chose, each with its lines: ``7-9``."""

    record: Mapping[str, str]
    texts: tuple[tuple[str, str], ...]


def include(recorded: Recorded, lines: Collection[int]) -> Choice:
    """Take back what is left out on some lines.

    :raises ConfigError: if nothing is left out there
    """
    chosen = _find(recorded, lines, dropped=True)
    record = {digest: rule for digest, rule in recorded.record.items() if digest not in chosen}
    return Choice(record=record, texts=_texts(recorded, chosen.values()))


def exclude(recorded: Recorded, lines: Collection[int]) -> Choice:
    """Leave out what stands on some lines.

    :raises ConfigError: if nothing stands there that can be left out, nothing else would be left, or a table would
        lose its head
    """
    chosen = _find(recorded, lines, dropped=False)
    document = recorded.article.document
    digests = digest_blocks(document.blocks)
    kept = [digest for index, digest in digests.items() if not isinstance(document.blocks[index], Dropped)]
    if len(chosen) == len(kept):
        raise ConfigError(f"{document.path}: no text would be left; delete the file instead")
    gone = {index for index, digest in digests.items() if digest in chosen or digest not in kept}
    head = find_lost_head(document.blocks, gone) if document.format == "markdown" else None
    if head is not None:
        raise ConfigError(f"{document.path}:{head}: a table needs its head; leave its other rows out, too")
    return Choice(record={**recorded.record, **dict.fromkeys(chosen, BY_HAND)}, texts=_texts(recorded, chosen.values()))


def write_record(project: Path, recorded: Recorded, record: Mapping[str, str]) -> None:
    """Write a record into an article's template, which is made if need be, and into its catalogs.

    :raises CatalogError: if one of them cannot be read or written
    """
    article = recorded.article
    paths = (template_path(project, article.slug), *find_catalogs(project, article.slug))
    refuse_outside(project, *paths)
    files = {path: find_catalog(path) for path in paths}
    catalogs = [catalog for catalog in files.values() if catalog and catalog.language is not None]
    for path, catalog in files.items():
        if catalog is None:
            contexts, following = number_units(article, None, catalogs)
            catalog = make_template(article, contexts, following)  # noqa: PLW2901 - the template that was missing
        write_catalog(path, replace(catalog, headers={**catalog.headers, LEFT_OUT: format_record(record)}))


def _find(recorded: Recorded, lines: Collection[int], *, dropped: bool) -> dict[str, Block]:
    """Return the blocks on some lines that are left out, or that are not, by digest."""
    document = recorded.article.document
    found = {
        digest: document.blocks[index]
        for index, digest in digest_blocks(document.blocks).items()
        if isinstance(document.blocks[index], Dropped) is dropped
    }
    chosen = {digest: block for digest, block in found.items() if set(lines) & set(lines_of(document, block))}
    if not chosen:
        there = format_lines(line for block in found.values() for line in lines_of(document, block)) or "none"
        if dropped:
            what = "nothing is left out there; left out"
        elif any(isinstance(block, Translate) and block.line in lines for block in document.blocks):
            what = "what stands there (a title, front matter, an attribute) always stays; texts that can go stand"
        else:
            what = "no text stands there; texts stand"
        raise ConfigError(f"{document.path}:{min(lines)}: {what} on lines: {there}")
    return chosen


def _texts(recorded: Recorded, blocks: Iterable[Block]) -> tuple[tuple[str, str], ...]:
    document = recorded.article.document
    return tuple((format_lines(lines_of(document, block)), text_of(block)) for block in blocks)
