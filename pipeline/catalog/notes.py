"""The ``#.`` notes of a catalog: what a translator should know about each unit, made anew at every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.catalog.changes import describe_changes
from pipeline.catalog.provenance import MEMORY
from pipeline.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import Catalog, Entry, Finding


def make_notes(
    catalog: Catalog,
    findings: Mapping[str, Sequence[Finding]],
    waived: Mapping[str, Sequence[Finding]],
    similar: Mapping[str, str],
    quality: Mapping[str, str],
) -> dict[str, tuple[str, ...]]:
    """Return the lines of each unit, by context: what changed, how far to trust a draft, what the checks say.

    :param findings: what the checks find, by context
    :param waived: what reviewers waived of it, by context
    :param similar: what the memory has for units that nobody reviewed, in words, by context
    :param quality: what to expect of the drafts of each engine
    """
    changes = describe_changes(catalog)
    return {
        entry.context: (
            *filter(None, (changes.get(entry.context),)),
            *_origin(entry, quality),
            *filter(None, (similar.get(entry.context),)),
            *(f"{found.severity}: {found.message}" for found in findings.get(entry.context, ())),
            *_waived(waived.get(entry.context, ())),
        )
        for entry in catalog.entries
    }


def _waived(findings: Sequence[Finding]) -> tuple[str, ...]:
    if not findings:
        return ()
    names = ", ".join(sorted({finding.check for finding in findings}))
    return (f"waived: {len(findings)} ({names})",)


def _origin(entry: Entry, quality: Mapping[str, str]) -> tuple[str, ...]:
    """Say where a draft comes from."""
    provenance = entry.provenance
    if entry.state is not State.DRAFT or provenance is None:
        return ()
    if provenance.engine == MEMORY:
        return (f"the same, reviewed in {provenance.model}: approve it for this place, or change it",)
    expected = quality.get(provenance.engine)
    return (
        f"machine draft, score {provenance.score} of 100: {provenance.verdict}",
        f"{provenance.engine} engine, {provenance.model}" + (f": {expected}" if expected else ""),
    )
