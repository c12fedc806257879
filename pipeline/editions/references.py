"""What an edition refers to beside itself: pictures and other files that a build must copy with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.editions.addresses import is_relative, keep_inside
from pipeline.model import Dropped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.edition import Edition

# Addresses in Markdown and in HTML, quoted or not; what is no file is not copied, so that too many do no harm.
_ADDRESS = re.compile(
    r"\]\(\s*<?([^()\s<>]+)|^\s*\[[^\]]+\]:\s*<?([^\s<>]+)|\b(?:src|href|poster)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
    r"|\"href\"\s*:\s*\"([^\"]*)\"",
    re.IGNORECASE | re.MULTILINE,
)


def find_references(edition: Edition) -> tuple[str, ...]:
    """Return the paths below source/ that the shown blocks of an edition name, in order, each once."""
    return tuple(dict.fromkeys(_paths(edition)))


def _paths(edition: Edition) -> Iterator[str]:
    shown = (block.raw for block in edition.document.blocks if not isinstance(block, Dropped))
    for text in (*shown, *(unit.text for unit in edition.units)):
        for match in _ADDRESS.finditer(text):
            address = next(filter(None, match.groups()), "")
            path = keep_inside(address, edition.slug) if is_relative(address) else None
            if path:
                yield path
