"""What the versions of ninjs call the properties that a translation needs, and which of them have these at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

_NUMBER = re.compile(r"(?<!\d)([123])\.(\d{1,2})(?!\d)")
_SECOND = frozenset(
    {
        *("altids", "charcount", "ednote", "firstcreated", "genre", "infosource", "slugline"),
        *("title", "trustindicator", "wordcount"),
    }
)
"""Properties that came with 1.2 and 1.3; before, there was no note."""
_CAMEL = re.compile(r"[a-z]+[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The names of a version's properties; empty where it has none. ``keyed`` says that associations are an object."""

    note: str = "ednote"
    alt_ids: str = "altids"
    source_type: str = "digitalsourcetype"
    created: str = "versioncreated"
    status: str = "pubstatus"
    keyed: bool = False
    relation: bool = False
    """Whether an association says what it is to the item."""


_THIRD = Version(
    note="edNote",
    alt_ids="altIds",
    source_type="digitalSourceType",
    created="versionCreated",
    status="pubStatus",
    relation=True,
)
_VERSIONS = {1: Version(keyed=True), 2: Version(), 3: _THIRD}
_SINCE = {1: {"note": 2, "source_type": 6}, 2: {"source_type": 2}, 3: {"source_type": 1}}
"""The minor version that brought a property, where not all have it."""


def version_of(item: Mapping[str, Any]) -> Version:
    """Return the version of an item: that which it declares, else the one that it looks like."""
    major, minor = _declared(item) or _looks(item)
    lacking: dict[str, Any] = {name: "" for name, since in _SINCE[major].items() if minor < since}
    return replace(_VERSIONS[major], **lacking)


def _declared(item: Mapping[str, Any]) -> tuple[int, int] | None:
    standard = item.get("$standard") or item.get("standard")
    if not isinstance(standard, dict):
        return None
    for name in ("version", "schema"):
        found = _NUMBER.search(str(standard.get(name) or ""))
        if found:
            return int(found[1]), int(found[2])
    return None


def _looks(item: Mapping[str, Any]) -> tuple[int, int]:
    """Return the lowest version that an item without a standard may be of."""
    if any(map(_CAMEL.match, _keys(item))):
        return 3, 0
    texts = [item[name] for name in ("headlines", "descriptions", "bodies", "associations", "altids") if name in item]
    if any(isinstance(value, list) for value in texts):
        return 2, 0
    return 1, 2 if item.keys() & _SECOND else 0


def _keys(value: object) -> Iterator[str]:
    """Yield the keys of an item; those of its associations and alternative identifiers may be any word."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"associations", "altids"} or isinstance(inner, list):
                yield str(key)
                yield from _keys(inner)
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each)
