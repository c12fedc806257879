"""The keys of front matter that newsloc reads, what their values must be, and the keys that are mistaken for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial
from typing import Any

from pipeline.errors import ConfigError, brief
from pipeline.languages.locales import normalize_tag
from pipeline.model import Status

ALIASES = {"lang": "language", "summary": "standfirst", "description": "standfirst"}
_SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_STATUSES = {
    **{status.value: status for status in Status},
    "published": Status.USABLE,
    "draft": Status.WITHHELD,
    "cancelled": Status.CANCELED,
    "killed": Status.CANCELED,
}
_NEAR_EMBARGO = re.compile("embargo", re.IGNORECASE)
_NEAR_KILL = re.compile("(?:is_?)?(?:kill(?:ed)?|withdrawn)", re.IGNORECASE)
_LIKE = 0.8
"""How like a key its misspelling is: "embrago" and "emabrgo" are .86, "kil" .86, "staus" .91; "cargo" is .67."""
_MEANT = {
    "embargo": "embargo: 2026-03-09T06:00+03:00",
    "kill": "kill: true",
    "status": "status: withheld",
}
"""The keys that keep an article from being published, and how each is written."""
_OTHERS = frozenset(
    {"stats", "skill", "skills", "states", "mill", "bill", "will", "pill", "fill", "hill", "till", "ill"}
)
"""Words that are like those keys and mean something else."""


def find_near_miss(key: str) -> str | None:
    """Return how to write the key that one like an embargo or a withdrawal was meant for; None for any other.

    Overlooked, it would publish what must not be.
    """
    if key in KEYS or key.lower() in _OTHERS:
        return None
    if _NEAR_EMBARGO.search(key):
        return _MEANT["embargo"]
    if _NEAR_KILL.fullmatch(key):
        return _MEANT["kill"]
    alike = get_close_matches(key.lower(), list(_MEANT), n=1, cutoff=_LIKE)
    return _MEANT[alike[0]] if alike else None


def suggest_key(key: str, present: Collection[str]) -> str | None:
    """Return the key that a key that is not read may have been meant for; None if it is like none that is missing.

    :param present: the keys that the front matter has, by what they mean
    """
    if key in KEYS:
        return None
    alike = get_close_matches(key.lower(), sorted(KEYS), n=1, cutoff=_LIKE)
    return alike[0] if alike and ALIASES.get(alike[0], alike[0]) not in present else None


def _date(value: str) -> date:
    """Return a declared date; a time of day is allowed and left out."""
    try:
        return datetime.fromisoformat(value).date()
    except ValueError as error:
        raise ConfigError(f'"{brief(value)}" is not a date; write year-month-day, such as 2026-03-09') from error


def read_embargo(value: str) -> datetime:
    """Return the end of an embargo; without its time zone it would be another moment on another machine."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo:
            return moment
    advice = "write date, time and offset from UTC, such as 2026-03-09T06:00+03:00 or 2026-03-09T03:00Z"
    raise ConfigError(f'"{brief(value)}" does not say when the embargo ends; {advice}')


def _switch(advice: str, value: str) -> bool:
    """Return whether something is switched on."""
    if value.lower() not in _SWITCHES:
        raise ConfigError(f'"{brief(value)}" is neither true nor false; {advice}')
    return _SWITCHES[value.lower()]


def _status(value: str) -> Status:
    """Return a declared status; a misspelled one must not publish what was withdrawn."""
    if value.lower() not in _STATUSES:
        raise ConfigError(f'"{brief(value)}" is not a status; write one of {", ".join(_STATUSES)}')
    return _STATUSES[value.lower()]


def _url(value: str) -> str | None:
    """Return the address that an article came from; site generators write a path of their own there."""
    return value if value.startswith(("https://", "http://")) else None


VALUES: Mapping[str, Callable[[str], Any]] = {
    "language": normalize_tag,
    "date": _date,
    "archived": partial(_switch, "write archived: true to take the article out of the gate"),
    "embargo": read_embargo,
    "kill": partial(_switch, "write kill: true to withdraw the article"),
    "status": _status,
    "url": _url,
}
"""How the keys are read whose values are more than a text."""
KEYS = frozenset({"title", "standfirst", "author", "correction", "tags", *VALUES, *ALIASES})
"""The keys that newsloc reads."""
