"""What an entry hands on to the entry of a unit: a person's text always, a machine's only where it fits."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from pipeline.catalog.approvals import REVIEWED, SENT_BACK, approval_of, approve, without_mark
from pipeline.catalog.numbers import number_of
from pipeline.catalog.provenance import PERSON, by_engine, digest
from pipeline.model import Entry, Judgement, Score, State

EARLIER = "earlier translation: "
"""Begins a comment with a text that was taken for a stale draft after another tool merged.

msgmerge without ``--previous`` leaves no sign whether a person had approved it, so it must not be lost."""


def written_by_person(entry: Entry) -> bool:
    """Say whether a target is a person's: approved, edited, or once approved and now out of date.

    A fuzzy entry with ``#|`` lines is of the last kind: neither newsloc nor msgmerge writes them over a mere draft.
    """
    if not entry.target:
        return False
    if not entry.fuzzy or entry.previous_context is not None or entry.previous_source is not None:
        return True
    made = entry.provenance
    return made is None or made.engine == PERSON or made.target_digest != digest(entry.target)


def score_of(entry: Entry | None) -> Score | None:
    """Return the score of a draft of an engine; None where a person approved or wrote the target, or it is a copy."""
    provenance = entry.provenance if entry else None
    if entry is None or provenance is None or not by_engine(provenance) or written_by_person(entry):
        return None
    return provenance.score if entry.target else None


def judgement_of(entry: Entry | None, target: str | None = None) -> Judgement | None:
    """Return what a judge said of a draft of an engine; None where a person approved or wrote the target.

    :param target: the text of a new draft: what was said of another one is not said of it
    """
    provenance = entry.provenance if entry else None
    if entry is None or provenance is None or not by_engine(provenance) or written_by_person(entry):
        return None
    return provenance.judgement if entry.target and target in (None, entry.target) else None


def is_stale(entry: Entry) -> bool:
    """Say whether a target is an untouched draft that was made for another text or place."""
    provenance = entry.provenance
    if not entry.target or written_by_person(entry) or provenance is None:
        return False
    return (provenance.context_digest, provenance.source_digest) != (digest(entry.context), digest(entry.source))


def is_outdated(entry: Entry) -> bool:
    """Say whether a target was made for another source: it is judged once somebody has looked at it."""
    return entry.fuzzy and entry.previous_source is not None and entry.previous_source != entry.source


def find_approved(entry: Entry) -> Entry | None:
    """Return an entry as a person approved it, now or before its source was edited; None where nobody did."""
    if entry.state is State.REVIEWED:
        return entry
    if not entry.target or not is_outdated(entry) or any(line.startswith(SENT_BACK) for line in entry.comments):
        return None
    assert entry.previous_source is not None
    return dataclasses.replace(entry, source=entry.previous_source, fuzzy=False)


def carry(entry: Entry, fresh: Entry, *, elsewhere: bool) -> Entry:
    """Return the entry of a unit, *fresh*, with what the entry it continues has for it.

    A target is reviewed again once its source is again what it was approved for.

    :param elsewhere: whether another entry has the same target
    """
    if not _explains(entry):
        entry = dataclasses.replace(entry, previous_context=None, previous_source=None)
    if is_stale(entry) or (entry.source != fresh.source and not written_by_person(entry)):
        earlier = f"{EARLIER}{' '.join(entry.target.split())}"
        lost = is_stale(entry) and not elsewhere and earlier not in entry.comments
        return dataclasses.replace(fresh, comments=entry.comments + (earlier,) * lost, flags=entry.flags)
    if entry.source == fresh.source:
        return rename(dataclasses.replace(entry, references=fresh.references), fresh.context)
    context, translated = _translated(entry)
    reverted = translated == fresh.source
    return dataclasses.replace(
        fresh,
        target=entry.target,
        fuzzy=not (reverted and approval_of(entry)),
        previous_context=None if reverted else context or None,
        previous_source=None if reverted else translated,
        comments=entry.comments,
        flags=entry.flags,
    )


def _explains(entry: Entry) -> bool:
    """Say whether ``#|`` lines still tell the reviewer something.

    Whoever removes the fuzzy mark approves the target for the present source, and not every tool takes the lines out:
    ``msgmerge`` does, ``msgattrib --clear-fuzzy`` does not. A reviewed entry needs them only where its role
    changed.
    """
    return entry.fuzzy or entry.previous_source in {None, entry.source}


def rename(entry: Entry, context: str) -> Entry:
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


def share(entry: Entry, fresh: Entry) -> Entry:
    """Return the entry of a unit that was split off another one, with a person's translation of the whole."""
    if not written_by_person(entry):
        return fresh
    context, source = _translated(entry)
    return dataclasses.replace(
        fresh,
        target=entry.target,
        fuzzy=True,
        previous_context=context or None,
        previous_source=source,
        # It counts in the half that keeps the number.
        comments=tuple(line for line in entry.comments if line.startswith(REVIEWED)),
    )


def unite(entries: Sequence[Entry], fresh: Entry) -> Entry:
    """Return the entry of a unit that several were joined into, with people's translations one after the other.

    If all of them were approved, so is what they make together: for the sentences as they were.
    """
    people = [entry for entry in entries if written_by_person(entry)]
    if not people:
        return fresh
    whole = [_translated(entry) for entry in people]
    own = [context for context, _ in whole if number_of(context) == number_of(fresh.context)]
    united = dataclasses.replace(
        fresh,
        source=" ".join(source for _, source in whole),
        target=" ".join(entry.target for entry in people),
        fuzzy=True,
        previous_context=(own or [context for context, _ in whole])[0] or None,
        previous_source=" ".join(source for _, source in whole),
        comments=without_mark(dict.fromkeys(comment for entry in entries for comment in entry.comments)),
        flags=tuple(dict.fromkeys(flag for entry in people for flag in entry.flags)),
    )
    approvals = [approval_of(entry) for entry in entries]
    if last := approvals[-1] if all(approvals) else None:
        united = approve(united, last)
    return dataclasses.replace(united, source=fresh.source)


def _translated(entry: Entry) -> tuple[str, str]:
    """Return the context and the text that a target was made for: an entry edited twice shows the first of three."""
    if entry.fuzzy and entry.previous_source is not None:
        return entry.previous_context or entry.context, entry.previous_source
    return entry.context, entry.source
