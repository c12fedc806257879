"""What is done on the page in one go: refused where an entry is not what the reviewer saw, and kept to be undone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from secrets import randbelow

from pipeline.editions.labels import message
from pipeline.errors import ReviewError
from pipeline.model import Entry
from pipeline.review.acts import Act, name_of, version_of
from pipeline.review.opened import OpenArticle

_STEPS = 1000
"""Steps that can be undone."""
_FIRST = 100_000_000
"""The first step has a number below this, by chance: a browser may still know steps of an earlier server."""


class Conflict(ReviewError):  # noqa: N818 - what happened, and no fault of anybody's
    """A unit is not what the reviewer saw; ``theirs`` is what it is now, None where it is gone."""

    def __init__(self, name: str, theirs: Entry | None) -> None:
        super().__init__(message("Somebody else changed this unit in the meantime. Nothing was overwritten."))
        self.name = name
        self.theirs = theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be done to one entry: its name, what the reviewer saw of it, and the act."""

    name: str
    version: str
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFile:
    """A catalog or template that a choice of lines wrote: its content before, None where there was no file.

    ``after`` is a digest of what the file said afterwards; empty where it was gone.
    """

    path: Path
    before: bytes | None
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesChange:
    """A choice of lines: the record of what is left out as it was, the digests that it chose, and the files."""

    record: Mapping[str, str]
    chosen: frozenset[str]
    files: tuple[SavedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was done in one go: the entries before and after, or the lines that were chosen.

    ``units`` counts the units that it changed, cut or brought back; ``published`` tells that it became due.
    """

    number: int
    slug: str
    language: str
    kind: str
    units: int
    pairs: tuple[tuple[Entry, Entry], ...] = ()
    lines: LinesChange | None = None
    published: bool = False


@dataclass(kw_only=True)
class Steps:
    """The steps that can be undone; the oldest are forgotten."""

    _kept: OrderedDict[int, Step] = field(default_factory=OrderedDict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1 + randbelow(_FIRST)))

    def keep(  # noqa: PLR0913 - the fields of a step
        self,
        slug: str,
        language: str,
        kind: str,
        units: int,
        *,
        pairs: tuple[tuple[Entry, Entry], ...] = (),
        lines: LinesChange | None = None,
        published: bool = False,
    ) -> Step:
        """Keep what was done, so that it can be undone."""
        number = next(self._numbers)
        step = Step(
            number=number,
            slug=slug,
            language=language,
            kind=kind,
            units=units,
            pairs=pairs,
            lines=lines,
            published=published,
        )
        self._kept[step.number] = step
        while len(self._kept) > _STEPS:
            self._kept.popitem(last=False)
        return step

    def find(self, number: int, slug: str, language: str) -> Step:
        """Return a step of an article.

        :raises ReviewError: if there is no such step any more
        """
        step = self.get(number)
        if step is None or (step.slug, step.language) != (slug, language):
            raise ReviewError(message("This step can no longer be undone."))
        return step

    def get(self, number: int) -> Step | None:
        """Return a step, if it can still be undone."""
        return self._kept.get(number)

    def drop(self, number: int) -> None:
        """Forget a step: it is undone."""
        self._kept.pop(number, None)

    def latest(self) -> Mapping[tuple[str, str], int]:
        """Return the number of the last step of each article, by slug and language."""
        return {(step.slug, step.language): step.number for step in self._kept.values()}


def apply_changes(opened: OpenArticle, changes: Sequence[Change]) -> tuple[tuple[Entry, Entry], ...]:
    """Return what becomes of the entries, before and after; those that stay the same are left out.

    :raises Conflict: if an entry is not what the reviewer saw
    """
    pairs = []
    for change in changes:
        entry = opened.entry_named(change.name)
        if entry is None or version_of(entry) != change.version:
            raise Conflict(change.name, entry)
        after = change.act(entry)
        if after != entry:
            pairs.append((entry, after))
    return tuple(pairs)


def reverse(step: Step) -> tuple[Change, ...]:
    """Return what undoes a step, as long as its entries are what it made of them."""
    return tuple(
        Change(name=name_of(after), version=version_of(after), act=_restore(before)) for before, after in step.pairs
    )


def _restore(entry: Entry) -> Act:
    return lambda _: entry
