"""XML files read element by element, however large, and safely: no entity is expanded, no other file is opened."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

CHUNK = 1 << 16
HEAD = 1 << 10
MOST = 1 << 22
"""Characters of one element: units and terms have some hundreds, and one that never ends must not fill the memory."""
DEEPEST = 100
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class XmlElement:
    """An element with all it holds, and the line where it begins. Names of elements are without their namespace."""

    element: Element
    line: int


class BrokenXml(Exception):  # noqa: N818 - the readers turn it into an error of their own
    """An XML file that cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_elements(
    path: Path, names: Sequence[str], advance: Callable[[int], None] = lambda _: None
) -> Iterator[XmlElement]:
    """Yield each element of some names as it ends; one inside another of them stays inside.

    :param advance: hears how many bytes were read since it last heard
    :raises BrokenXml: with the line
    :raises OSError: if the file cannot be read
    """
    reader = _ElementReader(frozenset(names))
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            reader.feed(chunk)
            advance(len(chunk))
            yield from reader.take()
    reader.feed(b"", last=True)
    yield from reader.take()


def root_name(path: Path) -> str:
    """Return the name of a file's outermost element, without namespace; empty if it ends before.

    :raises BrokenXml: if it is no XML
    :raises OSError: if the file cannot be read
    """
    with path.open("rb") as file:
        reader = _ElementReader(frozenset())
        while not reader.root and (chunk := file.read(HEAD)):
            reader.feed(chunk)
    return reader.root


class _ElementReader:
    """Feeds a parser and keeps the finished elements."""

    def __init__(self, names: frozenset[str]) -> None:
        self.root = ""
        self._names = names
        self._found: deque[XmlElement] = deque()
        self._builder: TreeBuilder | None = None
        self._depth = 0
        self._inside = 0
        self._start = 0
        self._size = 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._add
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.SkippedEntityHandler = self._refuse_skipped
        # A file's own DTD is never fetched; without this, an entity it would declare is passed over in silence.
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Parse some more bytes."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise BrokenXml(error.lineno, f"is not well-formed XML ({expat.ErrorString(error.code)})") from error
        except (LookupError, ValueError) as error:
            raise BrokenXml(1, f"is in an encoding that nobody knows ({error})") from error

    def take(self) -> Iterator[XmlElement]:
        """Yield the elements that are finished."""
        while self._found:
            yield self._found.popleft()

    def _open(self, name: str, attributes: Mapping[str, str]) -> None:
        plain = name.rpartition("}")[2]
        self.root = self.root or plain
        self._depth += 1
        if self._depth > DEEPEST:
            self._fail("has elements too deep inside each other")
        if self._builder is None:
            if plain not in self._names:
                return
            self._builder, self._start, self._size = TreeBuilder(), self._parser.CurrentLineNumber, 0
        self._inside += 1
        self._builder.start(plain, {f"{{{key}" if "}" in key else key: value for key, value in attributes.items()})

    def _close(self, name: str) -> None:
        self._depth -= 1
        if self._builder is None:
            return
        self._builder.end(name.rpartition("}")[2])
        self._inside -= 1
        if not self._inside:
            self._found.append(XmlElement(self._builder.close(), self._start))
            self._builder = None

    def _add(self, text: str) -> None:
        if self._builder is not None:
            self._size += len(text)
            if self._size > MOST:
                self._fail("has an element without end")
            self._builder.data(text)

    def _refuse_entity(self, name: str, *_: object) -> None:
        self._fail(f'declares the entity "{name}", which newsloc refuses to expand')

    def _refuse_skipped(self, name: str, *_: object) -> None:
        self._fail(f'uses the entity "{name}", which nothing in the file explains')

    def _fail(self, message: str) -> NoReturn:
        raise BrokenXml(self._parser.CurrentLineNumber, message)
