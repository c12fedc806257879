"""What an edition refers to beside itself: pictures and other files that a build must copy with it."""

from __future__ import annotations

import re

from pipeline.editions.addresses import is_relative, keep_inside
from pipeline.editions.edition import Edition
from pipeline.editions.writers.kept_markdown import walk
from pipeline.editions.writers.tokens import parse_body
from pipeline.model import Dropped

# Addresses in Markdown and in HTML, quoted or not; what is no file is not copied, so that too many do no harm.
_ADDRESS = re.compile(
    r"\]\(\s*<?([^()\s<>]+)"
    r"|^[ \t]*\[[^\]\n]+\]:[ \t]*<?([^\s<>]+)|\b(?:src|href|poster)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
    r"|\"href\"\s*:\s*\"([^\"]*)\"",
    re.IGNORECASE | re.MULTILINE,
)


# What may be a link to a file: all links and definitions whose address is not plainly that of another place.
_MAY_BE_FILE = re.compile(r"\](?:\(|:)(?!\s*<?(?:https?:|mailto:))", re.IGNORECASE)


def find_references(edition: Edition) -> tuple[str, ...]:
    """Return the paths below source/ that an edition names, each once: links and pictures, and those of its HTML."""
    raw = [block.raw for block in edition.document.blocks if not isinstance(block, Dropped)]
    linking = any(map(_MAY_BE_FILE.search, (*raw, *(unit.text for unit in edition.units))))
    tokens = walk(parse_body(edition)) if linking else ()
    linked = (str(token.attrGet("src") or token.attrGet("href") or "") for token in tokens)
    written = (address for text in raw for match in _ADDRESS.finditer(text) for address in match.groups(""))
    addresses = (*linked, *written)
    paths = (keep_inside(address, edition.slug) for address in addresses if is_relative(address))
    return tuple(dict.fromkeys(filter(None, paths)))
