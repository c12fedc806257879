r"""The reader of PO files, line by line, with gettext's grammar.

polib 1.2 reads more than gettext does, and less: an unclosed text loses its last letter, a ``msgid`` without ``msgstr``
vanishes, ``\a`` becomes a backslash and a letter, U+2028 cuts a line in two, empty first comment lines and every
``#~|`` are dropped, and ``#comment``, ``#,fuzzy`` or ``#~msgid`` (fine with gettext) are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import CatalogError

_CONFLICT = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |$)")
_FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]\])?)?\s*("[^"\\]*+(?:\\.[^"\\]*+)*+")?')
_ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_REFERENCE = re.compile("\u2068[^\u2069]*\u2069\\S*|\\S+")
"""A file, perhaps with a line; gettext writes isolates around a name with spaces."""
_WHOLE = frozenset({"", "msgstr", "msgstr[]"})
"""The fields after which an entry is whole ("" is the start of the file)."""
_FOLLOWS = {
    "msgctxt": _WHOLE,
    "msgid": _WHOLE | {"msgctxt"},
    "msgid_plural": frozenset({"msgid"}),
    "msgstr": frozenset({"msgid"}),
    "msgstr[]": frozenset({"msgid_plural", "msgstr[]"}),
}
"""What may stand before a field."""
_PREVIOUS = frozenset({"msgctxt", "msgid", "msgid_plural"})
_NO_PLACE = "this line cannot stand here; an entry is its comments, #| lines, msgctxt, msgid, msgstr"


@dataclass(slots=True, kw_only=True)
class ParsedEntry:
    """An entry as it stands in a file. ``line`` is where it begins, comments included; lines count from 1.

    ``texts`` and ``previous`` hold the fields by keyword, the previous ones those of ``#|`` lines, each in pieces.
    """

    line: int
    target_line: int = 0
    obsolete: bool = False
    texts: dict[str, list[str]] = field(default_factory=dict)
    previous: dict[str, list[str]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def text(self, keyword: str) -> str | None:
        """Return a field, or None where the entry has none of the name."""
        return _join(self.texts.get(keyword))

    def previous_text(self, keyword: str) -> str | None:
        """Return a field of the ``#|`` lines, or None where there is none of the name."""
        return _join(self.previous.get(keyword))

    @property
    def targets(self) -> list[str]:
        """The target, or all plural forms in order."""
        names = sorted(name for name in self.texts if name.startswith("msgstr"))
        return ["".join(self.texts[name]) for name in names]


def _join(pieces: list[str] | None) -> str | None:
    return None if pieces is None else "".join(pieces)


def read_entries(text: str, path: Path) -> list[ParsedEntry]:
    """Return the entries of a PO file in order, the header among them.

    Comments after the last entry belong to none, and are left out.

    :raises CatalogError: with file and line, if gettext would refuse it too
    """
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CatalogError(f"{path}:{line}: a NUL character, so the file is damaged; restore it from version control")
    reader = _Reader(path)
    for raw in text.split("\n"):
        reader.take(raw)
    return reader.end()


