"""The strings of a JSON text with their places in it, which Python's ``json`` does not tell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r'"(?P<string>(?:[^"\\]|\\.)*+)"|(?P<mark>[{}\[\],:])', re.DOTALL)
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_COLON = re.compile(r"[ \t\r\n]*:")
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonString:
    """One value that is a string: the keys and indexes that lead to it, and its place between its quotes."""

    path: tuple[str | int, ...]
    start: int
    end: int
    literal: str
    text: str
    offsets: tuple[int, ...] = field(repr=False)
    """Where each character of ``text`` begins in ``literal``, and where the last one ends."""

    def raw(self, start: int, end: int) -> str:
        """Return a slice of the text as it is escaped in the file."""
        return self.literal[self.offsets[start] : self.offsets[end]]


def find_strings(text: str) -> Iterator[JsonString]:
    """Yield the string values of a JSON text in order; the text must be valid."""
    # The way to the value at hand: the key or index in each object or list that is open.
    path: list[str | int] = []
    opened: list[str] = []
    for match in _TOKEN.finditer(text):
        mark, literal = match["mark"], match["string"]
        if mark in {"{", "["}:
            opened.append(mark)
            path.append("" if mark == "{" else 0)
        elif mark in {"}", "]"}:
            opened.pop()
            path.pop()
        elif mark == ",":
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else ""
        elif mark is None and opened and opened[-1] == "{" and _COLON.match(text, match.end()):
            path[-1] = unescape_json(literal)
        elif mark is None:
            pieces = [piece.span() for piece in _ESCAPE.finditer(literal)] if "\\" in literal else None
            offsets = (*(start for start, _ in pieces), len(literal)) if pieces else tuple(range(len(literal) + 1))
            yield JsonString(
                path=tuple(path),
                start=match.start("string"),
                end=match.end("string"),
                literal=literal,
                text=unescape_json(literal),
                offsets=offsets,
            )


def unescape_json(literal: str) -> str:
    """Return what stands between the quotes of a string, halves of surrogate pairs replaced."""
    return replace_halves(json.loads(f'"{literal}"', strict=False)) if "\\" in literal else literal


def replace_halves(text: str) -> str:
    """Return a text with U+FFFD for each half of a surrogate pair, which alone is no character."""
    return _LONE.sub("\ufffd", text)


def load_json(text: str, make_object: Callable[[list[tuple[str, Any]]], dict[str, Any]] = dict) -> Any:
    """Return the value of a JSON text, halves of surrogate pairs replaced; objects are made of their keys and values.

    :raises ValueError: if it is not valid
    """
    value = json.loads(text, object_pairs_hook=make_object)
    return json.loads(replace_halves(json.dumps(value, ensure_ascii=False))) if "\\u" in text else value


def escape_json(text: str, *, ascii_only: bool = False) -> str:
    """Return a text as it stands between the quotes of a string."""
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]
