"""Two translations that claim one unit, as after a merge of branches: both are kept, and a person is told of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.numbers import number_of
from pipeline.model import Catalog, Entry

OTHER = "other translation: "
"""Begins a comment with the translation of a unit that does not stand."""


def settle_conflicts(existing: Catalog | None, merged: Catalog) -> tuple[Catalog, tuple[str, ...]]:
    """Put the translations that lost their place beside the ones that stand; return what to tell a person.

    Only entries that became obsolete in this merge are looked at: a conflict is reported once.
    """
    if existing is None:
        return merged, ()
    before = set(map(_key, existing.obsolete))
    rivals: defaultdict[str | int | None, list[Entry]] = defaultdict(list)
    for entry in merged.obsolete:
        if _key(entry) not in before and written_by_person(entry):
            rivals[entry.source].append(entry)
            rivals[number_of(entry.context)].append(entry)
    if not rivals:
        return merged, ()
    entries: list[Entry] = []
    told: list[str] = []
    for entry in merged.entries:
        others = list(dict.fromkeys(other.target for other in _others(entry, rivals)))
        told += (
            f"{entry.context} has two translations, “{entry.target}” and “{other}”; the first stands, the other is "
            "kept in a comment: choose, and remove the comment"
            for other in others
        )
        comments = (*entry.comments, *(f"{OTHER}{' '.join(other.split())}" for other in others))
        entries.append(replace(entry, comments=tuple(dict.fromkeys(comments))))
    return replace(merged, entries=tuple(entries)), tuple(told)


def describe_renumbered(template: Catalog | None, contexts: Sequence[str], sources: Sequence[str]) -> tuple[str, ...]:
    """Say which units had one number, given out by two branches, and what the second is called now."""
    first: dict[int, str] = {}
    told = []
    for entry in template.entries if template else ():
        number = number_of(entry.context)
        if number is None:
            continue
        if first.setdefault(number, entry.source) != entry.source:
            now = next(
                (context for context, text in zip(contexts, sources, strict=True) if text == entry.source), "gone"
            )
            told.append(
                f"two units had the number {number}, as after a merge of branches: “{first[number]}” keeps it, "
                f"“{entry.source}” is {now} now; both keep their translations"
            )
    return tuple(told)


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.context, entry.source, entry.target


def _others(entry: Entry, rivals: defaultdict[str | int | None, list[Entry]]) -> Iterator[Entry]:
    """Yield the entries that would have been an entry's too, as well as the one that is.

    A sentence that stood twice and now stands once is none: its second number was a unit of its own.
    """
    if not written_by_person(entry):
        return
    number = number_of(entry.context)
    claims = [other for other in rivals.get(entry.source, ()) if number_of(other.context) in {None, number}]
    if entry.previous_source is not None:  # no translation is of this very text: any of its number could have been it
        claims += rivals.get(number, ())
    yield from (other for other in claims if other.target not in entry.target)
