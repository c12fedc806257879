"""The ledger of names: how reviewed catalogs spell each name, so that one name has one spelling in all articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pipeline.catalog.carry import find_approved
from pipeline.catalog.po import read_catalog
from pipeline.errors import CatalogError
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold, without_article
from pipeline.languages.names.capitals import capitalized
from pipeline.languages.names.ordinary import is_common
from pipeline.languages.names.pair import name_pair
from pipeline.languages.names.settled import SettledSpelling, bare_spelling, lost_settled_names
from pipeline.languages.names.spellings import find_spellings
from pipeline.languages.scripts import script_facts
from pipeline.model import Catalog, Entry, Finding, Message, Severity, Span, phrase
from pipeline.project.paths import list_catalogs
from pipeline.project.processes import count_processes, share_out
from pipeline.quality.checks.names import NamesCheck

_SHOWN = 3
"""Places that a finding names."""

_PACE = 1_000_000
"""Bytes of catalogs of which one process reads the names in a second."""

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSpelling:
    """One spelling of a name as texts mostly write it, and the units that have it: slug and context."""

    text: str
    where: tuple[tuple[str, str], ...]
    approved: int
    """How many of these units people approved."""

    @property
    def count(self) -> int:
        """How many units have it."""
        return len(self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The spellings of each name, the most frequent first, by source language, target language and source name."""

    names: Mapping[_Key, tuple[LedgerSpelling, ...]] = field(default_factory=dict)

    def spellings(self, name: str, source_language: str, target_language: str) -> tuple[LedgerSpelling, ...]:
        """Return how a name of a source language is spelled in a target language."""
        return self.names.get((language_of(source_language), language_of(target_language), fold(name).text), ())

    def preferred(self, source_language: str, target_language: str) -> dict[str, str]:
        """Return the most frequent spelling of each name of a source language in a target language."""
        languages = language_of(source_language), language_of(target_language)
        return {name: seen[0].text for (*pair, name), seen in self.names.items() if tuple(pair) == languages}


NO_NAMES = Ledger()

Name = tuple[str, str, str, bool]
"""A name as its source has it, folded; how the target writes it; its unit's context, and whether it was approved."""


Names = tuple[str, str, tuple[Name, ...]]
"""The source and target language of a catalog, and its names."""

_Seen = dict[tuple[str, str], tuple[str, bool]]
"""The units that spell a name in one way: how they write it, and whether that was approved."""


class LedgerBuilder:
    """Keeps the names of catalogs, each until it is read anew."""

    def __init__(self) -> None:
        self._catalogs: dict[tuple[str, str], Names] = {}

    def add(self, languages: tuple[str, str], slug: str, names: Iterable[Name]) -> bool:
        """Take the names of a catalog from one language into another; tell whether they are others than before."""
        key, taken = (languages[1], slug), (*languages, tuple(names))
        same = self._catalogs.get(key) == taken
        self._catalogs[key] = taken
        return not same

    def build(self) -> Ledger:
        """Return the ledger of what was read.

        A spelling that people approved goes before one that only machines wrote; of two equally frequent ones, the
        first by slug.
        """
        found: defaultdict[_Key, dict[str, _Seen]] = defaultdict(dict)
        for (_, slug), (source, target, names) in sorted(self._catalogs.items()):
            key = language_of(source), language_of(target)
            for name, spelling, context, reviewed in names:
                found[*key, name].setdefault(_plain(spelling, key[1]), {})[slug, context] = spelling, reviewed
        return Ledger(names={key: _ranked(spellings) for key, spellings in found.items()})


def read_corpus(
    project: Path, languages: Sequence[str], about: Mapping[str, Collection[str]] | None = None
) -> LedgerBuilder:
    """Read the names of the reviewed catalogs of a project; a catalog that cannot be read says nothing.

    :param about: names in the form of `latin_names` by the source language, where only how these are spelled is asked:
        to find which sentences have one is quicker than to find how a sentence spells its names; of a language without
        capitals all are read, and of one that is not there none
    """
    catalogs = list(list_catalogs(project, languages))
    size = sum(path.stat().st_size for _, _, path in catalogs)
    count = count_processes(size / _PACE, len(catalogs))
    builder = LedgerBuilder()
    for (language, slug, _), (source, names) in zip(
        catalogs, share_out(partial(_read_names, about), [path for _, _, path in catalogs], count), strict=True
    ):
        builder.add((source, language), slug, names)
    return builder


def _read_names(about: Mapping[str, Collection[str]] | None, path: Path) -> tuple[str, tuple[Name, ...]]:
    try:
        catalog = read_catalog(path)
    except CatalogError:
        return "", ()
    if about is not None:
        language = catalog.source_language
        names = frozenset(about.get(language_of(language), ()))
        entries = catalog.entries if language_of(language) in about else ()
        catalog = replace(catalog, entries=tuple(entry for entry in entries if _may_have(entry, language, names)))
    return catalog.source_language, tuple(names_of(catalog))


def _may_have(entry: Entry, language: str, about: frozenset[str]) -> bool:
    if not facts(language).names.capitals:
        return True
    return any(
        not about.isdisjoint(latin_names(text, language)) for text in (entry.source, entry.previous_source or "")
    )


def latin_names(text: str, language: str) -> frozenset[str]:
    """Return what may be names in a text of a language that writes them with capitals, folded."""
    words = (text[slice(*span)] for span in capitalized(text, language))
    return frozenset(fold(word).text for word in words if not is_common(word, language))


