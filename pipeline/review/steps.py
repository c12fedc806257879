"""What is done on the page in one go, so that it can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Entry
from pipeline.review.acts import Act


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
