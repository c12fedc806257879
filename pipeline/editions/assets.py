"""The pictures and other files beside the articles: a build copies those that its editions refer to."""

from __future__ import annotations

from pathlib import Path

from pipeline.editions.drawings import is_harmless
from pipeline.errors import SourceError, brief
from pipeline.project.paths import SOURCE_FOLDER
from pipeline.sources.readers import SUFFIXES

LARGEST = 64 * 2**20
"""Bytes of a file that is still copied beside an edition."""
_DRAWING = ".svg"
COPIED = frozenset(
    {
        *(".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp", _DRAWING),
        *(".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"),
        *(".m4v", ".mov", ".mp4", ".ogv", ".webm", ".srt", ".vtt"),
        *(".csv", ".docx", ".epub", ".ods", ".odt", ".pdf", ".pptx", ".tsv", ".xlsx"),
    }
)
"""Suffixes of what an article may show or offer; what else lies in source/ is nobody's but the newsroom's."""


def read_asset(project: Path, path: str) -> bytes | None:
    """Return the content of a file below source/ that an edition refers to; None if it is none to copy.

    Articles, hidden files, and what a link leads to outside of source/ are not copied.

    :raises SourceError: if it is not there, is of another type, holds a script, is too large or cannot be read
    """
    source, shown = (project / SOURCE_FOLDER).resolve(), f"{SOURCE_FOLDER}/{path}"
    try:
        found = (source / path).resolve()
        if _is_none(path, found, source):
            return None
        if not found.is_file():
            if found.suffix.lower() in COPIED:
                raise SourceError(f"{shown}: no such file; put it there, or take it out of the article")
            return None
        if found.suffix.lower() not in COPIED:
            raise SourceError(
                f"{shown}: not copied, for it is no picture, sound, film or document; remove the link to it"
            )
        if found.stat().st_size > LARGEST:
            raise SourceError(f"{shown}: larger than {LARGEST // 2**20} MiB; make it smaller, or link to it elsewhere")
        content = found.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        raise SourceError(
            f"{shown}: cannot be read ({brief(str(error))}); check its name and its permissions"
        ) from error
    if found.suffix.lower() == _DRAWING and not is_harmless(content):
        raise SourceError(
            f"{shown}: not copied, for it holds more than a drawing; remove its scripts and outside links"
        )
    return content


def _is_none(path: str, found: Path, source: Path) -> bool:
    """Tell whether a path names no file beside the articles."""
    hidden = any(part.startswith(".") for part in Path(path).parts)
    return hidden or found.suffix.lower() in SUFFIXES or not found.is_relative_to(source)
