r"""The grammar of PO files, line by line, because polib reads more than gettext does, and less.

Measured on polib 1.2: an unclosed text loses its last letter, a ``msgid`` without ``msgstr`` vanishes, ``\a`` becomes
a backslash and a letter, U+2028 cuts a line in two, empty first comment lines and every ``#~|`` are dropped, and
``#comment``, ``#,fuzzy`` or ``#~msgid`` (fine with gettext) are refused. So each line is checked here and handed on in
the one form polib reads without loss.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CONFLICT = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |$)")
_FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]\])?)?\s*("(?:[^"\\]|\\.)*")?')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = 'abfnrtv\\"'
_REST = frozenset({"", "msgstr", "msgstr[]"})
"""The fields after which an entry is whole ("" is the start of the file)."""
_FOLLOWS = {
    "msgctxt": _REST,
    "msgid": _REST | {"msgctxt"},
    "msgid_plural": frozenset({"msgid"}),
    "msgstr": frozenset({"msgid"}),
    "msgstr[]": frozenset({"msgid_plural", "msgstr[]"}),
}
"""What may stand before a field."""
_FIELDS = frozenset({"", "#~"})
"""The marks of lines that hold fields: none, and that of an obsolete entry."""


class Lines(str):
    """A text whose lines end at line feeds alone: polib would split at U+2028 and its like, inside a sentence."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:  # noqa: ARG002, FBT001, FBT002
        """Split as gettext does."""
        return self.split("\n")


def wrap_comment(text: str) -> str:
    """Put marks around a comment, which keep polib from trimming it."""
    return f"|{text}|"


def unwrap_comments(text: str) -> tuple[str, ...]:
    """Return the comment lines that polib joined, without the marks."""
    return tuple(line[1:-1] for line in text.split("\n")) if text else ()


def target_line(lines: Sequence[str], first: int | None) -> int:
    """Return the line, from 1, in which the target of an entry begins.

    :param first: the line in which the entry itself begins, comments included
    """
    start = max(first or 1, 1)
    for number in range(start, len(lines) + 1):
        if lines[number - 1].lstrip().startswith("msgstr"):
            return number
    return start


def plain_lines(text: str, path: Path) -> Lines:
    """Return a PO file's text as polib reads it without loss, line for line.

    :raises CatalogError: with file and line, if gettext would refuse it too
    """
    return Lines("\n".join(_plain(text, path)))


def _plain(text: str, path: Path) -> Iterator[str]:
    last, mark, above = "", "", ""  # the field before, whether it was obsolete, and the mark of the line before
    number = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        place = f"{path}:{number}"
        line = raw.rstrip("\r").lstrip()
        _refuse_damage(line, place)
        kind, body = _split(line)
        if kind in _FIELDS and body:
            keyword, written = _field(body, place)
            _check_order((last, mark), (keyword, kind), place)
            last, mark, above = keyword or last, kind, kind
            yield f"{kind} {written}".lstrip()
            continue
        if kind and last not in _REST:
            raise CatalogError(f"{place}: a comment inside an entry; move it above the entry's first line")
        if kind == "#|" and body.startswith('"') and above != kind:
            raise CatalogError(f"{place}: a text without its keyword; write msgid before it, or remove the line")
        above = kind
        yield _comment(kind, body, place)
    if last not in _REST:
        raise CatalogError(f'{path}:{number}: the last entry has no msgstr; add msgstr "" to it')


def _refuse_damage(line: str, place: str) -> None:
    """Refuse what no PO file may hold."""
    if _CONFLICT.match(line):
        # The template is made of the article; its numbers are in the other files too.
        anew = ", or delete this file: newsloc makes it anew" if ".pot:" in place else ""
        raise CatalogError(f"{place}: an unresolved merge conflict; choose a side and remove the markers{anew}")
    if "\0" in line:
        raise CatalogError(f"{place}: a NUL character, so the file is damaged; restore it from version control")


def _split(line: str) -> tuple[str, str]:
    """Return the mark of a line (``#~``, ``#|``, ``#`` ...; none for a field) and what follows it."""
    if not line.startswith("#"):
        return "", line.strip()
    if line.startswith("#~|"):
        return "#|", line[3:].strip()  # polib drops these; in the entry it then builds they are the same
    if line[1:2] and line[1] in "~|:,=.":
        body = line[2:]
        return line[:2], body.removeprefix(" ") if line[1] == "." else body.strip()
    return "#", line[1:].removeprefix(" ")


def _comment(kind: str, body: str, place: str) -> str:
    """Return a line that is not a field as polib likes it."""
    if kind in {"#", "#."}:
        return f"{kind} {wrap_comment(body)}"
    if not body:
        return ""
    if kind == "#|":
        return f"#| {_field(body, place)[1]}"
    return f"{'#,' if kind == '#=' else kind} {body}"


def _field(body: str, place: str) -> tuple[str, str]:
    """Return the keyword (none on a continued line, ``msgstr[]`` for any plural form) and the line for polib."""
    match = _FIELD.fullmatch(body)
    if not match:
        if _FIELD.match(body) and '"' in body:
            raise CatalogError(f'{place}: the text is not closed, or holds a bare quotation mark; write that as \\"')
        raise CatalogError(f"{place}: not a line of a PO file; remove it, or put # before it if it is a comment")
    keyword, text = match[1] or "", match[2] or '""'
    written = f"{keyword} {_ESCAPE.sub(lambda found: _escape(found, place), text)}".lstrip()
    return re.sub(r"\[.\]", "[]", keyword), written


def _escape(found: re.Match[str], place: str) -> str:
    if found[1] not in _ESCAPED:
        raise CatalogError(
            f'{place}: "{found[0]}" stands for no character here; write \\\\ for a backslash, '
            "or let msgcat write the file anew"
        )
    return "\a" if found[1] == "a" else found[0]


def _check_order(before: tuple[str, str], now: tuple[str, str], place: str) -> None:
    """Refuse fields that do not follow each other: polib would keep the last one only."""
    (last, last_mark), (keyword, mark) = before, now
    if not keyword and not last:
        raise CatalogError(f"{place}: a text without its keyword; write msgid or msgstr before it")
    if keyword and last not in _FOLLOWS[keyword]:
        position = f"after {last}" if last else "at the start"
        raise CatalogError(f"{place}: {keyword} cannot stand {position}; an entry is msgctxt, msgid, msgstr, in order")
    if last_mark != mark and (not keyword or last not in _REST):
        raise CatalogError(f"{place}: only half of the entry is obsolete; begin all its lines with #~, or none")
