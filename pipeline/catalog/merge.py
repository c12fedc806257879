"""An article brought together with the catalog it had: people's texts stay, machines' go when their source changes.

The order of a run: ``number_units``, ``make_template``, ``merge``, ``fill``, ``annotate``.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from itertools import chain

from pipeline.catalog.carry import carry, share, unite, written_by_person
from pipeline.catalog.numbers import number_of
from pipeline.catalog.provenance import sign
from pipeline.catalog.regrouping import Regrouping, find_regrouping
from pipeline.model import Article, Catalog, Entry, Provenance

_Key = tuple[str, str] | tuple[int, str] | int | str


def make_template(article: Article, contexts: Sequence[str], next_number: int) -> Catalog:
    """Return the POT of an article."""
    return Catalog(
        slug=article.slug,
        source_language=article.language,
        language=None,
        entries=tuple(
            Entry(context=context, source=unit.source, references=(article.document.path,))
            for context, unit in zip(contexts, article.units, strict=True)
        ),
        next_number=next_number,
    )


def merge(article: Article, contexts: Sequence[str], existing: Catalog | None, language: str) -> Catalog:
    """Return the catalog of an article in one language: one entry a unit, with what the existing catalog has for it.

    A target of a person stays for good: as it is where the source is the same, fuzzy with ``#|`` where it was edited,
    obsolete where the unit is gone. Both halves of a split sentence get the translation of the whole; joined sentences
    get theirs one after the other. A draft that nobody touched is dropped when its source changes.
    """
    old = (*existing.entries, *existing.obsolete) if existing else ()
    wanted = [(context, unit.source) for context, unit in zip(contexts, article.units, strict=True)]
    claimed = _claim(old, wanted)
    regrouping = _find_regrouping(existing, wanted, claimed)
    targets = Counter(entry.target for entry in old)

    def entry_of(place: int) -> Entry:
        context, source = wanted[place]
        fresh = Entry(context=context, source=source, references=(article.document.path,))
        index, joined = claimed[place], [old[each] for each in regrouping.joined.get(place, ())]
        if any(map(written_by_person, joined)):
            return unite(joined, fresh)
        if place in regrouping.parts:
            return share(old[regrouping.parts[place]], fresh)
        if index is None:
            return fresh
        return carry(old[index], fresh, elsewhere=targets[old[index].target] > 1)

    # What was joined is kept apart too: it comes back if the sentences are parted again.
    whole = {each for each in chain.from_iterable(regrouping.joined.values()) if written_by_person(old[each])}
    left = sorted((set(range(len(old))) - set(claimed)) | whole)
    return Catalog(
        slug=article.slug,
        source_language=article.language,
        language=language,
        entries=tuple(map(entry_of, range(len(wanted)))),
        obsolete=tuple(dataclasses.replace(old[index], notes=(), references=()) for index in left if old[index].target),
        headers=existing.headers if existing else {},
        header_comments=existing.header_comments if existing else (),
    )


def fill(catalog: Catalog, drafts: Mapping[str, tuple[str, Provenance]], *, replace: bool = False) -> Catalog:
    """Put machine targets, by context, into the entries that have none; never over a text of a person.

    :param replace: into untouched drafts as well
    """

    def filled(entry: Entry) -> Entry:
        target, provenance = drafts.get(entry.context, ("", None))
        if not target or provenance is None or (entry.target and (written_by_person(entry) or not replace)):
            return entry
        drafted = dataclasses.replace(entry, target=target, fuzzy=True, previous_context=None, previous_source=None)
        return dataclasses.replace(drafted, provenance=sign(provenance, drafted))

    return dataclasses.replace(catalog, entries=tuple(map(filled, catalog.entries)))


def annotate(catalog: Catalog, notes: Mapping[str, tuple[str, ...]]) -> Catalog:
    """Set the ``#.`` lines of every entry, by context; an entry that is not named has none."""
    return dataclasses.replace(
        catalog,
        entries=tuple(dataclasses.replace(entry, notes=notes.get(entry.context, ())) for entry in catalog.entries),
    )


def _find_regrouping(
    existing: Catalog | None, wanted: Sequence[tuple[str, str]], claimed: Sequence[int | None]
) -> Regrouping:
    """Return which units are halves of an old one, and which were joined; an entry without a target continues none."""
    entries = existing.entries if existing else ()
    partners = {
        place: index
        for place, index in enumerate(claimed)
        if index is not None and (index >= len(entries) or entries[index].target)
    }
    return find_regrouping([entry.source for entry in entries], [source for _, source in wanted], partners)


def _keys(context: str, source: str) -> tuple[_Key | None, ...]:
    """Return by what an entry is found again, the surest first; the last is for vanished units and foreign entries."""
    number = number_of(context)
    return (context, source), number and (number, source), number, source


def _claim(old: Sequence[Entry], wanted: Sequence[tuple[str, str]]) -> list[int | None]:
    """Return for each context and source the place of the old entry it continues, each old one at most once."""
    claimed: list[int | None] = [None] * len(wanted)
    if not old:
        return claimed
    taken: set[int] = set()
    ours = [_keys(*pair) for pair in wanted]
    theirs = [_keys(entry.context, entry.source) for entry in old]
    for stage in range(len(_keys("", ""))):
        places: defaultdict[_Key | None, deque[int]] = defaultdict(deque)
        for place, keys in enumerate(theirs):
            if place not in taken and keys[stage] is not None:
                places[keys[stage]].append(place)
        for index, keys in enumerate(ours):
            if claimed[index] is None and places.get(keys[stage]):
                claimed[index] = place = places[keys[stage]].popleft()
                taken.add(place)
    return claimed
