"""Items without any text, such as a picture of an agency's feed: there is nothing to translate in them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import name_few
from pipeline.model import Article, Dropped, Translate


def is_textless(article: Article) -> bool:
    """Tell whether an article is a ninjs item without any text; what is left out of one is text."""
    document = article.document
    return document.format == "ninjs" and not any(isinstance(block, Translate | Dropped) for block in document.blocks)


def describe_textless(paths: Sequence[str]) -> str:
    """Say in one line which items have no text; empty where there are none."""
    if not paths:
        return ""
    items = "1 item has" if len(paths) == 1 else f"{len(paths):,} items have"
    return f"{items} no text, so there is nothing to translate: {name_few(paths)}"
