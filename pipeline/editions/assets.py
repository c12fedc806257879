"""The pictures and other files beside the articles: a build copies those that its editions refer to."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SourceError
from pipeline.project.paths import SOURCE_FOLDER
from pipeline.sources.readers import READERS

LARGEST = 64 * 2**20
"""Bytes of a file that is still copied beside an edition."""


def read_asset(project: Path, path: str) -> bytes | None:
    """Return the content of a file below source/ that an edition refers to; None if there is no such file to copy.

    Articles, hidden files, and what a link leads to outside of source/ are not copied.

    :raises SourceError: if it is too large or cannot be read
    """
    source = (project / SOURCE_FOLDER).resolve()
    found = (source / path).resolve()
    articles = {suffix for reader in READERS for suffix in reader.suffixes}
    hidden = any(part.startswith(".") for part in Path(path).parts)
    if hidden or found.suffix.lower() in articles or not found.is_relative_to(source) or not found.is_file():
        return None
    try:
        if found.stat().st_size > LARGEST:
            raise SourceError(
                f"{SOURCE_FOLDER}/{path}: larger than {LARGEST // 2**20} MiB; make it smaller, or link to it elsewhere"
            )
        return found.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{SOURCE_FOLDER}/{path}: cannot be read ({error.strerror}); check its permissions"
        ) from error
