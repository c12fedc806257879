"""Waivers: the comment by which a reviewer says that a finding is none on this unit.

It is a translator's comment like any other, so that msgmerge, Poedit and Weblate carry it along:

    # newsloc-ignore: numbers, quotes (the source counts wrongly)
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WAIVER = re.compile(r"\s*newsloc-ignore\s*:(.*)", re.IGNORECASE)
_REASON = re.compile(r"\([^)]*\)?")


def read_waiver(comments: Iterable[str]) -> frozenset[str]:
    """Return the names of the checks that comments waive, as written; a reason may follow in brackets."""
    lists = (match[1] for comment in comments for line in comment.split("\n") if (match := _WAIVER.match(line)))
    return frozenset(name.strip().lower() for names in lists for name in _REASON.sub("", names).split(",")) - {""}
