"""What stands in a translator's comments that is newsloc's or gettext's, also after a tool has wrapped the lines.

Babel, for one, breaks comments at 76 characters and turns ``#| msgid`` into a comment that begins with ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import polib

from pipeline.catalog.provenance import MARK, parse_provenance
from pipeline.model import Provenance

_MOST_LINES = 12
"""Lines over which one of ours may be spread."""
_OURS = re.compile(r"\s*newsloc(?:-[a-z]+)*\s*:", re.IGNORECASE)
"""Begins a comment of ours."""
_PREVIOUS = re.compile(r'\| *(msgctxt|msgid) "')
_TEXTS = re.compile(r'\| *(?:msgctxt|msgid)((?: *\|? *"(?:[^"\\]|\\.)*")+)')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """A person's own comments, and what was found among them."""

    own: tuple[str, ...]
    provenance: Provenance | None = None
    previous_context: str | None = None
    previous_source: str | None = None


def sort_comments(lines: Sequence[str]) -> Comments:
    """Tell a person's comments from newsloc's, and from gettext's that a tool made comments of."""
    own: list[str] = []
    provenance = None
    previous: dict[str, str] = {}
    place = 0
    while place < len(lines):
        line = lines[place]
        taken = 0
        if provenance is None and line.strip().startswith(MARK):
            provenance, taken = _find_provenance(lines[place : place + _MOST_LINES])
        elif found := _PREVIOUS.match(line):
            text, taken = _find_previous(lines[place:])
            if taken and previous.setdefault(found[1], text) != text:
                taken = 0  # a second one is somebody's own
        if not taken:
            own.append(line)
        place += max(taken, 1)
    return Comments(
        own=tuple(own),
        provenance=provenance,
        previous_context=previous.get("msgctxt"),
        previous_source=previous.get("msgid"),
    )


def spread_lines(lines: Sequence[str], most: int) -> list[str]:
    """Return the first line, a comment of ours, and up to *most* - 1 more over which a tool may have spread it.

    The next comment of ours ends them: its digests are not those of the first.
    """
    return [lines[0], *takewhile(lambda line: not _OURS.match(line), lines[1:most])]


def _find_provenance(lines: Sequence[str]) -> tuple[Provenance | None, int]:
    """Return the provenance that begins in the first line, and over how many lines it goes; none and 0 otherwise."""
    for count in range(1, len(lines) + 1):
        found = parse_provenance(" ".join(lines[:count]))
        if found:
            return found, count
    return None, 0


def _find_previous(lines: Sequence[str]) -> tuple[str, int]:
    """Return the text that begins in the first line, and over how many lines it goes; empty and 0 otherwise."""
    found = ("", 0)
    whole = ""
    for count, line in enumerate(lines, start=1):
        if count > 1 and (_PREVIOUS.match(line) or (found[1] and not line.lstrip().startswith('| "'))):
            break
        whole = f"{whole} {line}" if whole else line
        if match := _TEXTS.fullmatch(whole.rstrip()):
            found = ("".join(polib.unescape(text) for text in _TEXT.findall(match[1])), count)
    return found
