"""PO files read and written without loss; MO files written.

The reading is in ``reading``. The writing is ours, since polib's differs from gettext's in the order of the header, in
bare ``#`` lines and in where a text is cut; ``msgcat --no-wrap`` gives back the same bytes. polib writes MO files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import EllipsisType

import polib

from pipeline.catalog.comments import Comments, sort_comments
from pipeline.catalog.duplicates import PlacedEntry, unite_duplicates
from pipeline.catalog.header import (
    DRAFTS,
    NEXT_NUMBER,
    SOURCE_LANGUAGE,
    UNKNOWN_LANGUAGE,
    check_charset,
    complete_headers,
    date_catalog,
    language_named,
    parse_headers,
    runtime_headers,
    stable,
)
from pipeline.catalog.provenance import format_provenance
from pipeline.catalog.reading import ESCAPED, ParsedEntry, read_entries
from pipeline.errors import CatalogChanged, CatalogError
from pipeline.languages.locales import tag_of
from pipeline.model import Catalog, Entry, State
from pipeline.project.atomic import stamp_of, write_atomically

_ESCAPES = str.maketrans({char: f"\\{letter}" for letter, char in ESCAPED.items()})
_NO_COMMENTS = Comments(own=())
_EMPTY_LINE = re.compile(rb"\n\s*\n")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TO_ESCAPE = re.compile(r'[\\"\a\b\f\n\r\t\v]')


def read_catalog(path: Path) -> Catalog:
    """Read a PO or POT file; a POT by its suffix.

    :raises CatalogError: with file and line, if gettext could not read it either
    """
    return parse_catalog(read_bytes(path), path)


def parse_catalog(content: bytes, path: Path) -> Catalog:
    """Read the content of a PO or POT file that lies, or once lay, at *path*.

    Languages that neither the header nor the folder names are empty. A plural entry, which newsloc never writes, is
    read as its first form with the others in comments. Of entries that stand twice one is kept.

    :raises CatalogError: with file and line, if gettext could not read it either, or two people's texts differ
    """
    header, parsed = _take_header(read_entries(_decode(content, path), path))
    headers = parse_headers(header.text("msgstr") or "") if header else {}
    check_charset(headers, path)
    entries, obsolete = unite_duplicates(map(_placed, parsed), path)
    return Catalog(
        slug=_slug(path),
        source_language=tag_of(headers.get(SOURCE_LANGUAGE) or UNKNOWN_LANGUAGE),
        language=None if path.suffix == ".pot" else language_named(headers, path),
        entries=entries,
        obsolete=obsolete,
        next_number=_next_number(headers, path),
        headers=headers,
        header_comments=tuple(header.comments) if header else (),
    )


def find_catalog(path: Path) -> Catalog | None:
    """Read a catalog if its file is there.

    :raises CatalogError: if the file is there and cannot be read
    """
    return read_catalog(path) if path.is_file() else None


def find_header(path: Path) -> Catalog | None:
    """Read the header of a catalog alone, if its file is there: the entry up to the first empty line.

    :raises CatalogError: if it cannot be read
    """
    if not path.is_file():
        return None
    header, *_ = _EMPTY_LINE.split(read_bytes(path), maxsplit=1)
    return parse_catalog(header, path)


def catalog_text(catalog: Catalog) -> str:
    """Return a catalog as the text of a PO or POT file, unwrapped, as ``msgcat --no-wrap`` writes it."""
    return join_entries(catalog, map(entry_text, catalog.entries))


def join_entries(catalog: Catalog, texts: Iterable[str]) -> str:
    """Return a catalog as `catalog_text` does, of the texts of its entries: who changes one need not write them all."""
    header = "".join(f"{name}: {value}\n" for name, value in complete_headers(catalog).items())
    lines = (
        *_comment_lines("#", catalog.header_comments),
        *(["#, fuzzy"] if catalog.language is None else []),
        *_text_lines("msgid", ""),
        *_text_lines("msgstr", header),
    )
    obsolete = (entry_text(entry, obsolete=True) for entry in catalog.obsolete)
    return "\n\n".join(("\n".join(lines), *texts, *obsolete)) + "\n"


def write_catalog(path: Path, catalog: Catalog, *, over: Catalog | EllipsisType | None = ...) -> bool:
    """Write a catalog; return False, touching nothing, when the file says the same in whatever form.

    Header fields and comments that are only in the file stay, but for what it says of drafts. Its dates move with its
    content.

    :param over: what the file said when the catalog was made of it, None where there was no file
    :raises CatalogError: if the file there cannot be read, or cannot be written
    :raises CatalogChanged: if *over* is given and the file says something else by now
    """
    stamp = stamp_of(path)
    disk = find_catalog(path)
    if over is not ... and disk != over:
        raise CatalogChanged(f"{path}: another program saved it in the meantime; run again")
    if disk:
        catalog = replace(
            catalog,
            headers={**{name: value for name, value in disk.headers.items() if name != DRAFTS}, **catalog.headers},
            header_comments=catalog.header_comments or disk.header_comments,
        )
        if _same(disk, catalog):
            return False
    return write_atomically(path, catalog_text(date_catalog(catalog, disk)), over=None if over is ... else stamp)


def write_mo(path: Path, catalog: Catalog) -> None:
    """Write the reviewed entries of a catalog as an MO file.

    :raises CatalogError: if it cannot be written
    """
    compiled = polib.POFile()
    compiled.metadata = runtime_headers(catalog)
    compiled.extend(
        polib.POEntry(msgctxt=entry.context or None, msgid=entry.source, msgstr=entry.target)
        for entry in catalog.entries
        if entry.state is State.REVIEWED
    )
    write_atomically(path, compiled.to_binary())


def _same(disk: Catalog, catalog: Catalog) -> bool:
    """Say whether a file differs from what would be written in form and dates only."""
    return (
        disk.entries == catalog.entries
        and disk.obsolete == catalog.obsolete
        and disk.header_comments == catalog.header_comments
        and stable(disk.headers) == stable(complete_headers(catalog))
    )


def read_bytes(path: Path) -> bytes:
    """Return the content of a catalog file.

    :raises CatalogError: if it cannot be read
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read ({error.strerror}); check that it is there and readable") from error


