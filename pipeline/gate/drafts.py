"""What is known of the units of a catalog that nobody reviewed, without looking at them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.catalog.carry import score_of, written_by_person
from pipeline.catalog.waivers import SENT_BACK
from pipeline.model import Entry, Severity, State, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTally:
    """How many drafts of an article in a language there are of each kind.

    ``errors`` and ``warnings`` are those in which the checks found such a thing when the catalog was written; ``redo``
    those with that verdict; ``sent_back`` those that a reviewer sent back.
    """

    language: str
    errors: int = 0
    warnings: int = 0
    redo: int = 0
    sent_back: int = 0


def tally_drafts(language: str, entries: Iterable[Entry]) -> DraftTally:
    """Count the drafts of a catalog; a text that a person wrote since has the findings and the verdict of none."""
    drafts = [entry for entry in entries if entry.state is State.DRAFT]
    untouched = [entry for entry in drafts if not written_by_person(entry)]
    return DraftTally(
        language=language,
        errors=sum(_notes(entry, Severity.ERROR) for entry in untouched),
        warnings=sum(_notes(entry, Severity.WARNING) for entry in untouched),
        redo=sum(_verdict(entry) is Verdict.REDO for entry in untouched),
        sent_back=sum(any(line.startswith(SENT_BACK) for line in entry.comments) for entry in drafts),
    )


def _notes(entry: Entry, severity: Severity) -> bool:
    return any(note.startswith(f"{severity}: ") for note in entry.notes)


def _verdict(entry: Entry) -> Verdict | None:
    score = score_of(entry)
    return score.verdict if score else None
