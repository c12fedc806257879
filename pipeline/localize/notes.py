"""The ``#.`` notes of a catalog: what a translator should know about each unit, made anew at every run, no engine."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.catalog.changes import describe_changes
from pipeline.catalog.merge import written_by_person
from pipeline.catalog.waivers import read_waiver
from pipeline.gate.coverage import is_source_language
from pipeline.model import Article, Catalog, Direction, Entry, Finding, Pair, Severity, Span, State, Translate
from pipeline.quality.calibration import PACKAGED, Calibrations
from pipeline.quality.checks import WAIVER, Examined, examine
from pipeline.quality.checks.hygiene import Hygiene, find_block_slips
from pipeline.quality.ledger import Ledger, build_ledger, find_drift
from pipeline.translate.engines import QUALITY
from pipeline.translate.glossary import Glossary

if TYPE_CHECKING:
    from pipeline.translate.memory.records import Match

MEMORY = "memory"
"""The engine named where a reviewed text of the same source stands as a draft."""
_WORD = re.compile(r"\S+")


def inspect(
    article: Article,
    catalog: Catalog,
    glossary: Glossary,
    disabled: Collection[str] = (),
    ledger: Ledger | None = None,
) -> dict[str, Examined]:
    """Run the checks on every target of a catalog, a draft's or a person's; return what they say by context.

    :param ledger: how the reviewed catalogs spell names
    """
    assert catalog.language, "a template has no targets"
    examined: dict[str, Examined] = {}
    slips = _block_slips(article)
    spellings = build_ledger([catalog], drafts=True)
    for index, (entry, unit) in enumerate(zip(catalog.entries, article.units, strict=True)):
        pair = Pair(
            source=entry.source,
            target=entry.target,
            source_language=unit.language,
            target_language=catalog.language,
            role=entry.role,
            terms=glossary.in_text(entry.source, Direction(source=unit.language, target=catalog.language)),
            waived=read_waiver(entry.comments),
        )
        own = entry.source == entry.target and is_source_language(unit.language, catalog.language)
        others = slips.get(index, []) if own else find_drift(entry, catalog, spellings, ledger or Ledger())
        examined[entry.context] = examine(pair, disabled, tuple(others))
    return examined


def inspect_pair(
    glossary: Glossary, disabled: Collection[str], ledger: Ledger, pair: tuple[Article, Catalog]
) -> dict[str, Examined]:
    """Run the checks on a catalog; it is the same whatever process does it."""
    return inspect(*pair, glossary, disabled, ledger)


def _block_slips(article: Article) -> dict[int, list[Finding]]:
    """Find the slips that only whole paragraphs show, as filed, and point at them in their units."""
    units: defaultdict[int, list[int]] = defaultdict(list)
    for index, unit in enumerate(article.units):
        units[unit.block].append(index)
    slips: defaultdict[int, list[Finding]] = defaultdict(list)
    for number, indexes in units.items():
        block = article.document.blocks[number]
        if not isinstance(block, Translate):
            continue
        for message, place in find_block_slips(block.text):
            if found := _place(block.text, place, [(index, article.units[index].source) for index in indexes]):
                index, span = found
                finding = Finding(
                    check=Hygiene.name, severity=Severity.INFO, message=message, source_span=span, target_span=span
                )
                slips[index].append(finding)
    return slips


def _place(text: str, place: int, units: Sequence[tuple[int, str]]) -> tuple[int, Span] | None:
    """Find a place of a block in its units: the unit's index, and the word there; None where the words differ."""
    if text.split() != [word for _, source in units for word in source.split()]:
        return None
    ahead = len(text[: place + 1].split())
    for index, source in units:
        words = list(_WORD.finditer(source))
        if ahead <= len(words):
            return index, words[ahead - 1].span()
        ahead -= len(words)
    return None


def rescore(catalog: Catalog, examined: Mapping[str, Examined], calibrations: Calibrations = PACKAGED) -> Catalog:
    """Give untouched drafts the score of what the checks say now, where that is no longer what they said.

    A waiver takes the cap off that a finding put on; a new glossary term or a new spelling elsewhere may put one on.
    """
    return replace(
        catalog,
        entries=tuple(_rescored(entry, catalog, examined[entry.context], calibrations) for entry in catalog.entries),
    )


def _rescored(entry: Entry, catalog: Catalog, examined: Examined, calibrations: Calibrations) -> Entry:
    provenance = entry.provenance
    if provenance is None or not provenance.signals or entry.state is not State.DRAFT or written_by_person(entry):
        return entry
    names = tuple(sorted({finding.check for finding in examined.findings if finding.check != WAIVER}))
    if names == provenance.findings:
        return entry
    from pipeline.quality.assess import score_signals

    direction = Direction(source=catalog.source_language, target=catalog.language or "")
    score, verdict = score_signals(provenance.signals, examined.findings, provenance.engine, direction, calibrations)
    return replace(entry, provenance=replace(provenance, score=score, verdict=verdict, findings=names))


def make_notes(
    catalog: Catalog, examined: Mapping[str, Examined], similar: Mapping[str, Match] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the lines of each unit, by context: what changed, how far to trust a draft, what the checks say.

    :param similar: what the memory has for units that nobody reviewed
    """
    changes = describe_changes(catalog)
    similar = similar or {}
    return {
        entry.context: (
            *([changes[entry.context]] if entry.context in changes else []),
            *_origin(entry),
            *(_similar(similar[entry.context]) if entry.context in similar else ()),
            *(f"{found.severity}: {found.message}" for found in examined[entry.context].findings),
            *_waived(examined[entry.context]),
        )
        for entry in catalog.entries
    }


def _similar(match: Match) -> Iterator[str]:
    from pipeline.translate.memory.records import EXACT

    source, target = (" ".join(text.split()) for text in (match.record.source, match.target))
    if match.similarity == EXACT:
        yield f"the same, reviewed in {match.record.where}: {target}"
    else:
        yield f"similar, {match.similarity} %, reviewed in {match.record.where}: {source} → {target}"


def _waived(examined: Examined) -> Iterator[str]:
    if examined.waived:
        names = ", ".join(sorted({finding.check for finding in examined.waived}))
        yield f"waived: {len(examined.waived)} ({names})"


def _origin(entry: Entry) -> tuple[str, ...]:
    provenance = entry.provenance
    if entry.state is not State.DRAFT or provenance is None:
        return ()
    if provenance.engine == MEMORY:
        return (f"the same, reviewed in {provenance.model}: approve it for this place, or change it",)
    quality = QUALITY.get(provenance.engine, "")
    return (
        f"machine draft, score {provenance.score} of 100: {provenance.verdict}",
        f"{provenance.engine} engine, {provenance.model}" + (f": {quality}" if quality else ""),
    )
