"""Approvals: the comment of an entry that says who approved its target, and when.

It is a translator's comment like any other, so that msgmerge, Poedit and Weblate carry it along:

    # newsloc-reviewed: Mona Said, 2026-11-27 @5c1e07/90ab3f

That is: a name, a day, and digests of the source and the target that were approved. When the texts are others now, as
after an edit in Poedit, the mark does not count: `approval_of` is None. Name and day may be missing where a file did
not say them. `approve` writes a mark and `withdraw` takes it off; `stamp` marks what was reviewed in another tool,
once, by who saved the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.catalog.comments import spread_lines
from pipeline.catalog.numbers import number_of
from pipeline.catalog.provenance import digest_pair
from pipeline.model import Catalog, Entry, State

REVIEWED = "newsloc-reviewed:"
"""Begins the comment."""
SENT_BACK = "newsloc-sent-back:"
"""Begins the comment that says why a target needs more work."""
_MARK = re.compile(
    rf"{REVIEWED}(?: (?P<name>\S.*?))??(?:(?(name),) (?P<day>\d{{4}}-\d\d-\d\d))?"
    r" @(?P<digests>[0-9a-f]{6}/[0-9a-f]{6})"
)
_MOST_LINES = 3
"""Lines over which a tool may have spread a mark."""
_ADDRESS = re.compile(r"\s*<[^<>]*>")
_NOBODY = frozenset({"", "Automatically generated", "FULL NAME"})
"""What ``Last-Translator`` says, without an address, where no translator put a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved a target, and on which day; ``name`` is empty and ``day`` None where nobody knows."""

    name: str = ""
    day: date | None = None

    def __str__(self) -> str:
        """Show ``Mona Said, 2026-11-27``."""
        return ", ".join(filter(None, (self.name, self.day.isoformat() if self.day else "")))


def approval_of(entry: Entry) -> Approval | None:
    """Return the approval of an entry's target; None where there is none, or the mark is of other texts.

    Of a fuzzy entry whose source was edited (``previous_source``), it is that of the target for the source before: the
    last approved target, which a published edition may go on showing.
    """
    source = _approved_source(entry)
    if source is None or not entry.target:
        return None
    digests = digest_pair(source, entry.target)
    for _, _, found in _find_marks(entry.comments):
        if found and found["digests"] == digests:
            return Approval(name=found["name"] or "", day=_read_day(found["day"] or ""))
    return None


def approve(entry: Entry, approval: Approval) -> Entry:
    """Return a reviewed entry with one mark: who approved its target, and when."""
    words = (REVIEWED, *str(approval).split(), f"@{digest_pair(entry.source, entry.target)}")
    return replace(entry, comments=(*without_mark(entry.comments), " ".join(words)))


def withdraw(entry: Entry) -> Entry:
    """Return an entry without its mark."""
    return replace(entry, comments=without_mark(entry.comments))


def without_mark(comments: Iterable[str]) -> tuple[str, ...]:
    """Return comments without marks of approval."""
    lines = tuple(comments)
    marks = [range(at, at + count) for at, count, _ in _find_marks(lines)]
    return tuple(line for at, line in enumerate(lines) if not any(at in mark for mark in marks))


def stamp(catalog: Catalog) -> Catalog:
    """Return a catalog whose reviewed entries each bear a valid mark, and whose others bear none that does not fit.

    Who saved the file approved what has none (``Last-Translator``, on the day of ``PO-Revision-Date``), so far as it
    says so. The headers must be those that the file was found with.
    """
    found = approval_in(catalog.headers)
    entries = tuple(_stamp(entry, found) for entry in catalog.entries)
    return replace(catalog, entries=entries) if entries != catalog.entries else catalog


def approval_in(headers: Mapping[str, str]) -> Approval:
    """Return who saved a file, and on which day, as its header says; an address is no name."""
    name = _ADDRESS.sub("", headers.get("Last-Translator", "")).strip()
    day = _read_day(headers.get("PO-Revision-Date", "")[:10])
    return Approval(name="" if name in _NOBODY or "@" in name else name, day=day)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _stamp(entry: Entry, found: Approval) -> Entry:
    if approval_of(entry):
        return entry
    if entry.state is State.REVIEWED:
        return approve(entry, found)
    return withdraw(entry) if any(line.startswith(REVIEWED) for line in entry.comments) else entry


def _approved_source(entry: Entry) -> str | None:
    """Return the source for which a person may have approved the target as it stands."""
    if not entry.fuzzy:
        return entry.source
    moved = entry.previous_context and number_of(entry.previous_context) != number_of(entry.context)
    return None if moved else entry.previous_source


def _find_marks(lines: Sequence[str]) -> Iterator[tuple[int, int, re.Match[str] | None]]:
    """Yield where each mark begins, over how many lines it goes, and what it says; None where that is no approval."""
    for at, line in enumerate(lines):
        if line.startswith(REVIEWED):
            spread = spread_lines(lines[at:], _MOST_LINES)
            tried = ((count, _MARK.fullmatch(" ".join(spread[:count]))) for count in range(1, len(spread) + 1))
            yield at, *next(((count, found) for count, found in tried if found), (1, None))
