"""What numbers count: classes of units with their signs, and each language's words for them, as patterns."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from pipeline.languages.language import facts
from pipeline.languages.scripts import SHARED


class MeasurementUnit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of units that a reader must not confuse with others; the patterns are its signs in any language."""

    name: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@cache
def load_units() -> dict[str, MeasurementUnit]:
    """Return the classes of units by their keys."""
    return msgspec.toml.decode((SHARED / "units.toml").read_bytes(), type=dict[str, MeasurementUnit])


def unit_pattern(key: str, language: str) -> str:
    """Return what may stand after a number of a unit, in folded text."""
    return "|".join((*load_units()[key].after, *facts(language).units.get(key, ()))) or "(?!)"


@cache
def units_after(language: str) -> str:
    """Return the pattern of all units after a number, each in a group of its key."""
    return "|".join(f"(?P<{key}>{unit_pattern(key, language)})" for key in load_units())


@cache
def units_before() -> re.Pattern[str]:
    """Return the pattern of the signs before a number, each in a group of its unit's key."""
    signs = "|".join(f"(?P<{key}>{'|'.join(unit.before)})" for key, unit in load_units().items() if unit.before)
    return re.compile(rf"(?:{signs})\s?$")
