"""Write files as a whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from pipeline.errors import CatalogChanged, CatalogError

Stamp = tuple[int, ...]
"""Time, size and number of a file."""
_UNFINISHED = re.compile(r"\..+\.([0-9]{1,9})\.[0-9a-f]{8}\.tmp")
"""A temporary file, with the number of the process that writes it."""
_NAME_KEPT = 50
"""Characters of a file's name in that of its temporary file: names have 255 bytes at most."""
_YOUNG = 10 * 60
"""Seconds in which a temporary file may be at work on another machine, whose processes nobody sees here."""
_DAY = 24 * 60 * 60


def stamp_of(path: Path | str) -> Stamp:
    """Return a stamp that changes whenever the file is saved; empty if there is no file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - the review page asks for thousands at once
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def write_atomically(path: Path, content: str | bytes, *, over: Stamp | None = None, lasting: bool = True) -> bool:
    """Write a file as a whole or not at all; return False, touching nothing, when it holds the same already.

    :param over: the stamp of the file that may be replaced; without it, any
    :param lasting: wait until it is on the disk, so that a power cut takes nothing back
    :raises CatalogError: if the file or its folder cannot be written
    :raises CatalogChanged: if the file has another stamp than *over*
    """
    fresh = content.encode() if isinstance(content, str) else content
    try:
        if path.exists() and path.read_bytes() == fresh:
            return False
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
        # A link stays a link: what it points to is replaced.
        _replace(path.resolve() if path.is_symlink() else path, fresh, over, lasting=lasting)
    except OSError as error:
        raise CatalogError(
            f"{path}: cannot be written ({error.strerror or error}); "
            "check the folder's permissions and the free space, then run again"
        ) from error
    return True


def _replace(path: Path, content: bytes, over: Stamp | None, *, lasting: bool) -> None:
    """Put a finished file in the place of the old one, with its permissions."""
    temporary = path.with_name(f".{path.name[:_NAME_KEPT]}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        with _alone(path.parent) if over is not None else nullcontext():
            if over is not None and stamp_of(path) != over:
                raise CatalogChanged(f"{path}: another program saved it in the meantime; run again")
            temporary.replace(path)
    finally:
        with suppress(OSError):  # on a full or read-only disk the first error is the one to tell
            temporary.unlink(missing_ok=True)
    if lasting:
        _sync_folder(path.parent)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep newsloc's other processes and threads from replacing files of a folder, where the system can lock one.

    Otherwise two could look at a stamp in the same moment, and the later one would overwrite what the first one saved.
    """
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a network's file system may know no locks
            flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)


def remove_unfinished(folder: Path, *, deep: bool = True) -> None:
    """Remove the temporary files that a killed run left in a folder; not those of a run that is at work.

    A young file may be that of a run on another machine. No run works on one file for a day: another process has the
    number by then.

    :param deep: also in the folders below
    """
    for path in folder.rglob(".*.tmp") if deep else folder.glob(".*.tmp"):
        found = _UNFINISHED.fullmatch(path.name)
        with suppress(OSError):
            age = time.time() - path.lstat().st_mtime
            if found and age > (_DAY if is_running(int(found[1])) else _YOUNG):
                path.unlink()


def is_running(process: int) -> bool:
    """Tell whether a process of this machine runs, by its number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, on systems where a folder can be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
