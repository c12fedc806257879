"""Readers: the text of a file to blocks, and blocks with targets to the text of an edition.

Joining the blocks' ``raw`` gives the text back, byte for byte. Another format is one more file and one more entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import PurePath

from pipeline.errors import SourceError
from pipeline.model import Block, Document, Metadata
from pipeline.sources.readers import html, markdown, ninjs, text
from pipeline.sources.readers.front_matter import TRANSLATED, FrontMatter, read_front_matter
from pipeline.sources.readers.skeleton import Body, write_edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One file format in both directions.

    ``suffixes`` are those of its files, in lower case, with the dot. ``read`` returns what a body declares of itself,
    and its blocks; ``render`` an edition, of a document and targets by index of block: other blocks stay, dropped ones
    go.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Body], tuple[Metadata, Sequence[Block]]]
    render: Callable[[Document, Mapping[int, str]], str]
    has_front_matter: bool = True

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
        :raises SourceError: if the front matter is wrong, or the file is broken
        """
        front = read_front_matter(text, path, front_matter) if self.has_front_matter else FrontMatter()
        body = Body(
            text=text[sum(len(block.raw) for block in front.blocks) :],
            path=path,
            line=front.lines + 1,
            record=record,
            fetched=front.metadata.url is not None,
        )
        metadata, blocks = self.read(body)
        return Document(
            path=path,
            format=self.name,
            metadata=_complete(front.metadata, metadata),
            blocks=(*front.blocks, *blocks),
            hints=front.hints,
        )


def _complete(declared: Metadata, own: Metadata) -> Metadata:
    """Return what the front matter declares, completed by what the body does."""
    values = ((field.name, getattr(declared, field.name), field.default) for field in fields(declared))
    return replace(
        declared, **{name: getattr(own, name) for name, value, default in values if not value or value == default}
    )


READERS: tuple[Reader, ...] = (
    Reader(name="text", suffixes=(".txt",), read=text.read, render=write_edition),
    Reader(name="markdown", suffixes=(".md", ".markdown"), read=markdown.read, render=markdown.render),
    Reader(name="html", suffixes=(".html", ".htm", ".xhtml"), read=html.read, render=html.render),
    Reader(name="ninjs", suffixes=(".json",), read=ninjs.read, render=ninjs.render, has_front_matter=False),
)


SUFFIXES = tuple(suffix for reader in READERS for suffix in reader.suffixes)
"""Those of all articles, in small letters, with the dot."""


def reader_for(path: PurePath | str) -> Reader:
    """Return the reader of a file, by its suffix.

    :raises SourceError: if no reader knows the suffix
    """
    suffix = PurePath(path).suffix.lower()
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader
    raise SourceError(f'{path}: no reader for "{suffix}" files; articles are {", ".join(SUFFIXES)}')


def reader_named(name: str) -> Reader:
    """Return the reader of a format, by ``Document.format``."""
    return next(reader for reader in READERS if reader.name == name)
