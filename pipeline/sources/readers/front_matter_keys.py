"""The keys of front matter that newsloc reads, what their values must be, and the keys that are mistaken for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

from pipeline.errors import ConfigError, SourceError, brief
from pipeline.languages.locales import normalize_tag
from pipeline.model import Status

if TYPE_CHECKING:
    from yaml.nodes import Node

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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValue:
    """One key with its value; offsets count in the YAML text, ``line`` in the file."""

    key: str
    name: str
    """The key that it means: ``language`` for ``lang``."""
    value: Node
    start: int
    line: int


def fail(path: str, line: int, message: str) -> NoReturn:
    """Raise the error about one line."""
    raise SourceError(f"{path}:{line}: {message}")


def refuse_near_miss(key: str, path: str, line: int) -> None:
    """Refuse a key that looks like an embargo or a withdrawal: overlooked, it would publish what must not be.

    :raises SourceError: saying which key is read
    """
    if key in KEYS or key.lower() in _OTHERS:
        return
    alike = get_close_matches(key.lower(), list(_MEANT), n=1, cutoff=_LIKE)
    if _NEAR_EMBARGO.search(key):
        meant = _MEANT["embargo"]
    elif _NEAR_KILL.fullmatch(key):
        meant = _MEANT["kill"]
    elif alike:
        meant = _MEANT[alike[0]]
    else:
        return
    fail(path, line, f'"{brief(key)}" is not read, so the article would be published; write {meant}, or rename the key')


def suggest_key(key: str, present: Collection[str]) -> str | None:
    """Return the key that a key that is not read may have been meant for; None if it is like none that is missing.

    :param present: the keys that the front matter has, by what they mean
    """
    if key in KEYS:
        return None
    alike = get_close_matches(key.lower(), sorted(KEYS), n=1, cutoff=_LIKE)
    return alike[0] if alike and ALIASES.get(alike[0], alike[0]) not in present else None


def _text(value: str, _pair: KeyValue, _path: str) -> str:
    """Return a declared text as it is."""
    return value


def _language(value: str, pair: KeyValue, path: str) -> str:
    """Return a declared language as a tag."""
    try:
        return normalize_tag(value.strip())
    except ConfigError as error:
        raise SourceError(f"{path}:{pair.line}: {error}") from error


def _date(value: str, pair: KeyValue, path: str) -> date:
    """Return a declared date; a time of day is allowed and left out."""
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError as error:
        raise SourceError(
            f'{path}:{pair.line}: "{brief(value)}" is not a date; write year-month-day, such as 2026-03-09'
        ) from error


def _embargo(value: str, pair: KeyValue, path: str) -> datetime:
    """Return the end of an embargo; without its time zone it would be another moment on another machine."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        advice = "write date, time and offset from UTC, such as 2026-03-09T06:00+03:00 or 2026-03-09T03:00Z"
        fail(path, pair.line, f'"{brief(value)}" does not say when the embargo ends; {advice}')
    return moment


def _kill(value: str, pair: KeyValue, path: str) -> bool:
    """Return whether an article is killed."""
    return _switch(value, pair, path, "write kill: true to withdraw the article")


def _archived(value: str, pair: KeyValue, path: str) -> bool:
    """Return whether an article is so old that nobody asks for its translations any more."""
    return _switch(value, pair, path, "write archived: true to take the article out of the gate")


def _switch(value: str, pair: KeyValue, path: str, advice: str) -> bool:
    switch = _SWITCHES.get(value.strip().lower())
    if switch is None:
        fail(path, pair.line, f'"{brief(value)}" is neither true nor false; {advice}')
    return switch


def _status(value: str, pair: KeyValue, path: str) -> Status:
    """Return a declared status; a misspelled one must not publish what was withdrawn."""
    status = _STATUSES.get(value.strip().lower())
    if status is None:
        fail(path, pair.line, f'"{brief(value)}" is not a status; write one of {", ".join(_STATUSES)}')
    return status


def _tags(value: str, pair: KeyValue, _path: str) -> tuple[str, ...]:
    """Return the tags of a list, whose members may hold commas, or of a text with commas."""
    from yaml.nodes import SequenceNode

    listed = isinstance(pair.value, SequenceNode)
    tags = [str(node.value) for node in pair.value.value] if listed else re.split("[,،]", value)
    return tuple(filter(None, (tag.strip() for tag in tags)))


def _url(value: str, _pair: KeyValue, _path: str) -> str | None:
    """Return the address that an article came from; site generators write a path of their own there."""
    return value.strip() if value.strip().startswith(("https://", "http://")) else None


VALUES: Mapping[str, Callable[[str, KeyValue, str], Any]] = {
    "language": _language,
    "title": _text,
    "standfirst": _text,
    "date": _date,
    "archived": _archived,
    "author": _text,
    "embargo": _embargo,
    "correction": _text,
    "kill": _kill,
    "status": _status,
    "tags": _tags,
    "url": _url,
}
"""The keys that newsloc reads, and how."""
KEYS = frozenset({*VALUES, *ALIASES})
