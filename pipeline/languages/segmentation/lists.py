"""Lists written into one text: where each item begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Span

_BULLETS = "•⁃▪◦‣●"
_ABJAD = "أبجدهوزحطي"
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_KINDS: dict[str, Sequence[str]] = {"digit": (), "letter": ascii_lowercase, "roman": _ROMANS, "abjad": _ABJAD}
_NUMBERED = re.compile(
    rf"(?:(?<=\s)|^)(?P<bullet>[{_BULLETS}]?)\s*(?P<open>\(?)(?P<outer>(?:\d{{1,2}}\.){{0,3}})(?P<label>\d{{1,3}}|[a-z]|[ivx]{{2,4}}|[{_ABJAD}])(?P<close>\.?\)|[.-])\s+"
)
_BULLETED = re.compile(rf"(?:(?<=\s)|^)[{_BULLETS}]\s*")
_COLON = re.compile(r":\s(?=\(?(?:1|١|a|أ)(?:\.?\)|[.-])\s)")
_LINE = re.compile(rf"^[^\S\n]*(?:[-*–—{_BULLETS}]|\d{{1,3}}[.)])[^\S\n]+", re.MULTILINE)


def item_markers(text: str) -> list[Span]:
    """Return the spans of the markers of the list that a text is, in order; none where it is no list.

    The first item opens the text or follows a colon, and the numbers or letters of the others follow on; or each has a
    line.
    """
    for found in (_numbered(text), _bulleted(text), _lines(text)):
        if len(found) > 1:
            return found
    return []


def opens_item(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch of a text is the marker of an item and nothing else."""
    return _NUMBERED.fullmatch(text, start, end) is not None


def _lines(text: str) -> list[Span]:
    return [line.span() for line in _LINE.finditer(text)] if "\n" in text else []


def _bulleted(text: str) -> list[Span]:
    return [found.span() for found in _BULLETED.finditer(text)] if _BULLETED.match(text) else []


def _numbered(text: str) -> list[Span]:
    """Return the markers of "1. One 2. Two" and the like."""
    opens = _NUMBERED.match(text) is not None
    colon = None if opens else _COLON.search(text)
    if colon is None and not opens:
        return []
    found = list(_NUMBERED.finditer(text, colon.end() if colon else 0))
    return max((_chain(found, kind) for kind in _KINDS), key=len)


def _chain(found: Sequence[re.Match[str]], kind: str) -> list[Span]:
    """Return the markers of one style and kind whose numbers follow on from the first one's."""
    spans: list[Span] = []
    style, number = _style(found[0]), _number(found[0], kind)
    if number is None or (kind != "digit" and number > 1):
        return []
    for marker in found:
        if _style(marker) == style and _number(marker, kind) == number:
            spans.append(marker.span())
            number += 1
    return spans


def _style(marker: re.Match[str]) -> tuple[str, ...]:
    """Return what all markers of a list share."""
    return marker["bullet"], marker["open"], marker["outer"], marker["close"]


def _number(marker: re.Match[str], kind: str) -> int | None:
    """Return a marker's number, from 1, if its label is of a kind; a full stop after an Arabic letter is a title's."""
    label = marker["label"]
    if kind == "digit":
        return int(label) if label.isdecimal() else None
    labels = _KINDS[kind]
    if label not in labels or (kind == "abjad" and marker["close"] == "."):
        return None
    return labels.index(label) + 1
