"""Where a text holds what is copied, not translated: for checks that must look past it."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.checks.placeholders import find_placeholders
from pipeline.model import Span

_HINT = re.compile(r"[`<&@#{%*/]|www\.|\]\(")
"""What every such thing has; most sentences have none of it."""


@lru_cache(maxsize=64)
def placeholder_spans(text: str) -> tuple[Span, ...]:
    """Return the spans of addresses, symbols, markup and placeholders."""
    return tuple(item.span for item in find_placeholders(text)) if _HINT.search(text) else ()
