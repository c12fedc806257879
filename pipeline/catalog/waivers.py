"""Waivers: the comment by which a reviewer says that a finding is none on this unit.

It is a translator's comment like any other, so that msgmerge, Poedit and Weblate carry it along:

    # newsloc-ignore: numbers, quotes (the source counts wrongly)

It holds for the texts that it was written for: the page writes digests of source and target behind it, and what
somebody typed gets them once, at the next ``localize`` or save on the page. When one of the two texts changes, the
waiver no longer counts, and no machine binds it to others. Without digests it counts, so who wants to keep it removes
them.

    # newsloc-ignore: numbers, quotes (the source counts wrongly) @5c1e07/90ab3f
    # newsloc-ignore: numbers (the source counts wrongly) (Mona Said, 2026-11-27) @5c1e07/90ab3f
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.catalog.comments import spread_lines
from pipeline.catalog.provenance import digest_pair
from pipeline.model import Catalog, Entry

WAIVED = "newsloc-ignore:"
"""Begins the comment."""
_WAIVER = re.compile(r"\s*newsloc-ignore\s*:(.*)", re.IGNORECASE)
_REASON = re.compile(r"\([^)]*\)?")
_DIGESTS = re.compile(r"(?:^|\s)@([0-9a-f]{6}/[0-9a-f]{6})\s*$")
_MOST_LINES = 4
"""Lines over which a tool may have spread a waiver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivers:
    """The checks that an entry's comments waive; ``outdated`` are those waived for other texts than it has now."""

    checks: frozenset[str] = frozenset()
    outdated: frozenset[str] = frozenset()


_NO_WAIVERS = Waivers()


def read_waivers(comments: Iterable[str], source: str, target: str) -> Waivers:
    """Return the names of the checks that comments waive, as written; a reason may follow in brackets."""
    found = list(_find(_lines(comments)))
    if not found:
        return _NO_WAIVERS
    now = digest_pair(source, target)
    checks: set[str] = set()
    outdated: set[str] = set()
    for names, digests in found:
        (checks if digests in {None, now} else outdated).update(names)
    return Waivers(checks=frozenset(checks), outdated=frozenset(outdated - checks))


def bind_waivers(catalog: Catalog) -> Catalog:
    """Return a catalog whose waivers hold for the texts that they stand with now, those without digests alone."""
    return replace(catalog, entries=tuple(map(_bind, catalog.entries)))


def add_waiver(entry: Entry, check: str, *remarks: str) -> Entry:
    """Return an entry on which a check is waived for the texts it has now; why and by whom stands in brackets."""
    said = (f"({remark.replace('(', '').replace(')', '')})" for remark in remarks if remark)
    return _bind(replace(entry, comments=(*entry.comments, " ".join((WAIVED, check, *said)))))


def take_back_waiver(entry: Entry, check: str) -> Entry:
    """Return an entry on which a check is not waived; what else its comments waive stays so, for the same texts."""
    kept: list[str] = []
    for line in entry.comments:
        names = next((names for names, _ in _find([line])), frozenset())
        if check not in names:
            kept.append(line)
        elif others := sorted(names - {check}):
            digests = _DIGESTS.search(line)
            remarks = _REASON.findall(_DIGESTS.sub("", line))
            kept.append(" ".join((WAIVED, ", ".join(others), *remarks, *([f"@{digests[1]}"] if digests else ()))))
    return replace(entry, comments=tuple(kept))


def _bind(entry: Entry) -> Entry:
    lines = _lines(entry.comments)
    if not entry.target or not any(map(_WAIVER.match, lines)):
        return entry
    digests = digest_pair(entry.source, entry.target)
    bound = tuple(
        f"{line.rstrip()} @{digests}" if _WAIVER.match(line) and _find_digests(lines[at:]) is None else line
        for at, line in enumerate(lines)
    )
    return replace(entry, comments=bound) if bound != tuple(lines) else entry


def _lines(comments: Iterable[str]) -> list[str]:
    return [line for comment in comments for line in comment.split("\n")]


def _find(lines: Sequence[str]) -> Iterator[tuple[frozenset[str], str | None]]:
    """Yield each waiver's names, and its digests if it has some."""
    for at, line in enumerate(lines):
        if match := _WAIVER.match(line):
            names = _REASON.sub("", _DIGESTS.sub("", match[1])).split(",")
            yield frozenset(name.strip().lower() for name in names) - {""}, _find_digests(lines[at:])


def _find_digests(lines: Sequence[str]) -> str | None:
    """Return the digests of the waiver that begins in the first line; a tool may have moved them to a later one."""
    found = filter(None, map(_DIGESTS.search, spread_lines(lines, _MOST_LINES)))
    return next((match[1] for match in found), None)
