"""An article brought together with the catalog it had: people's texts stay, machines' go when their source changes.

The order of a run: ``number_units``, ``make_template``, ``merge`` (or ``identity_catalog``), ``fill``, ``annotate``.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

from pipeline.catalog.numbers import number_of, number_units
from pipeline.catalog.provenance import digest, make_provenance, sign
from pipeline.model import Catalog, Entry, State, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import Article, Provenance, Unit

__all__ = [
    "annotate",
    "fill",
    "identity_catalog",
    "is_stale",
    "make_template",
    "merge",
    "number_units",
    "written_by_person",
]

EARLIER = "earlier translation: "
"""Begins a comment with a text that was taken for a stale draft after another tool merged.

msgmerge without ``--previous`` leaves no sign whether a person had approved it, so it must not be lost."""
_IDENTITY = "identity"  # the engine named where an article's own text stands as a draft for sign-off

_Key = tuple[str, str] | tuple[int, str] | int | str


def written_by_person(entry: Entry) -> bool:
    """Say whether a target is a person's: approved, edited, or once approved and now out of date.

    A fuzzy entry with ``#|`` lines is of the last kind: neither newsloc nor msgmerge writes them over a mere draft.
    """
    if not entry.target:
        return False
    return not entry.fuzzy or _has_previous(entry) or entry.provenance is None or _target_edited(entry)


def is_stale(entry: Entry) -> bool:
    """Say whether a target is an untouched draft that was made for another text or place."""
    provenance = entry.provenance
    if not entry.target or written_by_person(entry) or provenance is None:
        return False
    return (provenance.context_digest, provenance.source_digest) != (digest(entry.context), digest(entry.source))


def make_template(
    article: Article, contexts: Sequence[str], next_number: int, *, line_numbers: bool = False
) -> Catalog:
    """Return the POT of an article."""
    return Catalog(
        slug=article.slug,
        source_language=article.language,
        language=None,
        entries=tuple(
            Entry(context=context, source=unit.source, references=_references(article, unit, line_numbers=line_numbers))
            for context, unit in zip(contexts, article.units, strict=True)
        ),
        next_number=next_number,
    )


def merge(
    article: Article,
    contexts: Sequence[str],
    existing: Catalog | None,
    language: str,
    *,
    line_numbers: bool = False,
) -> Catalog:
    """Return the catalog of an article in one language: one entry a unit, with what the existing catalog has for it.

    A target of a person stays for good: as it is where the source is the same, fuzzy with ``#|`` where it was edited,
    obsolete where the unit is gone. A draft that nobody touched is dropped when its source changes.
    """
    old = (*existing.entries, *existing.obsolete) if existing else ()
    wanted = [(context, unit.source) for context, unit in zip(contexts, article.units, strict=True)]
    claimed = _claim(old, wanted)
    targets = Counter(entry.target for entry in old)
    entries = []
    for (context, source), unit, index in zip(wanted, article.units, claimed, strict=True):
        fresh = Entry(context=context, source=source, references=_references(article, unit, line_numbers=line_numbers))
        if index is not None:
            fresh = _carry(old[index], fresh, elsewhere=targets[old[index].target] > 1)
        entries.append(fresh)
    left = sorted(set(range(len(old))) - set(claimed))
    return Catalog(
        slug=article.slug,
        source_language=article.language,
        language=language,
        entries=tuple(entries),
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


def identity_catalog(  # noqa: PLR0913 - the arguments of merge, and the one setting
    article: Article,
    contexts: Sequence[str],
    existing: Catalog | None,
    language: str,
    *,
    sign_off: bool,
    line_numbers: bool = False,
) -> Catalog:
    """Return the catalog of an article that is in the language already: every target its source, as msgen does.

    With *sign_off* they are drafts until a person removes their fuzzy mark. An edited target is kept either way.
    """
    merged = merge(article, contexts, existing, language, line_numbers=line_numbers)
    return dataclasses.replace(merged, entries=tuple(_identity(entry, sign_off=sign_off) for entry in merged.entries))


def _identity(entry: Entry, *, sign_off: bool) -> Entry:
    """Set a target to its source, unless a person wrote another."""
    if entry.target not in ("", entry.source, entry.previous_source):
        return entry
    # The provenance tells a text that was signed off from one that never had to be.
    signed_off = entry.state is State.REVIEWED and entry.provenance and entry.target == entry.source
    if signed_off:
        return entry
    copied = dataclasses.replace(
        entry, target=entry.source, fuzzy=sign_off, previous_context=None, previous_source=None
    )
    provenance = make_provenance(copied, copied.target, engine=_IDENTITY, model="", score=100, verdict=Verdict.KEEP)
    return dataclasses.replace(copied, provenance=provenance if sign_off else None)


def _keys(context: str, source: str) -> tuple[_Key | None, ...]:
    """Return by what an entry is found again, the surest first; the last is for vanished units and foreign entries."""
    number = number_of(context)
    return (context, source), number and (number, source), number, source


def _claim(old: Sequence[Entry], wanted: Sequence[tuple[str, str]]) -> list[int | None]:
    """Return for each context and source the place of the old entry it continues, each old one at most once."""
    claimed: list[int | None] = [None] * len(wanted)
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


def _carry(entry: Entry, fresh: Entry, *, elsewhere: bool) -> Entry:
    """Return the entry of a unit, *fresh*, with what the entry it continues has for it.

    :param elsewhere: whether another entry has the same target
    """
    if is_stale(entry) or (entry.source != fresh.source and not written_by_person(entry)):
        earlier = f"{EARLIER}{' '.join(entry.target.split())}"
        lost = is_stale(entry) and not elsewhere and earlier not in entry.comments
        return dataclasses.replace(fresh, comments=entry.comments + (earlier,) * lost, flags=entry.flags)
    if entry.source == fresh.source:
        return _rename(dataclasses.replace(entry, references=fresh.references), fresh.context)
    # An entry edited twice was translated from the first of the three texts.
    outdated = entry.fuzzy and entry.previous_source is not None
    translated = entry.previous_source if outdated else entry.source
    reverted = translated == fresh.source
    return dataclasses.replace(
        fresh,
        target=entry.target,
        fuzzy=True,
        previous_context=None if reverted else (outdated and entry.previous_context) or entry.context or None,
        previous_source=None if reverted else translated,
        comments=entry.comments,
        flags=entry.flags,
    )


def _rename(entry: Entry, context: str) -> Entry:
    """Give an entry another context; a draft stays signed, a person's text says where it was."""
    if entry.context == context:
        return entry
    provenance = entry.provenance
    if provenance and provenance.context_digest == digest(entry.context):
        provenance = dataclasses.replace(provenance, context_digest=digest(context))
    renamed = dataclasses.replace(entry, context=context, provenance=provenance)
    if not written_by_person(entry) or number_of(entry.context) != number_of(context):
        return renamed
    source = entry.source if entry.previous_source is None else entry.previous_source
    return dataclasses.replace(renamed, previous_context=entry.context, previous_source=source)


def _has_previous(entry: Entry) -> bool:
    return entry.previous_context is not None or entry.previous_source is not None


def _target_edited(entry: Entry) -> bool:
    return entry.provenance is not None and entry.provenance.target_digest != digest(entry.target)


def _references(article: Article, unit: Unit, *, line_numbers: bool) -> tuple[str, ...]:
    path = article.document.path
    return (f"{path}:{unit.line}" if line_numbers else path,)
