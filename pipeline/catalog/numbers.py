"""The numbers of an article's units: given once, kept through edits, insertions and moves, never given again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from pipeline.catalog.identity import align
from pipeline.model import Article, Catalog, Entry

_CONTEXT = re.compile(r"[a-z]+#([1-9][0-9]{0,17})")


def number_of(context: str) -> int | None:
    """Return the number in a context, or None where a person or another tool wrote the context."""
    match = _CONTEXT.fullmatch(context)
    return int(match[1]) if match else None


def number_units(
    article: Article, template: Catalog | None, catalogs: Sequence[Catalog] = ()
) -> tuple[tuple[str, ...], int]:
    """Return the context of each unit, ``<role>#<number>``, and the number that the next new unit will get.

    :param template: the POT, which is the authority; without it the numbers are found in the PO files
    :param catalogs: the article's PO files; a sentence that vanished into their ``#~`` entries and returns gets its
        number back
    """
    sequence = template.entries if template else chain.from_iterable(catalog.entries for catalog in catalogs)
    old = list(_once(sequence))
    sources = [unit.source for unit in article.units]
    numbers = align(old, sources)
    vanished = _vanished(catalogs, {number for number, _ in old})
    next_number = _next(template, catalogs)
    contexts = []
    for unit, kept in zip(article.units, numbers, strict=True):
        number = kept or vanished.pop(unit.source, None)
        if number is None:
            number, next_number = next_number, next_number + 1
        contexts.append(f"{unit.role.value}#{number}")
    return tuple(contexts), next_number


def _once(entries: Iterable[Entry]) -> Iterator[tuple[int, str]]:
    """Yield number and text of the entries that have one; of two with the same, the first.

    Two have the same where two branches both gave it and were merged: the second gets another.
    """
    seen: set[int] = set()
    for entry in entries:
        number = number_of(entry.context)
        if number is not None and number not in seen:
            seen.add(number)
            yield number, entry.source


def _vanished(catalogs: Iterable[Catalog], used: set[int]) -> dict[str, int]:
    """Return the numbers of obsolete texts, which no unit of the article has."""
    free = _once(entry for catalog in catalogs for entry in catalog.obsolete)
    return {source: number for number, source in free if number not in used}


def _next(template: Catalog | None, catalogs: Iterable[Catalog]) -> int:
    """Return a number above every one ever given, also where a POT from another branch counted less far."""
    known = [catalog for catalog in (template, *catalogs) if catalog]
    given = (number_of(entry.context) or 0 for catalog in known for entry in (*catalog.entries, *catalog.obsolete))
    return max([template.next_number if template else 1, *(number + 1 for number in given)])
