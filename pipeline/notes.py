"""The ``#.`` notes of a catalog: what a translator should know about each unit, made anew at every run, no engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.checks import run_checks
from pipeline.engines import QUALITY
from pipeline.glossary import Glossary
from pipeline.locales import language_of
from pipeline.model import Article, Catalog, Direction, Entry, Finding, Pair, State


def inspect(
    article: Article,
    catalog: Catalog,
    glossary: Glossary,
    disabled: Collection[str] = (),
) -> dict[str, tuple[Finding, ...]]:
    """Run the checks on every target of a catalog, a draft's or a person's; return the findings by context."""
    assert catalog.language, "a template has no targets"
    findings: dict[str, tuple[Finding, ...]] = {}
    for entry, unit in zip(catalog.entries, article.units, strict=True):
        pair = Pair(
            source=entry.source,
            target=entry.target,
            source_language=unit.language,
            target_language=catalog.language,
            role=entry.role,
            terms=glossary.in_text(entry.source, Direction(source=unit.language, target=catalog.language)),
        )
        found = (
            ()
            if entry.source == entry.target and language_of(unit.language) == language_of(catalog.language)
            else run_checks(pair)
        )
        findings[entry.context] = tuple(finding for finding in found if finding.check not in disabled)
    return findings


def make_notes(catalog: Catalog, findings: Mapping[str, tuple[Finding, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the lines of each unit, by context: first how it was drafted and how far to trust it, then findings."""
    return {
        entry.context: (*_origin(entry), *(f"{found.severity}: {found.message}" for found in findings[entry.context]))
        for entry in catalog.entries
    }


def _origin(entry: Entry) -> tuple[str, ...]:
    provenance = entry.provenance
    if entry.state is not State.DRAFT or provenance is None:
        return ()
    quality = QUALITY.get(provenance.engine, "")
    return (
        f"machine draft, score {provenance.score} of 100: {provenance.verdict}",
        f"{provenance.engine} engine, {provenance.model}" + (f": {quality}" if quality else ""),
    )
