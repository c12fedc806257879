"""Where catalogs lie, and how they are written without ever being half written."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from pipeline.errors import CatalogError
from pipeline.locales import gettext_name

if TYPE_CHECKING:
    from pathlib import Path

LOCALES = "locales"
MESSAGES = "LC_MESSAGES"


def template_path(project: Path, slug: str) -> Path:
    """Return where an article's POT lies."""
    return project / LOCALES / f"{slug}.pot"


def catalog_path(project: Path, language: str, slug: str) -> Path:
    """Return where an article's PO in one language lies; its MO lies beside it."""
    return project / LOCALES / gettext_name(language) / MESSAGES / f"{slug}.po"


def write_atomically(path: Path, content: str | bytes) -> bool:
    """Write a file as a whole or not at all; return False, touching nothing, when it holds the same already.

    :raises CatalogError: if the file or its folder cannot be written
    """
    fresh = content.encode() if isinstance(content, str) else content
    try:
        if path.exists() and path.read_bytes() == fresh:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        # A link stays a link: what it points to is replaced.
        _replace(path.resolve(), fresh)
    except OSError as error:
        raise CatalogError(
            f"{path}: cannot be written ({error.strerror or error}); "
            "check the folder's permissions and the free space, then run again"
        ) from error
    return True


def _replace(path: Path, content: bytes) -> None:
    """Put a finished file in the place of the old one, with its permissions."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, on systems where a folder can be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
