"""PO files in the one form that newsloc, gettext and the editors' tools write, read by one pattern an entry.

What differs from that form in anything, damage too, is left to the line by line reading of ``syntax`` and to polib:
this is only a faster way to the same result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.catalog.syntax import wrap_comment

_TEXT = r'"[^"\\\n]*+(?:\\[abfnrtv\\"][^"\\\n]*+)*+"'


def _pattern(mark: str, previous: str) -> re.Pattern[str]:
    """Return the pattern of an entry whose lines begin with a mark, and whose previous texts begin with another."""
    texts = rf"{_TEXT}(?:\n{mark}{_TEXT})*+"
    return re.compile(
        rf"((?:#(?:[^~|=\n][^\n]*)?\n)*+)((?:{previous}[^\n]*\n)*+)"
        rf"(?:{mark}msgctxt ({texts})\n)?{mark}msgid ({texts})\n{mark}msgstr ({texts})(?:\n\n+|\n?\Z)"
    )


_TARGET = 5
"""The group of an entry's target."""
_LIVE = _pattern("", r"#\| ")
_OBSOLETE = _pattern("#~ ", r"#~\| ")
_PREVIOUS = re.compile(rf"(?:msgctxt ({_TEXT}(?:\n{_TEXT})*+)\n)?msgid ({_TEXT}(?:\n{_TEXT})*+)\n")
_PREVIOUS_MARK = re.compile(r"^#~?\| ", re.MULTILINE)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_PIECE = re.compile(_TEXT)
_ODD = ("\0", "\r", "\u2068")
"""What no file of that form holds: damage, other line ends, file names with spaces."""


@dataclass(slots=True)
class Parsed:
    """An entry, with the names that polib gives to its parts, and the line in which its target begins."""

    linenum: int
    target_line: int
    obsolete: bool
    msgctxt: str | None
    msgid: str
    msgstr: str
    previous_msgctxt: str | None = None
    previous_msgid: str | None = None
    tcomment: str = ""
    comment: str = ""
    occurrences: list[tuple[str, str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    msgid_plural: str = ""


class File(NamedTuple):
    """The header's text, its comments in marks, and the entries in order."""

    header: str
    comments: str
    entries: list[Parsed]


def read_quickly(text: str) -> File | None:
    """Return what a PO file says, or None if it is not in the one form."""
    if any(char in text for char in _ODD):
        return None
    entries: list[Parsed] = []
    place, line = 0, 1
    while place < len(text):
        match = _LIVE.match(text, place)
        obsolete = match is None
        match = match or _OBSOLETE.match(text, place)
        parsed = match and _parse(match, line, obsolete=obsolete)
        if not match or not parsed:
            return None
        entries.append(parsed)
        line += text.count("\n", place, match.end())
        place = match.end()
    return _with_header(entries)


def _with_header(entries: list[Parsed]) -> File | None:
    """Tell the header from the entries; a file without one, or with a second empty text, is read the other way."""
    if not entries or not all(entry.msgid for entry in entries[1:]):
        return None
    head = entries[0]
    if head.msgid or head.msgctxt is not None or head.obsolete or head.comment or head.occurrences:
        return None
    return File(head.msgstr, head.tcomment, entries[1:])


def _parse(match: re.Match[str], line: int, *, obsolete: bool) -> Parsed | None:
    """Return one entry, or None where its comments need a closer look."""
    comments, previous, context, source, target = match.groups()
    target_line = line + match.string.count("\n", match.start(), match.start(_TARGET))
    parsed = Parsed(
        line, target_line, obsolete, None if context is None else _join(context), _join(source), _join(target)
    )
    if comments and not _sort(comments, parsed):
        return None
    if previous:
        found = _PREVIOUS.fullmatch(_PREVIOUS_MARK.sub("", previous))
        if not found:
            return None
        parsed.previous_msgctxt = None if found[1] is None else _join(found[1])
        parsed.previous_msgid = _join(found[2])
    return parsed


def _join(texts: str) -> str:
    """Return the text that one or several quoted texts say."""
    text = texts[1:-1] if "\n" not in texts else "".join(piece[1:-1] for piece in _PIECE.findall(texts))
    return _ESCAPE.sub(lambda found: _ESCAPED[found[1]], text) if "\\" in text else text


def _sort(comments: str, parsed: Parsed) -> bool:
    """Put the comments of an entry where they belong; return False where polib should do it."""
    own: list[str] = []
    notes: list[str] = []
    for line in comments.split("\n")[:-1]:
        kind, body = line[1:2], line[2:]
        if kind == ".":
            notes.append(wrap_comment(body.removeprefix(" ")))
        elif kind == ":":
            parsed.occurrences += [(place, "") for place in body.split()]
            if ": " in f"{body} ":
                return False
        elif kind == ",":
            parsed.flags += [flag.strip() for flag in body.split(",")]
        else:
            own.append(wrap_comment(line[1:].removeprefix(" ")))
    parsed.tcomment, parsed.comment = "\n".join(own), "\n".join(notes)
    return True
