"""Two languages whose names can be compared: one in Latin letters, and one that respells its names as they sound."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of


class NamePair(NamedTuple):
    """The languages, without region."""

    latin: str
    other: str


@lru_cache(maxsize=256)
def name_pair(one: str, other: str) -> NamePair | None:
    """Return two languages as a pair whose names can be compared; None where nothing is known of that."""
    for latin, respelled in ((one, other), (other, one)):
        if facts(respelled).names.latin == language_of(latin):
            return NamePair(language_of(latin), language_of(respelled))
    return None
