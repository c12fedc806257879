"""Articles: files of source/ found, named and read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.languages.detection import detect_language
from pipeline.model import Article, Document, Translate
from pipeline.project.paths import SOURCE_FOLDER, is_hidden, list_files, place_in, slug_of, split_suffix
from pipeline.sources.readers import SUFFIXES, reader_for
from pipeline.sources.readers.decoding import DecodedText, declared_encoding, decode
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.segment import units_of

MAX_BYTES = 8_000_000
"""A larger file is a mistake or an attack, not an article; a long book has two million bytes."""
_CONFLICT = re.compile(r"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)


def read_article(path: Path, project: Path, front_matter: Collection[str] = TRANSLATED) -> Article:
    """Return an article with its language and units; ``path`` lies under the project's source/.

    :raises SourceError: if its name, encoding, suffix or front matter is wrong or its language cannot be told
    """
    slug = slug_of(path, project / SOURCE_FOLDER)
    shown = place_in(path, project).as_posix()
    return parse_article(read_source(path, shown), shown, slug, front_matter)


def parse_article(
    data: bytes,
    shown: str,
    slug: str,
    front_matter: Collection[str] = TRANSLATED,
    record: Mapping[str, str] | None = None,
) -> Article:
    """Return the article that a file's content holds.

    :param shown: the file's path in the project, with forward slashes
    :param front_matter: the keys of the settings: those whose values are translated
    :param record: what is left out, rules by digest (``boilerplate.left_out``); None where that is to be found out
    :raises SourceError: if its encoding, suffix or front matter is wrong or its language cannot be told
    """
    reader = reader_for(shown)
    decoded = decode_source(data, shown)
    if not decoded.text.strip():
        raise SourceError(f"{shown}: the file is empty; write the article, or remove the file")
    _refuse_conflict(decoded.text, shown)
    document = reader.parse(decoded.text, shown, front_matter, record)
    document = replace(document, encoding=decoded.encoding, note=decoded.note)
    language = document.metadata.language or _detect(document)
    return Article(slug=slug, language=language, document=document, units=units_of(document, language))


def _refuse_conflict(text: str, shown: str) -> None:
    """Refuse a file with the markers of an unresolved merge: both versions would be published, one after the other."""
    marks = list(_CONFLICT.finditer(text))
    # A row of === alone underlines a heading of Markdown.
    place = "".join(mark[0][0] for mark in marks).find("<=>")
    if place >= 0:
        line = text.count("\n", 0, marks[place].start()) + 1
        raise SourceError(f"{shown}:{line}: an unresolved merge conflict; choose a side and remove the markers")


def find_articles(project: Path) -> list[Path]:
    """Return the articles under a project's source/, sorted; hidden files and other suffixes are left out.

    :raises SourceError: if there is no source/ or two articles have one slug
    """
    return articles_among(project, list_source(project))


def list_source(project: Path) -> list[str]:
    """Return the paths of all files under a project's source/, in no order.

    :raises SourceError: if there is no source/
    """
    folder = project / SOURCE_FOLDER
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder; run newsloc init, or name the project with --project")
    return list(list_files(folder))


def articles_among(project: Path, files: Iterable[str]) -> list[Path]:
    """Return what `find_articles` does, of the files that `list_source` found.

    :raises SourceError: if two articles have one slug
    """
    folder = project / SOURCE_FOLDER
    found: dict[str, Path] = {}
    for name in sorted(filter(_is_article, files), key=lambda name: name.split("/")):
        path = folder / name
        if not path.is_file():  # a link that leads nowhere
            continue
        twin = found.setdefault(split_suffix(name)[0], path)
        if twin != path:
            raise SourceError(f"{SOURCE_FOLDER}/{name}: {twin.name} would have the same catalogs; rename one of them")
    return list(found.values())


def _is_article(name: str) -> bool:
    return not is_hidden(name) and split_suffix(name)[1].lower() in SUFFIXES


def read_source(path: Path, shown: str) -> bytes:
    """Return the content of an article's file.

    :raises SourceError: if it cannot be read
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{shown}: {error.strerror}; check the name and its permissions") from error


def decode_source(data: bytes, shown: str) -> DecodedText:
    """Return a file's text, line ends kept, without the byte order mark; of a page, in the encoding that it declares.

    :raises SourceError: if it is too long, or its suffix or encoding is wrong
    """
    if len(data) > MAX_BYTES:
        raise SourceError(f"{shown}: {len(data):,} bytes; an article has {MAX_BYTES:,} at most, so split it")
    return decode(data, shown, declared_encoding(data) if reader_for(shown).name == "html" else None)


def _detect(document: Document) -> str:
    """Return the language of a document that declares none."""
    language = detect_language("\n".join(block.text for block in document.blocks if isinstance(block, Translate)))
    if language is None:
        line = 'add front matter: a line "---", a line "language: en" and a line "---" at the top'
        raise SourceError(f"{document.path}:1: too little text to tell the language; {line}")
    return language
