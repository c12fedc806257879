"""Which articles there are, and which of their files changed: every request asks it, so it must cost little."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns

from pipeline.project.atomic import Stamp, stamp_of
from pipeline.project.paths import SOURCE_FOLDER, catalog_path, slug_at, template_path
from pipeline.sources.article import find_articles

_TICK = 100_000_000
"""Nanoseconds in which a file system may give two changes one time: 4 ms in Linux, more in a network's."""


@dataclass(kw_only=True)
class Listing:
    """The articles of a project with their files; source/ is walked again when one of its folders changes."""

    project: Path
    languages: tuple[str, ...]
    _paths: Mapping[str, Path] = field(default_factory=dict)
    _files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _folders: Mapping[str, int] = field(default_factory=dict)

    def paths(self) -> Mapping[str, Path]:
        """Return the articles by slug; one whose name is wrong stands under what its slug would be.

        :raises SourceError: if there is no source/, or two articles have one slug
        """
        folders = _stamp_folders(self.project / SOURCE_FOLDER)
        if not folders or folders != self._folders:
            found = {slug_at(path, self.project): path for path in find_articles(self.project)}
            self._paths, self._files = found, {slug: self._files_of(path, slug) for slug, path in found.items()}
            settled = time_ns() - max(folders.values()) > _TICK
            self._folders = folders if settled else {}
        return self._paths

    def _files_of(self, path: Path, slug: str) -> tuple[str, ...]:
        catalogs = (catalog_path(self.project, language, slug) for language in self.languages)
        return tuple(map(str, (path, template_path(self.project, slug), *catalogs)))

    def stamps(self, slug: str) -> tuple[Stamp, ...]:
        """Return what changes when an article, its template or a catalog of it does."""
        return tuple(map(stamp_of, self._files[slug]))


def _stamp_folders(top: Path) -> dict[str, int]:
    """Return of a folder and of all below when something in it came, went or got another name."""
    found, waiting = {}, [str(top)]
    while waiting:
        folder = waiting.pop()
        with suppress(OSError):
            found[folder] = os.stat(folder).st_mtime_ns  # noqa: PTH116 - pathlib takes longer than the system
            with os.scandir(folder) as inside:
                waiting += [each.path for each in inside if each.is_dir(follow_symlinks=False)]
    return found
