"""Readers: the text of a file to blocks, and blocks with targets to the text of an edition.

Joining the blocks' ``raw`` gives the text back, byte for byte. Another format is one more file and one more entry.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from pipeline.errors import SourceError
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.readers.html import HtmlReader
from pipeline.sources.readers.markdown import MarkdownReader
from pipeline.sources.readers.ninjs import NinjsReader
from pipeline.sources.readers.text import TextReader

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipeline.model import Document


class Reader(Protocol):
    """One file format in both directions."""

    @property
    def name(self) -> str:
        """The format's name, as ``Document.format`` has it."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of its files, in lower case, with the dot."""
        ...

    def parse(
        self,
        text: str,
        path: str,
        front_matter: Collection[str] = TRANSLATED,
        record: Mapping[str, str] | None = None,
    ) -> Document:
        """Return a file's text as blocks; ``path`` is relative to the project and stands in messages.

        :param front_matter: the keys whose values are translated, in formats that have front matter
        :param record: what is left out, rules by digest (``boilerplate.left_out``); None where that is to be found out
        :raises SourceError: if the front matter is wrong
        """
        ...

    def render(self, document: Document, targets: Mapping[int, str]) -> str:
        """Return an edition: ``targets`` by index of block; other blocks stay, dropped ones go."""
        ...


READERS: tuple[Reader, ...] = (TextReader(), MarkdownReader(), HtmlReader(), NinjsReader())


def reader_for(path: PurePath | str) -> Reader:
    """Return the reader of a file, by its suffix.

    :raises SourceError: if no reader knows the suffix
    """
    suffix = PurePath(path).suffix.lower()
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader
    supported = ", ".join(suffix for reader in READERS for suffix in reader.suffixes)
    raise SourceError(f'{path}: no reader for "{suffix}" files; articles are {supported}')


def reader_named(name: str) -> Reader:
    """Return the reader of a format, by ``Document.format``.

    :raises SourceError: if there is no such format
    """
    for reader in READERS:
        if reader.name == name:
            return reader
    raise SourceError(f'no reader is called "{name}"; there are {", ".join(reader.name for reader in READERS)}')
