"""Documents in source/ that no reader knows: a newsroom may take them for articles, and must be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from pipeline.errors import plural
from pipeline.project.paths import SOURCE_FOLDER, list_files
from pipeline.sources.readers import SUFFIXES

_DOCUMENTS = ("adoc", "doc", "docx", "epub", "odt", "pages", "pdf", "rst", "rtf", "xml")
"""Suffixes of texts that word processors and news systems write; not of pictures and other media."""
_ABOUT_FILES = frozenset({"readme", "license", "licence", "notice", "changelog", "contributing"})
"""Names of texts about a folder."""
_SUFFIX = re.compile(rf"\.(?:{'|'.join(_DOCUMENTS)})\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\"'()<>\[\]/\\]")
_LONGEST = 255
"""Letters of a file's name."""
_NAMED = 3
"""Files that the message names."""


def find_unread(project: Path, articles: Iterable[Path]) -> list[str]:
    """Return the documents in source/ that newsloc does not read, sorted by their paths there.

    Hidden files are left out, and so is what an article names: it may link to a PDF. *articles* are read for that, but
    only where there are such documents.
    """
    unread = [path for path in list_files(project / SOURCE_FOLDER) if _is_document(PurePosixPath(path))]
    named: set[str] = set()
    for article in articles if unread else ():
        with suppress(OSError):  # told where the article is read for good
            named |= _names(article.read_text(encoding="utf-8", errors="replace"))
    return sorted(path for path in unread if not named.issuperset(_names(PurePosixPath(path).name)))


def describe_unread(paths: Sequence[str]) -> str:
    """Say in one line which documents newsloc does not read; empty where there are none."""
    if not paths:
        return ""
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    files = f"{plural(len(paths), 'file')} in source/ {'is' if len(paths) == 1 else 'are'}"
    return f"{files} of no kind that newsloc reads: {', '.join(paths[:_NAMED])}{more} (it reads {', '.join(SUFFIXES)})"


def _is_document(path: PurePosixPath) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.parts)  # ~$ is what Word calls a file that is open
    about = path.stem.lower() in _ABOUT_FILES
    return path.suffix.lower().removeprefix(".") in _DOCUMENTS and not hidden and not about


def _names(text: str) -> set[str]:
    """Return the last words of all names of documents in a text: names may hold spaces."""
    text = unquote(text)
    return {_last_word(text[max(0, found.start() - _LONGEST) : found.end()]) for found in _SUFFIX.finditer(text)}


def _last_word(text: str) -> str:
    return _BETWEEN.split(text)[-1].lower()