class _Reader:
    """Takes the lines of a file one by one, and builds entries."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = 0
        self._entries: list[ParsedEntry] = []
        self._last = ""
        """The field before, without the number of a plural form."""
        self._open: list[str] | None = None
        """The text that a line without keyword continues."""
        self._open_previous: list[str] | None = None
        """The same for ``#|`` lines."""

    def take(self, raw: str) -> None:
        """Take one line."""
        self._number += 1
        line = raw.rstrip("\r").lstrip()
        if not line:
            self._open_previous = None
        elif line[0] != "#":
            if line[0] in "<|=>":
                self._refuse_conflict(line)
            self._take_field(line.rstrip(), obsolete=False)
        elif line[1:2] == "~" and line[2:3] != "|" and line[2:].strip():
            self._take_field(line[2:].strip(), obsolete=True)
        else:
            self._take_comment(line)

    def end(self) -> list[ParsedEntry]:
        """Return all entries.

        :raises CatalogError: if the last one is not whole
        """
        if self._last not in _WHOLE:
            raise self._error('the last entry has no msgstr; add msgstr "" to it')
        return [entry for entry in self._entries if entry.texts]

    def _error(self, message: str) -> CatalogError:
        return CatalogError(f"{self._path}:{self._number}: {message}")

    def _refuse_conflict(self, line: str) -> None:
        if _CONFLICT.match(line):
            # The template is made of the article; its numbers are in the other files too.
            anew = ", or delete this file: newsloc makes it anew" if self._path.suffix == ".pot" else ""
            raise self._error(f"an unresolved merge conflict; choose a side and remove the markers{anew}")

    def _entry(self) -> ParsedEntry:
        """Return the entry that a comment or a first field belongs to: a new one after one that is whole."""
        if not self._entries or self._entries[-1].texts:
            self._entries.append(ParsedEntry(line=self._number))
        return self._entries[-1]

    def _take_field(self, body: str, *, obsolete: bool) -> None:
        keyword, text = self._parse(body)
        self._open_previous = None
        if not keyword:
            self._continue(text, obsolete=obsolete)
            return
        name = "msgstr[]" if keyword[-1] == "]" else keyword
        if self._last not in _FOLLOWS[name]:
            position = f"after {self._last}" if self._last else "at the start"
            raise self._error(f"{name} cannot stand {position}; an entry is msgctxt, msgid, msgstr, in order")
        entry = self._entry() if self._last in _WHOLE and name != "msgstr[]" else self._entries[-1]
        self._check_mark(entry, obsolete=obsolete)
        entry.obsolete = obsolete
        if name.startswith("msgstr") and not entry.target_line:
            entry.target_line = self._number
        self._open = entry.texts[keyword] = [text]
        self._last = name

    def _continue(self, text: str, *, obsolete: bool) -> None:
        """Take a text without keyword."""
        if not self._last:
            raise self._error("a text without its keyword; write msgid or msgstr before it")
        if self._open is None:
            raise self._error(_NO_PLACE)
        self._check_mark(self._entries[-1], obsolete=obsolete)
        self._open.append(text)

    def _check_mark(self, entry: ParsedEntry, *, obsolete: bool) -> None:
        if entry.texts and entry.obsolete != obsolete:
            raise self._error("only half of the entry is obsolete; begin all its lines with #~, or none")

    def _parse(self, body: str) -> tuple[str, str]:
        """Return keyword and text of a line; the keyword is empty on a continued line.

        :raises CatalogError: if it is no such line
        """
        match = _FIELD.fullmatch(body)
        if not match:
            if _FIELD.match(body) and '"' in body:
                raise self._error('the text is not closed, or holds a bare quotation mark; write that as \\"')
            raise self._error("not a line of a PO file; remove it, or put # before it if it is a comment")
        text = match[2][1:-1] if match[2] else ""
        return match[1] or "", _ESCAPE.sub(self._unescape, text) if "\\" in text else text

    def _unescape(self, found: re.Match[str]) -> str:
        if found[1] not in ESCAPED:
            raise self._error(
                f'"{found[0]}" stands for no character here; write \\\\ for a backslash, or let msgcat write the file'
                " anew"
            )
        return ESCAPED[found[1]]

    def _take_comment(self, line: str) -> None:
        if self._last not in _WHOLE:
            raise self._error("a comment inside an entry; move it above the entry's first line")
        self._open = None
        entry, kind = self._entry(), line[1:2]
        previous = line[2:] if kind == "|" else line[3:] if line.startswith("#~|") else None
        if previous is not None:
            self._take_previous(entry, previous.strip())
            return
        self._open_previous = None
        if kind == ".":
            entry.notes.append(line[2:].removeprefix(" "))
        elif kind == ":":
            entry.references += _REFERENCE.findall(line[2:])
        elif kind in {",", "="}:
            entry.flags += [flag for part in line[2:].split(",") if (flag := part.strip())]
        elif kind != "~":
            entry.comments.append(line[1:].removeprefix(" "))

    def _take_previous(self, entry: ParsedEntry, body: str) -> None:
        """Take a ``#|`` line: what the entry was before."""
        if not body:
            return
        if body.startswith('"') and self._open_previous is None:
            raise self._error("a text without its keyword; write msgid before it, or remove the line")
        keyword, text = self._parse(body)
        if not keyword and self._open_previous is not None:
            self._open_previous.append(text)
        elif keyword in _PREVIOUS:
            self._open_previous = entry.previous[keyword] = [text]
        else:
            raise self._error(_NO_PLACE)
