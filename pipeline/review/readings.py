"""What is read of each article of the project, kept, and read again when one of its files changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from pipeline.gate.article import Conditions
from pipeline.project.atomic import Stamp
from pipeline.review.store import Store

PATIENCE = 1.0
"""Seconds that a page takes to read articles; it shows what it has then, and its next request reads on."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[T]):
    """What is known, by slug, and of how many articles nothing is known yet, or not what their files say now."""

    values: Mapping[str, T]
    unread: int


@dataclass(kw_only=True)
class Readings(Generic[T]):
    """Reads the articles of a store."""

    store: Store
    read: Callable[[Conditions, Path], T]
    _stamps: dict[str, tuple[Stamp, ...]] = field(default_factory=dict)
    _known: Known[T] = field(default_factory=lambda: Known(values={}, unread=0))
    _named: bool = False
    _lock: Lock = field(default_factory=Lock)

    def look(self, seconds: float = PATIENCE) -> Known[T]:
        """Return what is known, after some seconds of reading at most; the same value as before if nothing changed."""
        with self._lock:
            if self.store.names_known and not self._named:
                self._stamps, self._named = {}, True
            paths = self.store.paths()
            stamps = {slug: self.store.stamps(slug) for slug in paths}
            unread = [slug for slug in paths if self._stamps.get(slug) != stamps[slug]]
            if unread or self._stamps.keys() - paths.keys():
                values = {slug: value for slug, value in self._known.values.items() if slug in paths}
                end, done = monotonic() + seconds, 0
                for slug in unread:
                    values[slug] = self.read(self.store.conditions, paths[slug])
                    done += 1
                    if monotonic() > end:
                        break
                self._keep(
                    values, {**self._stamps, **{slug: stamps[slug] for slug in unread[:done]}}, len(unread) - done
                )
            return self._known

    def _keep(self, values: dict[str, T], stamps: Mapping[str, tuple[Stamp, ...]], unread: int) -> None:
        self._stamps = {slug: stamp for slug, stamp in stamps.items() if slug in values}
        self._known = Known(values=values, unread=unread)
