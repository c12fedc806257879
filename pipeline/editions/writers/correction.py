"""Where an edition's correction stands: the front matter's note of what was wrong with an earlier version."""

from __future__ import annotations

from pipeline.editions.edition import Edition
from pipeline.model import Role, Translate


def correction_of(edition: Edition) -> int | None:
    """Return the block of the correction, if the article has one and it is shown."""
    declared = edition.document.metadata.correction
    for index, block in enumerate(edition.document.blocks):
        if declared and isinstance(block, Translate) and block.role is Role.META and block.text == declared:
            return index
    return None
