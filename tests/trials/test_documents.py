"""Real Markdown that nobody here wrote goes through newsloc with its own texts, and comes out the same.

The documents are the descriptions of the Python packages on this machine: links, badges, tables, code, HTML in
Markdown. What comes out must be the same as CommonMark renders it, but for the spaces and spellings that a catalog
normalizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from importlib import metadata
from typing import cast

import pytest
from lxml import etree, html
from markdown_it import MarkdownIt

from pipeline.errors import NewslocError
from pipeline.languages.normalize import normalize
from pipeline.model import Dropped, Translate
from pipeline.sources.readers import reader_for
from pipeline.sources.segment import units_of
from tests.sources.blocks import join_targets

PATH = "source/readme.md"
LEAST = 20
"""Descriptions in Markdown that an environment of developers has."""


def read_descriptions() -> Iterator[tuple[str, str]]:
    for package in metadata.distributions():
        message = cast("Message", package.metadata)
        description, kind = message.get_payload(), str(message["Description-Content-Type"])
        if isinstance(description, str) and description.strip() and "markdown" in kind:
            yield package.name, description.replace("\u00a0", " ")  # which a catalog normalizes, to other Markdown


DESCRIPTIONS = dict(sorted(read_descriptions()))


def rendered(text: str) -> str:
    """Return the tree of rendered Markdown, without what normalization changes and without spaces beside tags."""
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)
    tree = html.document_fromstring(f"<div>{page}</div>".encode(), parser=html.HTMLParser(encoding="utf-8"))
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", normalize(etree.tostring(tree, encoding="unicode")))


def test_there_are_documents_to_read() -> None:
    assert len(DESCRIPTIONS) > LEAST


@pytest.mark.parametrize("text", DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_a_document_with_its_own_texts_is_the_same_document(text: str) -> None:
    reader = reader_for(PATH)
    try:
        document = reader.parse(text, PATH)
    except NewslocError as error:
        pytest.skip(f"refused: {error}")
    units = units_of(document, "en")
    targets = join_targets(document, units, {index: unit.source for index, unit in enumerate(units)})
    assert "".join(block.raw for block in document.blocks) == text
    texts = [block for block in document.blocks if isinstance(block, Translate) and normalize(block.text)]
    assert len(targets) == len(texts)
    kept = "".join(block.raw for block in document.blocks if not isinstance(block, Dropped))
    assert rendered(reader.render(document, targets)) == rendered(kept)
