"""What numbers count: classes of units with their signs, and each language's words for them, as patterns."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from pipeline.languages.language import facts
from pipeline.languages.scripts import SHARED

_QUALIFIER = r"(?:(?:[^\W\d_]\.){2,3}|[^\W\d_]+)"
"""A word beside money: Saudi riyals, U.S. dollars."""


class MeasurementUnit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of units that a reader must not confuse with others; the patterns are its signs in any language."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    money: bool = False
    """Whether several countries have money of this name."""
    plain: str = ""
    """The country whose money it is where the text does not say."""
    signs: dict[str, str] = {}
    """The countries of signs whose first two letters are not their codes: A$."""

    def countries_of(self, sign: str) -> frozenset[str]:
        """Return the country that a folded sign says, if it is a sign and says one."""
        if not self.money or not any(re.fullmatch(pattern, sign) for pattern in (*self.before, *self.after)):
            return frozenset()
        letters = "".join(filter(str.isalpha, sign))
        return frozenset({self.signs.get(letters) or letters[:2].upper()} - {""})


@cache
def load_units() -> dict[str, MeasurementUnit]:
    """Return the classes of units by their keys."""
    return msgspec.toml.decode((SHARED / "units.toml").read_bytes(), type=dict[str, MeasurementUnit])


def unit_pattern(key: str, language: str) -> str:
    """Return what may stand after a number of a unit, in folded text."""
    return "|".join((*load_units()[key].after, *facts(language).units.get(key, ()))) or "(?!)"


@cache
def units_after(language: str) -> str:
    """Return the pattern of all units after a number, each in a group of its key.

    Money may have words before it (group ``said``), and one after it (group ``next``).
    """
    groups = {key: f"(?P<{key}>{unit_pattern(key, language)})" for key in load_units()}
    money = [group for key, group in groups.items() if load_units()[key].money]
    others = [group for key, group in groups.items() if not load_units()[key].money]
    said, after = rf"(?P<said>(?:{_QUALIFIER}[\s\-]){{0,2}}?)", rf"(?:\s(?P<next>{_QUALIFIER}))?"
    return rf"(?:(?:{'|'.join(others)})(?!\w)|{said}(?:{'|'.join(money)})(?!\w){after})"


@cache
def units_before() -> re.Pattern[str]:
    """Return the pattern of the signs before a number, each in a group of its unit's key."""
    signs = "|".join(f"(?P<{key}>{'|'.join(unit.before)})" for key, unit in load_units().items() if unit.before)
    return re.compile(rf"(?<!\w)(?:{signs})\s?$")
