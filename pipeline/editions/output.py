"""The folder that a build writes to: nothing lands outside of it, and only what newsloc made is replaced or removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.editions.manifest import digest
from pipeline.errors import CatalogError, ConfigError
from pipeline.project.atomic import remove_unfinished, write_atomically
from pipeline.project.paths import LOCALES, SOURCE_FOLDER

_BEGUN = ".newsloc-begun"
"""The file that names what a build began to write, until the manifest does; a killed build leaves it behind."""


def check_folder(folder: Path, project: Path) -> None:
    """Refuse a folder that holds articles or catalogs, or to which a link leads out of the project.

    :raises ConfigError: saying what to do
    """
    real = folder.resolve()
    for name in (SOURCE_FOLDER, LOCALES):
        if real.is_relative_to((project / name).resolve()):
            raise ConfigError(
                f"{folder}: lies in {name}/, which a build must not touch; name another folder with --out"
            )
    if folder.absolute().is_relative_to(project.absolute()) and not real.is_relative_to(project.resolve()):
        raise ConfigError(f"{folder}: a link leads it out of the project; remove the link, or name {real} with --out")


@dataclass(slots=True, kw_only=True)
class Output:
    """The folder, and what a run did in it; paths are relative to it, with forward slashes.

    ``known`` are the files that the manifest names: only those may be replaced.
    """

    folder: Path
    known: frozenset[str] = frozenset()
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Files that would have been removed, but that somebody changed."""
    _root: Path = field(init=False)
    """Where the folder really is."""
    _begun: set[str] = field(init=False)

    def __post_init__(self) -> None:
        """Follow links once, and find out what a killed build began."""
        self._root = self.folder.resolve()
        with suppress(OSError, UnicodeDecodeError):
            self._begun = set((self.folder / _BEGUN).read_text(encoding="utf-8").splitlines())
            return
        self._begun = set()

    def claim(self, contents: Mapping[str, str | bytes]) -> None:
        """Make sure that files may be written, before the first of them is.

        :raises ConfigError: if a link leads one out of the folder, or a file is there that newsloc did not make
        """
        for path, content in contents.items():
            place = self._place(path)
            if path in self.known or path in self._begun or not place.exists():
                continue
            if not place.is_file() or digest(place.read_bytes()) != digest(content):
                raise ConfigError(
                    f"{place}: not made by newsloc, so it stays; move it, or name another folder with --out"
                )
        self._begin(path for path in contents if path not in self.known)

    def write(self, path: str, content: str | bytes, *, lasting: bool = False) -> str:
        """Write a file that was claimed, unless it holds the same already, and return its SHA-256.

        :param lasting: wait until it is on the disk; what a power cut takes of editions, the next build writes again
        :raises CatalogError: if it cannot be written
        """
        write_atomically(self._place(path), content, lasting=lasting)
        return digest(content)

    def finish(self) -> None:
        """Forget what was begun: the manifest names it now, and what a killed build left unfinished is removed."""
        remove_unfinished(self.folder)
        with suppress(OSError):
            (self.folder / _BEGUN).unlink(missing_ok=True)

    def remove(self, files: Mapping[str, str]) -> None:
        """Remove files that are still as newsloc made them, and the folders that this empties."""
        for path, known in files.items():
            try:
                place = self._place(path)
            except ConfigError:
                continue  # a link leads it out of the folder, where newsloc made nothing
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

    def _begin(self, paths: Iterable[str]) -> None:
        fresh = [path for path in paths if path not in self._begun]
        if fresh:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                with self._place(_BEGUN).open("a", encoding="utf-8") as file:
                    file.writelines(f"{path}\n" for path in fresh)
            except OSError as error:
                raise CatalogError(
                    f"{self.folder}: cannot be written ({error.strerror}); "
                    "check its permissions and the free space, then run again"
                ) from error
            self._begun.update(fresh)

    def _place(self, path: str) -> Path:
        place = self.folder / path
        if not place.resolve().is_relative_to(self._root):
            raise ConfigError(
                f"{place}: leads out of {self.folder}; remove the link, or name another folder with --out"
            )
        return place
