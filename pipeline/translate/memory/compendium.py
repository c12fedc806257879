"""PO compendia: what the memory holds of one pair of languages, for ``msgmerge --compendium`` and PO editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote

from pipeline.catalog.po import catalog_text, read_catalog
from pipeline.errors import ConfigError
from pipeline.model import Catalog, Direction, Entry, State
from pipeline.translate.memory.records import Record, records_of

MARK = "newsloc-memory:"
"""Begins the `#.` notes that say where a text was reviewed, by whom and when; msgmerge leaves them behind."""
_SAID = ("article", "context", "reviewer", "engine", "date")
_PLURAL = "plural: "
_SAFE = "/@.+_~#:"


def read_compendium(path: Path, source: str | None = None, target: str | None = None) -> Iterator[Record]:
    """Yield the records of a PO file of any origin, once for each place where a text was reviewed.

    A plural entry has no one target, and is left out.

    :param source: the language, if the file does not name it or names a wrong one
    :raises CatalogError: with file and line, if gettext could not read it either
    :raises ConfigError: if it does not say its languages
    """
    catalog = read_catalog(path)
    direction = _direction(path, source or catalog.source_language, target or catalog.language or "")
    named = replace(catalog, source_language=direction.source, language=direction.target)
    by_place = {(entry.context, entry.source): entry for entry in (*catalog.entries, *catalog.obsolete)}
    for record in records_of(named):
        entry = by_place[record.context, record.source]
        if any(comment.startswith(_PLURAL) for comment in entry.comments):
            continue
        said = [note for note in entry.notes if note.startswith(MARK)]
        yield from (_placed(record, note) for note in said)
        if not said:
            yield replace(record, article="")


def _direction(path: Path, source: str, target: str) -> Direction:
    if not source or not target:
        raise ConfigError(f"{path}: does not say its languages; add {'--to' if source else '--from'} LANG")
    return Direction(source=source, target=target)


def compendium_text(records: Iterable[Record], direction: Direction) -> str:
    """Return the records of one direction as a PO file: each text once, with all the places where it was reviewed.

    Of several targets of one source the first has no context, so that gettext's tools find it; the others have one,
    and are lost to nobody. The date is the newest of the records'.
    """
    groups: dict[tuple[str, str, State], list[Record]] = {}
    newest = ""
    for record in records:
        groups.setdefault((record.source, record.target, record.state), []).append(record)
        newest = max(newest, record.date)
    entries = []
    places: dict[str, int] = {}
    for (source, target, state), group in groups.items():
        number = places[source] = places.get(source, 0) + 1
        entries.append(
            Entry(
                context="" if number == 1 else f"memory#{number}",
                source=source,
                target=target,
                fuzzy=state is not State.REVIEWED,
                notes=tuple(dict.fromkeys(map(_format, group))),
            )
        )
    # As gettext writes a time that is not known.
    moment = f"{newest[:10]} {newest[11:16]}+0000" if newest else "YEAR-MO-DA HO:MI+ZONE"
    return catalog_text(
        Catalog(
            slug="memory",
            source_language=direction.source,
            language=direction.target,
            entries=tuple(entries),
            headers={"PO-Revision-Date": moment},
        )
    )


def _format(record: Record) -> str:
    fields = ((name, getattr(record, name)) for name in _SAID)
    return " ".join((MARK, *(f"{name}={quote(value, _SAFE)}" for name, value in fields if value)))


def _placed(record: Record, note: str) -> Record:
    """Return a record with what a note says of its place."""
    words = (word.partition("=") for word in note.removeprefix(MARK).split())
    said = {name: unquote(value) for name, _, value in words}
    return replace(
        record,
        article=said.get("article", ""),
        context=said.get("context", ""),
        reviewer=said.get("reviewer", ""),
        engine=said.get("engine", ""),
        date=said.get("date", ""),
    )
