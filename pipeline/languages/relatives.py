"""Languages that are hard to tell apart."""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from pipeline.languages.locales import language_of
from pipeline.languages.scripts import SHARED


class _Relatives(msgspec.Struct, frozen=True, kw_only=True):
    groups: tuple[frozenset[str], ...]


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return msgspec.toml.decode((SHARED / "relatives.toml").read_bytes(), type=_Relatives).groups


@lru_cache(maxsize=256)  # asked of every pair
def are_related(one: str, other: str) -> bool:
    """Tell whether two languages are the same, or taken for one another."""
    pair = {language_of(one), language_of(other)}
    return len(pair) == 1 or any(pair <= group for group in _groups())
