"""Folders of built models: where they are kept, and how they come there whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import EngineError

PREFIX = ".building-"
_FORGOTTEN = 24 * 3600
"""Seconds after which the unfinished folder of a killed process is removed."""


def cache_root(name: str) -> Path:
    """Return the folder of the user's cache that one kind of built models is kept in."""
    from platformdirs import user_cache_path

    return user_cache_path("newsloc", appauthor=False) / name


@contextmanager
def built_beside(folder: Path, is_whole: Callable[[Path], bool], what: str = "there") -> Iterator[Path]:
    """Give a new folder to build in, and put it in place of *folder* at the end.

    Two processes may do this at once: the first one to finish wins, and both find a whole folder.

    :param is_whole: tells whether another process has put the folder in place
    :param what: what messages say cannot be written
    :raises EngineError: if there is no place to build in
    :raises OSError: if the result cannot be put in place
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_forgotten(folder.parent)
        building = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder.parent))
    except OSError as error:
        raise EngineError(f"{folder.parent}: cannot write {what} ({error.strerror}); free the disk") from error
    try:
        yield building
        _put_in_place(building, folder, is_whole)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _put_in_place(building: Path, folder: Path, is_whole: Callable[[Path], bool]) -> None:
    building.chmod(0o755)
    try:
        building.replace(folder)
    except OSError:
        if not is_whole(folder):  # another process was not first: a real fault
            raise


def _remove_forgotten(root: Path) -> None:
    for path in root.glob(f"{PREFIX}*"):
        if path.stat().st_mtime < time.time() - _FORGOTTEN:
            shutil.rmtree(path, ignore_errors=True)
