"""Coverage over time: how much of the catalogs was reviewed in some commits, read from git's objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from threading import Lock
from time import monotonic

from pipeline.catalog.po import parse_catalog
from pipeline.errors import CatalogError, HistoryError
from pipeline.gate.history import list_commits, open_version
from pipeline.languages.locales import tag_of
from pipeline.model import State
from pipeline.project.paths import LOCALES, MESSAGES
from pipeline.review.readings import PATIENCE

_SAMPLES = 30
"""Commits that are read at most: more points than that nobody tells apart."""
_REACH = 2_000
"""Commits that the samples are chosen from, the last ones: git lists them in some milliseconds."""
_FRESH = 10.0
"""Seconds that the list of commits holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One commit: when it was made, and what share of the units in its catalogs was reviewed, 0-1, by language."""

    time: datetime
    shares: Mapping[str, float]


@dataclass(kw_only=True)
class CoverageHistory:
    """The history of a project's catalogs; each content of a catalog is counted once."""

    project: Path
    _samples: dict[str, Sample] = field(default_factory=dict)
    _counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    _listed: float = float("-inf")
    _commits: Sequence[tuple[str, datetime]] = ()
    _lock: Lock = field(default_factory=Lock)

    def look(self, seconds: float = PATIENCE) -> tuple[tuple[Sample, ...], int]:
        """Return the samples, oldest first, after some seconds of reading at most, and how many are still to be read.

        Outside git, and before the first commit, there are none.
        """
        with self._lock:
            if monotonic() - self._listed > _FRESH:
                self._commits, self._listed = (), monotonic()
                with suppress(HistoryError):
                    self._commits = choose_commits(list_commits(self.project, _REACH), _SAMPLES)
            end = monotonic() + seconds
            for commit, time in reversed(self._commits):
                if commit not in self._samples:
                    self._samples[commit] = Sample(time=time, shares=self._measure(commit))
                    if monotonic() > end:
                        break
            known = [self._samples[commit] for commit, _ in self._commits if commit in self._samples]
            return tuple(sample for sample in known if sample.shares), len(self._commits) - len(known)

    def _measure(self, commit: str) -> dict[str, float]:
        """Return the share that was reviewed in a commit, by language; nothing where git cannot give its files."""
        try:
            version = open_version(self.project, commit)
            paths = [path for path in version.blobs if _is_catalog(PurePosixPath(path))]
            fresh = version.read(path for path in paths if version.blobs[path] not in self._counts)
        except HistoryError:
            return {}
        self._counts |= {version.blobs[path]: _count(content, path) for path, content in fresh.items()}
        return _shares((tag_of(PurePosixPath(path).parts[1]), self._counts[version.blobs[path]]) for path in paths)


def draw_lines(samples: Sequence[Sample]) -> list[tuple[str, str]]:
    """Return of each language the points of its line, ``x,y`` from the left above, in a field of 100 by 100."""
    start, end = samples[0].time, samples[-1].time
    points: dict[str, list[str]] = {}
    for sample in samples:
        x = 100 * ((sample.time - start) / (end - start)) if end > start else 0
        for language, share in sample.shares.items():
            points.setdefault(language, []).append(f"{x:.2f},{100 - 100 * share:.2f}")
    return [(language, " ".join(points[language])) for language in sorted(points)]


def choose_commits(commits: Sequence[tuple[str, datetime]], most: int) -> list[tuple[str, datetime]]:
    """Return the last commit of each of so many equal stretches of time, oldest first; the newest is among them.

    :param commits: newest first
    """
    if not commits or commits[0][1] <= commits[-1][1]:
        return list(commits[:1])
    oldest = commits[-1][1]
    stretch = (commits[0][1] - oldest) / most
    # A commit may say that it is older than the one before it.
    chosen = {max(0, min(int((time - oldest) / stretch), most - 1)): (commit, time) for commit, time in commits[::-1]}
    chosen[most - 1] = commits[0]
    return [chosen[at] for at in sorted(chosen)]


def _is_catalog(path: PurePosixPath) -> bool:
    return path.suffix == ".po" and path.parts[0] == LOCALES and path.parts[2:3] == (MESSAGES,)


def _count(content: bytes, path: str) -> tuple[int, int]:
    """Return how many units a catalog has reviewed, and how many it has; none where it cannot be read."""
    with suppress(CatalogError):
        states = [entry.state for entry in parse_catalog(content, Path(path)).entries]
        return states.count(State.REVIEWED), len(states)
    return 0, 0


def _shares(counts: Iterable[tuple[str, tuple[int, int]]]) -> dict[str, float]:
    sums: dict[str, tuple[int, int]] = {}
    for language, (reviewed, units) in counts:
        before = sums.get(language, (0, 0))
        sums[language] = (before[0] + reviewed, before[1] + units)
    return {language: reviewed / units for language, (reviewed, units) in sums.items() if units}
