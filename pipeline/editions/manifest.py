"""The manifest of a build: which files newsloc made, and for each unit of an edition where its text comes from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import ConfigError

FILE = "manifest.json"
_GENERATOR = "newsloc"
_EMPTY: tuple[object, ...] = ("", None, [], {}, ())
_VERSION = 1


# One for every sentence of a project, made in one process and written in another: msgspec's own classes take a quarter
# of a dataclass's time for that, and leave empty fields out.
class UnitRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the text of one unit comes from. Digests are SHA-256 of the texts as they are in the catalog."""

    context: str = ""
    role: str
    state: str = ""
    """The unit's in the catalog: missing, draft or reviewed; empty where an original has no catalog."""
    shown: str
    """Whose text is shown: original, reviewed, draft, source, or omitted for none."""
    source_digest: str
    target_digest: str = ""
    engine: str = ""
    model: str = ""
    score: int | None = None
    reviewer: str = ""


class FindingRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is shown wrongly."""

    kind: str
    context: str = ""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRecord:
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
    reviewed: int = 0
    drafts: int = 0
    source: int = 0
    omitted: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[FindingRecord, ...] = ()
    units: tuple[UnitRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a folder of editions holds. ``pages`` are the indexes, with their SHA-256."""

    generator: str = _GENERATOR
    version: int = _VERSION
    pages: Mapping[str, str] = field(default_factory=dict)
    editions: tuple[EditionRecord, ...] = ()

    @property
    def paths(self) -> dict[str, str]:
        """Return every file that newsloc made, with the SHA-256 that it had then."""
        parts = (self.pages, *(part for each in self.editions for part in (each.files, each.assets)))
        return {path: known for part in parts for path, known in part.items()}


def digest(content: str | bytes) -> str:
    """Return the SHA-256 of a text or of bytes."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; an empty one where there is none.

    :raises ConfigError: if the file there is no manifest of ours
    """
    path = folder / FILE
    if not path.is_file():
        return Manifest()
    advice = "build into another folder with --out, or remove the file if the folder is newsloc's own"
    try:
        manifest = _parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise ConfigError(f"{path}: not a manifest of newsloc; {advice}") from error
    if manifest.version != _VERSION:
        raise ConfigError(f"{path}: a manifest of another version of newsloc; {advice}")
    return manifest


def _parse(text: str) -> Manifest:
    """Return a manifest from JSON.

    :raises ValueError: if it is not newsloc's
    """
    written = json.loads(text)
    if not isinstance(written, dict) or written.get("generator") != _GENERATOR:
        raise ValueError(text)
    return msgspec.convert(written, Manifest)


def manifest_text(manifest: Manifest) -> str:
    """Return a manifest as JSON, without empty fields."""
    written = msgspec.to_builtins(manifest)
    written["editions"] = [_bare(record) for record in written["editions"]]
    return msgspec.json.format(msgspec.json.encode(_bare(written)), indent=1).decode() + "\n"


def _bare(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value not in _EMPTY}
