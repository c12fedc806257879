"""Whether a catalog is in step with its article: unit by unit, entry by entry."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import zip_longest

from pipeline.errors import shorten
from pipeline.model import Article, Catalog, Entry

_AROUND = 3
"""Words that a message shows on each side of the first difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first place where a catalog is out of step with its article; ``line`` is in the PO file."""

    message: str
    line: int | None = None
    context: str | None = None


def find_difference(article: Article, catalog: Catalog | None, path: str) -> Difference | None:
    """Say where a catalog is out of step with its article, or return None.

    The catalogs of a killed article may be out of step or missing: localize leaves them as they are.

    :param catalog: None where there is no such file
    :param path: the PO file, as a message names it
    """
    if article.document.metadata.killed:
        return None
    if catalog is None:
        message = f"{article.document.path}: there is no catalog {path}; run newsloc localize and commit it"
        return Difference(message=message)
    sources = (entry.source for entry in catalog.entries)
    texts = (unit.source for unit in article.units)
    for index, (text, source) in enumerate(zip_longest(texts, sources)):
        if text != source:
            return _difference(article, catalog, path, index)
    return None


def _difference(article: Article, catalog: Catalog, path: str, index: int) -> Difference:
    unit = article.units[index] if index < len(article.units) else None
    entry = catalog.entries[index] if index < len(catalog.entries) else None
    where = f"{path}: unit {index + 1}" + (f" ({entry.context})" if entry else "")
    ours_text, theirs_text = _excerpts(unit.source if unit else "", entry.source if entry else "")
    ours = f"{article.document.path}:{unit.line} says “{ours_text}”" if unit else f"{article.document.path} ends"
    theirs = f"the catalog “{theirs_text}”" if entry else "the catalog ends"
    return Difference(
        message=f"{where} is out of step: {ours}, {theirs}; run newsloc localize and commit the result",
        line=entry.line if entry and entry.line else None,
        context=entry.context if entry else None,
    )


def _excerpts(*texts: str) -> list[str]:
    """Return of each text the words around the place where they first differ."""
    words = [text.split() for text in texts]
    same = next((at for at, (one, other) in enumerate(zip(*words, strict=False)) if one != other), None)
    first = max((min(map(len, words)) if same is None else same) - _AROUND, 0)
    last = first + 2 * _AROUND + 1
    return [
        f"{'…' if first else ''}{shorten(' '.join(each[first:last]))}{'…' if len(each) > last else ''}"
        for each in words
    ]


def pair_entries(article: Article, catalog: Catalog | None) -> tuple[Entry | None, ...]:
    """Return each unit's entry, or None where the catalog has none for its text.

    Equal texts are paired in order. In a catalog that is in step with its article this is entry by entry; in another
    one an unchanged sentence still finds its translation, and a changed one never gets the translation of its old text.
    """
    free: defaultdict[str, deque[Entry]] = defaultdict(deque)
    for entry in catalog.entries if catalog else ():
        free[entry.source].append(entry)
    return tuple(free[unit.source].popleft() if free[unit.source] else None for unit in article.units)
