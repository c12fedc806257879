"""The manifest of a build: which files newsloc made, and for each unit of an edition where its text comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.errors import ConfigError

FILE = "manifest.json"
_VERSION = 1


# Made in one process and written in another, one for every sentence of a project: msgspec's own classes take a quarter
# of a dataclass's time for that. They leave empty fields out.
class UnitRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the text of one unit comes from. Digests are SHA-256 of the texts as they are in the catalog."""

    context: str = ""
    role: str
    state: str = ""
    """The unit's in the catalog: missing, draft or reviewed; empty where an original has no catalog."""
    shown: str
    """Whose text is shown: original, reviewed, earlier, draft, source, or omitted for none."""
    source_digest: str
    target_digest: str = ""
    engine: str = ""
    model: str = ""
    score: int | None = None
    reviewer: str = ""


class EditionRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One edition: its files with their SHA-256, its units, and what an index shows of it."""

    slug: str
    language: str
    source_language: str = ""
    article: str = ""
    status: str
    """``built``, or ``withdrawn`` for a notice."""
    title: str = ""
    title_language: str = ""
    """Of the title, if it stands in another one than the edition's."""
    standfirst: str = ""
    standfirst_language: str = ""
    date: str = ""
    day: str = ""
    """The date as the edition's page writes it."""
    reviewed: int
    earlier: int = 0
    """Units shown as they were approved before their source changed."""
    drafts: int
    source: int
    omitted: int
    files: Mapping[str, str] = {}
    assets: Mapping[str, str] = {}
    units: tuple[UnitRecord, ...] = ()


class Manifest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a folder of editions holds. ``pages`` are the indexes, with their SHA-256."""

    generator: Literal["newsloc"]
    version: int
    pages: Mapping[str, str] = {}
    editions: tuple[EditionRecord, ...] = ()

    @property
    def paths(self) -> dict[str, str]:
        """Return every file that newsloc made, with the SHA-256 that it had then."""
        parts = (self.pages, *(part for each in self.editions for part in (each.files, each.assets)))
        return {path: known for part in parts for path, known in part.items()}


EMPTY = Manifest(generator="newsloc", version=_VERSION)


def digest(content: str | bytes) -> str:
    """Return the SHA-256 of a text or of bytes."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; an empty one where there is none.

    :raises ConfigError: if the file there is no manifest of ours
    """
    path = folder / FILE
    if not path.is_file():
        return EMPTY
    advice = "build into another folder with --out, or remove the file if the folder is newsloc's own"
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: not a manifest of newsloc; {advice}") from error
    if manifest.version != _VERSION:
        raise ConfigError(f"{path}: a manifest of another version of newsloc; {advice}")
    return manifest


def manifest_text(manifest: Manifest) -> str:
    """Return a manifest as JSON, without empty fields."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1).decode() + "\n"
