"""What a reviewer does to one entry: plain functions from an entry to the entry that is saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from pipeline.catalog.approvals import SENT_BACK, Approval, without_mark
from pipeline.catalog.approvals import approve as mark
from pipeline.catalog.carry import judgement_of, written_by_person
from pipeline.catalog.provenance import by_engine, digest, format_provenance, make_provenance
from pipeline.catalog.waivers import add_waiver, read_waivers, take_back_waiver
from pipeline.editions.labels import message
from pipeline.errors import ReviewError
from pipeline.model import Entry, Score, State
from pipeline.quality.choice import Draft

LONGEST = 20_000
"""Characters of a text that is saved; the longest sentence of a newspaper has about 1,000."""
SAID = "newsloc-comment:"
"""Begins what a reviewer says of a unit."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""What no text of news holds: control characters, and those that turn the direction of what follows."""

Act = Callable[[Entry], Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who reviews; ``email`` may be empty."""

    name: str
    email: str = ""

    @property
    def address(self) -> str:
        """Return the name as ``Last-Translator`` has it."""
        return f"{self.name} <{self.email}>" if self.email else self.name

    @classmethod
    def read(cls, text: str) -> Reviewer:
        """Return who is meant by a name, or ``Name <mail@address>``."""
        name, _, rest = text.partition("<")
        return cls(name=" ".join(name.split()), email="".join(rest.split()).rstrip(">"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who acts, and on which day."""

    reviewer: Reviewer
    day: date

    def __str__(self) -> str:
        """Return both as a comment holds them."""
        return f"{self.reviewer.name}, {self.day.isoformat()}"


def name_of(entry: Entry) -> str:
    """Return what tells an entry from the others of its catalog, fit for an address."""
    return digest(f"{entry.context}\x04{entry.source}")


def version_of(entry: Entry) -> str:
    """Return a digest of all that people decide of an entry: a save is refused where it is not what they saw."""
    provenance = format_provenance(entry.provenance) if entry.provenance else ""
    previous = entry.previous_source or ""
    parts = (
        entry.context,
        entry.source,
        entry.target,
        str(entry.fuzzy),
        previous,
        provenance,
        *without_mark(entry.comments),
    )
    return digest("\x04".join(parts))


def clean(text: str) -> str:
    """Return what somebody typed as the target of one unit: one line, without spaces around.

    :raises ReviewError: if it is too long, or holds control characters
    """
    if len(text) > LONGEST:
        raise ReviewError(message("The text is too long; a unit is one sentence."))
    line = " ".join(text.split())
    if _CONTROLS.search(line):
        raise ReviewError(message("The text holds control characters; take them out."))
    return line


def edit(text: str) -> Act:
    """Write another target; who has not approved it yet leaves it a draft."""

    def act(entry: Entry) -> Entry:
        target = clean(text)
        if target == entry.target:
            return entry
        edited = replace(entry, target=target, comments=without_mark(entry.comments))
        return replace(edited, fuzzy=True) if target else replace(edited, fuzzy=False, provenance=None)

    return act


def approve(signature: Signature, text: str | None = None) -> Act:
    """Approve a target, or another text in its place; the old source and the reason for sending it back go."""

    def act(entry: Entry) -> Entry:
        target = entry.target if text is None else clean(text)
        if not target:
            raise ReviewError(message("There is no translation to approve; write one first."))
        if entry.state is State.REVIEWED and target == entry.target:
            return entry
        approved = replace(
            entry,
            target=target,
            fuzzy=False,
            previous_context=None,
            previous_source=None,
            comments=_without(entry, SENT_BACK),
        )
        return mark(approved, Approval(name=signature.reviewer.name, day=signature.day))

    return act


def send_back(signature: Signature, reason: str) -> Act:
    """Take an approval back, or mark a draft as not good enough, and say why."""

    def act(entry: Entry) -> Entry:
        said = clean(reason)
        if not said:
            raise ReviewError(message("Say what is wrong, so that somebody can mend it."))
        if not entry.target:
            raise ReviewError(message("There is no translation to send back."))
        comments = (*without_mark(_without(entry, SENT_BACK)), f"{SENT_BACK} {said} ({signature})")
        return replace(entry, fuzzy=True, comments=comments)

    return act


def comment(signature: Signature, text: str) -> Act:
    """Say something of a unit."""

    def act(entry: Entry) -> Entry:
        said = clean(text)
        if not said:
            raise ReviewError(message("The comment is empty."))
        return replace(entry, comments=(*entry.comments, f"{SAID} {said} ({signature})"))

    return act


def waive(signature: Signature, check: str, reason: str = "") -> Act:
    """Say that what a check finds in these two texts is right."""

    def act(entry: Entry) -> Entry:
        if check in read_waivers(entry.comments, entry.source, entry.target).checks:
            return entry
        return add_waiver(entry, check, clean(reason), str(signature))

    return act


def is_engine_draft(entry: Entry) -> bool:
    """Tell whether an engine may put another draft in the place of a target: nobody wrote it, here or elsewhere."""
    made = entry.provenance
    return not entry.target or (made is not None and by_engine(made) and not written_by_person(entry))


def put_draft(draft: Draft) -> Act:
    """Put a machine's draft in the place of another."""

    def act(entry: Entry) -> Entry:
        score = draft.assessment.score if isinstance(draft.assessment.score, Score) else None
        made = make_provenance(
            entry,
            draft.target,
            engine=draft.engine,
            model=draft.model,
            score=score,
            judgement=judgement_of(entry, draft.target),
            misreadings=draft.assessment.misreadings,
        )
        return replace(entry, target=draft.target, fuzzy=True, provenance=made)

    return act


def unwaive(check: str) -> Act:
    """Let a check speak again; what else its comment waives stays waived."""
    return partial(take_back_waiver, check=check)


def remarks(entry: Entry, kind: str) -> tuple[str, ...]:
    """Return what the comments of one kind say."""
    return tuple(line[len(kind) :].strip() for line in entry.comments if line.startswith(kind))


def _without(entry: Entry, kind: str) -> tuple[str, ...]:
    return tuple(line for line in entry.comments if not line.startswith(kind))