def _decode(content: bytes, path: Path) -> str:
    """Return the text of a catalog file's content."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogError(
            f"{path}:{line}: not UTF-8; save the file as UTF-8, or run msgconv -t UTF-8 -o {path} {path}"
        ) from error


def _take_header(parsed: Sequence[ParsedEntry]) -> tuple[ParsedEntry | None, list[ParsedEntry]]:
    """Return the header and the other entries; an empty text in a context is no header."""
    header = next((one for one in parsed if not (one.obsolete or one.text("msgid") or "msgctxt" in one.texts)), None)
    return header, [one for one in parsed if one is not header]


def _placed(parsed: ParsedEntry) -> PlacedEntry:
    """Return an entry with its place; an obsolete one needs no line to point at."""
    entry = _entry(parsed, 0 if parsed.obsolete else parsed.target_line)
    return PlacedEntry(entry=entry, obsolete=parsed.obsolete, line=parsed.line)


def _entry(parsed: ParsedEntry, line: int) -> Entry:
    """Turn what stands in a file into an entry; of plural forms the first, the others as comments."""
    found = sort_comments(parsed.comments) if parsed.comments else _NO_COMMENTS
    target, *others = parsed.targets
    if plural := parsed.text("msgid_plural"):
        others = [plural, *others]
    context, source = parsed.previous_text("msgctxt"), parsed.previous_text("msgid")
    return Entry(
        context=parsed.text("msgctxt") or "",
        source=parsed.text("msgid") or "",
        target=target,
        fuzzy="fuzzy" in parsed.flags,
        previous_context=found.previous_context if context is None else context,
        previous_source=found.previous_source if source is None else source,
        provenance=found.provenance,
        comments=(*found.own, *(f"plural: {text}" for text in others if text)),
        notes=tuple(parsed.notes),
        references=tuple(parsed.references),
        flags=tuple(dict.fromkeys(flag for flag in parsed.flags if flag != "fuzzy")),
        line=line,
    )


def _slug(path: Path) -> str:
    """Return the slug that a path stands for: what follows ``LC_MESSAGES`` or ``locales``, without suffix."""
    folders = path.with_suffix("").parts
    for folder in ("LC_MESSAGES", "locales"):
        if folder in folders[:-1]:
            last = len(folders) - 1 - folders[::-1].index(folder)
            return "/".join(folders[last + 1 :])
    return folders[-1]


def _next_number(headers: Mapping[str, str], path: Path) -> int:
    """Return the number the next new unit gets."""
    written = headers.get(NEXT_NUMBER, "1")
    if not re.fullmatch("[0-9]{1,18}", written):
        raise CatalogError(f'{path}:1: {NEXT_NUMBER} is "{written}"; remove that header, and newsloc finds it anew')
    return int(written)


def entry_text(entry: Entry, *, obsolete: bool = False) -> str:
    """Return the text of one entry, without a line end; an obsolete one has no place and no notes."""
    lines = _comment_lines("#", entry.comments)
    if entry.provenance:
        lines.append(f"# {format_provenance(entry.provenance)}")
    if not obsolete:
        lines += _comment_lines("#.", entry.notes)
        if entry.references:
            lines.append(f"#: {' '.join(entry.references)}")
    flags = (*(("fuzzy",) if entry.fuzzy else ()), *entry.flags)
    if flags:
        lines.append(f"#, {', '.join(flags)}")
    mark, previous = ("#~ ", "#~| ") if obsolete else ("", "#| ")
    lines += _previous_lines(entry, previous)
    if entry.context:
        lines += _text_lines("msgctxt", entry.context, mark)
    lines += _text_lines("msgid", entry.source, mark)
    lines += _text_lines("msgstr", entry.target, mark)
    return "\n".join(lines)


def _previous_lines(entry: Entry, mark: str) -> list[str]:
    """Return the lines of what the entry was before; gettext refuses a previous context without a text."""
    context, source = entry.previous_context, entry.previous_source
    lines = []
    if context is not None:
        source = entry.source if source is None else source
        lines += _text_lines("msgctxt", context, mark)
    if source is not None:
        lines += _text_lines("msgid", source, mark)
    return lines


def _comment_lines(mark: str, comments: Iterable[str]) -> list[str]:
    """Return the lines of comments; a line break inside a comment must not end it."""
    return [f"{mark} {line}" if line else mark for comment in comments for line in comment.split("\n")]


def _text_lines(keyword: str, text: str, mark: str = "") -> list[str]:
    """Return the lines of a field: one, unless the text has line breaks inside."""
    if not _TO_ESCAPE.search(text):
        return [f'{mark}{keyword} "{text}"']
    pieces = [piece.translate(_ESCAPES) for piece in _LINE.findall(text)]
    if len(pieces) > 1:
        return [f'{mark}{keyword} ""', *(f'{mark}"{piece}"' for piece in pieces)]
    return [f'{mark}{keyword} "{pieces[0]}"']