def build_ledger(catalogs: Iterable[Catalog], *, drafts: bool = False) -> Ledger:
    """Return the ledger of some catalogs: of what people approved in them, or with *drafts* of all."""
    builder = LedgerBuilder()
    for catalog in catalogs:
        names = names_of(catalog, drafts=drafts)
        builder.add((catalog.source_language, catalog.language or ""), catalog.slug, names)
    return builder.build()


def names_of(catalog: Catalog, *, drafts: bool = False) -> Iterator[Name]:
    """Yield the names of the units that a person approved, or with *drafts* of all.

    A unit whose source was edited since counts as it was approved: an edit does not unsettle the names in it.
    """
    for entry in catalog.entries:
        approved = find_approved(entry)
        seen = approved or entry
        if (approved or (drafts and entry.target)) and seen.source != seen.target:
            for name, spelling, _ in read_names(seen, catalog):
                yield name, spelling, entry.context, approved is not None


def _ranked(spellings: Mapping[str, _Seen]) -> tuple[LedgerSpelling, ...]:
    order = sorted(spellings.values(), key=lambda seen: (-sum(reviewed for _, reviewed in seen.values()), -len(seen)))
    return tuple(
        LedgerSpelling(
            text=_most_written(seen), where=tuple(seen), approved=sum(reviewed for _, reviewed in seen.values())
        )
        for seen in order
    )


def _most_written(seen: _Seen) -> str:
    return Counter(written for written, _ in seen.values()).most_common(1)[0][0]


def read_names(entry: Entry, catalog: Catalog) -> Iterator[tuple[str, str, Span | None]]:
    """Yield each name of an entry: folded in the source, as the target writes it, and its span in the English text.

    Leave out the small words inside names, which change their form in Arabic: Abu.
    """
    languages = language_of(catalog.source_language), language_of(catalog.language or "")
    pair = name_pair(*languages) if all(languages) else None
    if pair is None:
        return
    from_latin = pair.latin == languages[0]
    texts = (entry.source, entry.target) if from_latin else (entry.target, entry.source)
    for found in find_spellings(*texts, pair):
        name = fold(found.english).text
        if name not in script_facts("LATIN").name_particles:
            yield (name, found.written, found.span) if from_latin else (found.arabic, found.english, found.span)


def find_drift(entry: Entry, catalog: Catalog, article: Ledger, corpus: Ledger) -> Iterator[Finding]:
    """Yield the names that an entry spells otherwise than its article, or else than the corpus, does, or does not say.

    :param article: the ledger of the article in this language, drafts included
    :param corpus: the ledger of the reviewed catalogs
    """
    pair = name_pair(catalog.source_language, catalog.language or "")
    language = language_of(catalog.language or "")
    latin = pair is not None and pair.latin == language
    here = (catalog.slug, entry.context)
    for name, spelling, span in read_names(entry, catalog):
        for ledger, severity in ((article, Severity.WARNING), (corpus, Severity.INFO)):
            seen = ledger.spellings(name, catalog.source_language, language)
            other = seen[0] if seen and here not in seen[0].where else None
            if other and bare_spelling(other.text, language) != bare_spelling(spelling, language):
                yield Finding(
                    check=NamesCheck.name,
                    severity=severity,
                    said=_differ(spelling, other),
                    source_span=None if latin else span,
                    target_span=span if latin else _find(spelling, entry.target),
                )
                break
    yield from _find_unsaid(entry, catalog, article, corpus)


def _find_unsaid(entry: Entry, catalog: Catalog, article: Ledger, corpus: Ledger) -> Iterator[Finding]:
    """Yield the names of an entry that people spelled in one way, and that its target does not say.

    The ledgers are those of `find_drift`.
    """
    languages = catalog.source_language, catalog.language or ""

    def known(name: str) -> tuple[LedgerSpelling, ...]:
        seen = (*corpus.spellings(name, *languages), *article.spellings(name, *languages))
        return tuple(spelling for spelling in seen if spelling.approved)

    def settled(name: str) -> SettledSpelling | None:
        seen = known(name)
        one = len({bare_spelling(spelling.text, languages[1]) for spelling in seen}) == 1
        return SettledSpelling(seen[0].text, max(spelling.approved for spelling in seen)) if one else None

    texts = entry.source, languages[0], entry.target, languages[1]
    for name in lost_settled_names(*texts, settled) if entry.target else ():
        yield Finding(
            check=NamesCheck.name,
            severity=Severity.WARNING,
            said=phrase(
                '"{name}" is "{expected}" in reviewed units, and this translation has nothing like it; check the name',
                name=name.source,
                expected=name.target,
            ),
            source_span=name.span,
        )


def _plain(spelling: str, language: str) -> str:
    """Return what several ways to write one spelling have in common: letters without signs and forms, no article."""
    return without_article(fold(spelling).text, language)


def _differ(spelling: str, usual: LedgerSpelling) -> Message:
    places = ", ".join(f"{slug} ({context})" for slug, context in usual.where[:_SHOWN])
    if usual.count <= _SHOWN:
        return phrase(
            '"{spelling}" is spelled "{usual}" in {places}; spell it in one way',
            spelling=spelling,
            usual=usual.text,
            places=places,
        )
    return phrase(
        '"{spelling}" is spelled "{usual}" in {places} and {count} more; spell it in one way',
        spelling=spelling,
        usual=usual.text,
        places=places,
        count=str(usual.count - _SHOWN),
    )


def _find(spelling: str, target: str) -> Span | None:
    at = target.find(spelling)
    return (at, at + len(spelling)) if at >= 0 else None
