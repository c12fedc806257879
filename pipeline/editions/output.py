"""The folder that a build writes to: nothing lands outside of it, and only what newsloc made is removed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.editions.manifest import digest
from pipeline.errors import ConfigError
from pipeline.project.atomic import write_atomically


@dataclass(slots=True, kw_only=True)
class Output:
    """The folder, and what a run did in it; paths are relative to it, with forward slashes."""

    folder: Path
    written: list[str] = field(default_factory=list)
    """Files that are new or other than before."""
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Files that would have been removed, but that somebody changed."""
    _root: Path = field(init=False)
    """Where the folder really is."""

    def __post_init__(self) -> None:
        """Follow links once."""
        self._root = self.folder.resolve()

    def write(self, path: str, content: str | bytes, *, lasting: bool = False) -> str:
        """Write a file, unless it holds the same already, and return its SHA-256.

        :param lasting: wait until it is on the disk; what a power cut takes of editions, the next build writes again
        :raises ConfigError: if a link leads it out of the folder
        :raises CatalogError: if it cannot be written
        """
        if write_atomically(self._place(path), content, lasting=lasting):
            self.written.append(path)
        return digest(content)

    def remove(self, files: Mapping[str, str]) -> None:
        """Remove files that are still as newsloc made them, and the folders that this empties."""
        for path, known in files.items():
            place = self._place(path)
            if not place.is_file():
                continue
            if digest(place.read_bytes()) != known:
                self.left.append(path)
                continue
            place.unlink()
            self.removed.append(path)
            for parent in PurePosixPath(path).parents:
                with suppress(OSError):  # not empty
                    if parent.parts:
                        (self.folder / parent).rmdir()

    def _place(self, path: str) -> Path:
        place = self.folder / path
        if not place.resolve().is_relative_to(self._root):
            raise ConfigError(
                f"{place}: leads out of {self.folder}; remove the link, or name another folder with --out"
            )
        return place
