"""Documents in source/ that no reader knows: a newsroom may take them for articles, and must be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from pipeline.errors import name_few, plural
from pipeline.project.paths import is_hidden, split_suffix
from pipeline.sources.readers import SUFFIXES

_DOCUMENTS = ("adoc", "doc", "docx", "epub", "odt", "pages", "pdf", "rst", "rtf", "xml")
"""Suffixes of texts that word processors and news systems write; not of pictures and other media."""
_ABOUT_FILES = frozenset({"readme", "license", "licence", "notice", "changelog", "contributing"})
"""Names of texts about a folder."""
_SUFFIX = re.compile(rf"\.(?:{'|'.join(_DOCUMENTS)})\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\"'()<>\[\]/\\]")
_LONGEST = 255
"""Letters of a file's name."""


def find_documents(files: Iterable[str]) -> list[str]:
    """Return the documents among the files in source/ that newsloc does not read, sorted; hidden ones are left out."""
    return sorted(filter(_is_document, files))


def find_unread(documents: Sequence[str], articles: Iterable[Path]) -> list[str]:
    """Return the documents that no article names: it may link to a PDF.

    *articles* are read for that, but only where there are documents.
    """
    named: set[str] = set()
    for article in articles if documents else ():
        with suppress(OSError):  # told where the article is read for good
            named |= _names(article.read_text(encoding="utf-8", errors="replace"))
    return [path for path in documents if not named.issuperset(_names(path.rpartition("/")[2]))]


def describe_unread(paths: Sequence[str]) -> str:
    """Say in one line which documents newsloc does not read; empty where there are none."""
    if not paths:
        return ""
    files = f"{plural(len(paths), 'file')} in source/ {'is' if len(paths) == 1 else 'are'}"
    return f"{files} of no kind that newsloc reads: {name_few(paths)} (it reads {', '.join(SUFFIXES)})"


def _is_document(path: str) -> bool:
    stem, suffix = split_suffix(path.rpartition("/")[2])
    is_open = stem.startswith("~$")  # what Word calls a file that is open
    known = suffix.lower().removeprefix(".") in _DOCUMENTS
    return known and not (is_open or stem.lower() in _ABOUT_FILES or is_hidden(path))


def _names(text: str) -> set[str]:
    """Return the last words of all names of documents in a text: names may hold spaces."""
    text = unquote(text)
    return {_last_word(text[max(0, found.start() - _LONGEST) : found.end()]) for found in _SUFFIX.finditer(text)}


def _last_word(text: str) -> str:
    return _BETWEEN.split(text)[-1].lower()
