"""The ``#.`` notes of a catalog: what a translator should know about each unit, made anew at every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.catalog.carry import judgement_of, score_of, written_by_person
from pipeline.catalog.changes import describe_changes
from pipeline.catalog.differences import show_difference
from pipeline.catalog.header import DRAFTS
from pipeline.catalog.provenance import MEMORY, by_engine
from pipeline.errors import shorten
from pipeline.model import Catalog, Entry, Finding, Provenance, Recall, State, Verdict

_MOST_SHOWN = 120
"""Characters of a finding: more than most have, and no more than an editor shows beside a unit."""

_COPY = "a copy of the source, which is in this language already: approve it, or change it"
_APPROVE = "approve it for this place, or change it"
_VERDICTS = {
    Verdict.KEEP: "keep: at least nine of ten such drafts are right",
    Verdict.REDO: "redo: at most one of ten such drafts is right",
}
"""What a score says of a draft; every other one is to be reviewed as drafts are."""


def make_notes(
    catalog: Catalog,
    findings: Mapping[str, Sequence[Finding]],
    waived: Mapping[str, Sequence[Finding]],
    similar: Mapping[str, str],
) -> dict[str, tuple[str, ...]]:
    """Return the lines of each unit, by context: what changed, how far to trust a draft, what the checks say.

    What all drafts of an engine have in common stands once, in the header (`describe_engines`).

    :param findings: what the checks find, by context
    :param waived: what reviewers waived of it, by context
    :param similar: what the memory has for units that nobody reviewed, in words, by context
    """
    changes = describe_changes(catalog)
    return {
        entry.context: (
            *filter(None, (changes.get(entry.context),)),
            *_origin(entry),
            *filter(None, (similar.get(entry.context),)),
            *dict.fromkeys(
                f"{found.severity}: {shorten(found.message, _MOST_SHOWN)}" for found in findings.get(entry.context, ())
            ),
            *_waived(waived.get(entry.context, ())),
        )
        for entry in catalog.entries
    }


def _waived(findings: Sequence[Finding]) -> tuple[str, ...]:
    if not findings:
        return ()
    names = ", ".join(sorted({finding.check for finding in findings}))
    return (f"waived: {len(findings)} ({names})",)


def _origin(entry: Entry) -> tuple[str, ...]:
    """Say how far to trust a draft that nobody touched."""
    provenance = entry.provenance
    if entry.state is not State.DRAFT or provenance is None or written_by_person(entry):
        return ()
    if provenance.engine == MEMORY:
        return (_describe_recall(provenance, entry.source),)
    if not by_engine(provenance):
        return (_COPY,)
    score, judgement = score_of(entry), judgement_of(entry)
    if score is None and judgement:
        return (f"no score: the judge says {judgement.score:g} of 100, but nobody measured how often it is right",)
    return (_VERDICTS[score.verdict],) if score and score.verdict in _VERDICTS else ()


def _describe_recall(provenance: Provenance, source: str) -> str:
    recall = provenance.recall or Recall()
    where = f"reviewed in {provenance.model}{f' by {recall.reviewer}' if recall.reviewer else ''}"
    if recall.source:
        return f"{where} for a source that differs ({show_difference(recall.source, source)}): {_APPROVE}"
    return f"the same, {where}: {_APPROVE}"


def describe_engines(catalog: Catalog, quality: Mapping[str, str]) -> Catalog:
    """Return a catalog whose header says once what made its drafts, and what to expect of them.

    :param quality: what to expect of the drafts of each engine
    """
    drafts = (entry.provenance for entry in catalog.entries if entry.state is State.DRAFT and entry.provenance)
    names = sorted({(made.engine, made.model) for made in drafts if by_engine(made)})
    said = "; ".join(
        f"{engine} {model}" + (f" ({quality[engine]})" if quality.get(engine) else "") for engine, model in names
    )
    headers = {name: value for name, value in catalog.headers.items() if name != DRAFTS}
    return replace(catalog, headers={**headers, DRAFTS: said} if said else headers)
