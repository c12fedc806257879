"""Entries that stand twice in a file, as they do after two branches were merged: one is kept, and no text is lost.

gettext refuses such files. Where the two say the same, or where a machine wrote one of them, there is nothing to
decide: a person's text wins. Where two people translated one text in two ways, one of them must choose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalog.carry import written_by_person
from pipeline.errors import CatalogError
from pipeline.model import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedEntry:
    """An entry, and where it stands in its file."""

    entry: Entry
    obsolete: bool
    line: int


def unite_duplicates(found: Iterable[PlacedEntry], path: Path) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return the live and the obsolete entries of a file, each context and text once.

    :raises CatalogError: with both texts and their lines, if two people's translations differ
    """
    kept: dict[tuple[str, str], PlacedEntry] = {}
    for placed in found:
        key = (placed.entry.context, placed.entry.source)
        kept[key] = _unite(kept[key], placed, path) if key in kept else placed
    return (
        tuple(placed.entry for placed in kept.values() if not placed.obsolete),
        tuple(placed.entry for placed in kept.values() if placed.obsolete),
    )


def _unite(one: PlacedEntry, other: PlacedEntry, path: Path) -> PlacedEntry:
    """Return one entry for two of the same context and text."""
    better, worse = sorted((one, other), key=_rank)
    if (
        worse.entry.target not in {"", better.entry.target}
        and written_by_person(worse.entry)
        and written_by_person(better.entry)
    ):
        name = one.entry.context or one.entry.source
        raise CatalogError(
            f'{path}:{other.line}: the entry "{name}" stands twice with different translations, “{one.entry.target}” '
            f"in line {one.line} and “{other.entry.target}” here; remove one of the two"
        )
    place = one if one.obsolete <= other.obsolete else other
    entry = replace(
        better.entry,
        comments=tuple(dict.fromkeys((*one.entry.comments, *other.entry.comments))),
        flags=tuple(dict.fromkeys((*one.entry.flags, *other.entry.flags))),
        references=place.entry.references,
        notes=place.entry.notes,
    )
    return replace(place, entry=entry)


def _rank(placed: PlacedEntry) -> tuple[bool, bool, bool]:
    """Order what is surest first: approved, a person's, a machine's, nothing."""
    entry = placed.entry
    return not (entry.target and not entry.fuzzy), not written_by_person(entry), not entry.target
