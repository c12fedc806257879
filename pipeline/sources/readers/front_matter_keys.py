"""The keys of front matter that newsloc reads, what their values must be, and what a misspelled key was meant for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import Any

from rapidfuzz.distance import OSA

from pipeline.errors import ConfigError, brief
from pipeline.languages.language import is_like_key
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


def suggest_key(key: str, present: Collection[str], language: str) -> str | None:
    """Return the key that an unknown one was probably meant for, one edit away; None where it is a word, or another's.

    :param present: the keys that the front matter has, by what they mean
    :param language: what the front matter declares; empty: it may be a word of any language
    """
    if key in KEYS or is_like_key(key.lower(), language):
        return None
    lacking = (known for known in sorted(KEYS) if ALIASES.get(known, known) not in present)
    return next((known for known in lacking if OSA.distance(key.lower(), known, score_cutoff=1) <= 1), None)


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
