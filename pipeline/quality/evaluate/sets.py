"""Parallel sets: units with their references, from a TSV, a PO, text files, or a test set that sacrebleu knows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.catalog.po import read_catalog
from pipeline.errors import ConfigError, SourceError
from pipeline.languages.locales import babel_locale, language_of, normalize_tag
from pipeline.model import Direction, Role, State

_NEEDED = ("source", "target")
_BARE = 2
_LANGUAGES = re.compile(r"\.([a-z]{2,3})-([a-z]{2,3})$")
"""How a file's name tells its languages: ``news.en-ar.tsv``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One unit to measure with. ``references`` are equally right; ``context`` is its ``msgctxt``, if it has one."""

    source: str
    references: tuple[str, ...]
    article: str = ""
    role: Role = Role.BODY
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelSet:
    """Samples of one direction; at least one.

    ``digests`` gives the SHA-256 of each file they come from, by its name.
    """

    name: str
    direction: Direction
    samples: tuple[Sample, ...]
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def reference_streams(self) -> list[list[str]]:
        """Return the references as sacrebleu takes them: one list for each translator."""
        return [list(stream) for stream in zip(*(sample.references for sample in self.samples), strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """The languages a user names; None where the set is to tell."""

    source: str | None = None
    target: str | None = None


def read_file(path: Path, languages: Languages, references: Sequence[Path] = ()) -> ParallelSet:
    """Read a set from a PO (its reviewed entries), from text files if references are named, else from a TSV.

    :raises ConfigError: if a language is unknown, not told, or the same on both sides
    :raises SourceError: naming the file and the line that cannot be used
    :raises CatalogError: if a PO cannot be read
    """
    if references:
        return _read_texts(path, languages, references)
    if path.suffix.lower() in (".po", ".pot"):
        return _read_po(path, languages)
    return _read_tsv(path, languages)


def make_set(
    name: str,
    samples: Sequence[Sample],
    direction: Direction,
    files: Sequence[Path],
) -> ParallelSet:
    """Return a set of samples, refusing an empty one.

    :raises SourceError: if there is no sample
    """
    if not samples:
        raise SourceError(f"{name}: holds nothing to measure with; it needs at least one source with its reference")
    return ParallelSet(
        name=name,
        direction=direction,
        samples=tuple(samples),
        digests={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    )


def make_direction(where: str, source: str | None, target: str | None) -> Direction:
    """Return the direction of a set.

    :raises ConfigError: if a language is unknown, not told, or both are the same
    """
    if not source or not target:
        raise ConfigError(f"{where}: does not say its languages; add {'--from' if not source else '--to'} LANG")
    direction = Direction(source=normalize_tag(source), target=normalize_tag(target))
    if language_of(direction.source) == language_of(direction.target):
        raise ConfigError(f"{where}: is from {direction.source} into {direction.target}; name two languages")
    return direction


def read_texts(path: Path) -> list[str]:
    """Return the lines of a text file, without line ends; a byte order mark is not part of the first.

    :raises SourceError: if it cannot be read as UTF-8
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: is not UTF-8 text ({error.reason}); save it as UTF-8") from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); check the name and the permissions") from error
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in (lines[:-1] if not lines[-1] else lines)]


def _read_tsv(path: Path, languages: Languages) -> ParallelSet:
    rows = [line.split("\t") for line in read_texts(path)]
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    columns: Sequence[str] = _NEEDED
    start = 1
    if set(_NEEDED) <= set(head):
        columns, start = head, 2
    samples = [_row_sample(f"{path}:{number}", columns, row) for number, row in enumerate(rows[start - 1 :], start)]
    return make_set(path.stem, samples, _direction_of(path, languages), [path])


def _row_sample(where: str, columns: Sequence[str], row: Sequence[str]) -> Sample:
    if len(row) != len(columns):
        wanted = ", ".join(columns) if len(columns) > _BARE else "source and target, with a tab between"
        raise SourceError(f"{where}: has {_count(len(row), 'column')} instead of {len(columns)}; it needs {wanted}")
    cells = dict(zip(columns, row, strict=True))
    role = cells.get("role", "").strip() or Role.BODY
    if role not in set(Role):
        raise SourceError(f'{where}: "{role}" is no role; write {", ".join(Role)}')
    sample = Sample(
        source=cells["source"],
        references=(cells["target"],),
        article=cells.get("article", "").strip(),
        role=Role(role),
    )
    return _checked(where, sample)


def _checked(where: str, sample: Sample) -> Sample:
    """Return a sample; a blank on either side would be measured as a translator's work.

    :raises SourceError: if a side is blank
    """
    if not sample.source.strip() or not all(text.strip() for text in sample.references):
        side = "reference" if sample.source.strip() else "source"
        raise SourceError(f"{where}: the {side} is empty; fill it, or remove the line from every file of the set")
    return sample


def _direction_of(path: Path, languages: Languages) -> Direction:
    """Return the direction of a table: what the user named, else what its name tells.

    :raises ConfigError: if a language is unknown, not told, or both are the same
    """
    told = _languages_of(path.stem, languages)
    return make_direction(str(path), told.source, told.target)


def _languages_of(stem: str, languages: Languages) -> Languages:
    """Complete what the user named with what a file's name tells."""
    found = _LANGUAGES.search(stem)
    if not found or not all(map(_is_language, found.groups())):
        return languages
    return Languages(source=languages.source or found[1], target=languages.target or found[2])


def _is_language(tag: str) -> bool:
    try:
        return bool(babel_locale(tag))
    except ConfigError:
        return False


def _read_po(path: Path, languages: Languages) -> ParallelSet:
    catalog = read_catalog(path)
    direction = make_direction(
        str(path), languages.source or catalog.source_language, languages.target or catalog.language
    )
    samples = [
        Sample(
            source=entry.source,
            references=(entry.target,),
            article=catalog.slug,
            role=entry.role,
            context=entry.context,
        )
        for entry in catalog.entries
        if entry.state is State.REVIEWED
    ]
    if not samples:
        raise SourceError(f"{path}: no entry is reviewed, so there is no reference; review some, or name another set")
    return make_set(f"{catalog.slug}.{direction.source}-{direction.target}", samples, direction, [path])


def _read_texts(path: Path, languages: Languages, references: Sequence[Path]) -> ParallelSet:
    sources = read_texts(path)
    streams = [same_length(sources, path, reference) for reference in references]
    source, target = (_language_in_suffix(file) for file in (path, references[0]))
    direction = make_direction(str(path), languages.source or source, languages.target or target)
    return make_set(path.name, list(_line_samples(path, sources, streams)), direction, [path, *references])


def _line_samples(path: Path, sources: Sequence[str], streams: Sequence[Sequence[str]]) -> Iterator[Sample]:
    for number, (source, *references) in enumerate(zip(sources, *streams, strict=True), 1):
        yield _checked(f"{path}:{number}", Sample(source=source, references=tuple(references)))


def same_length(sources: Sequence[str], path: Path, other: Path) -> list[str]:
    """Read the file that goes with *path* line by line.

    :raises SourceError: if it has more lines or fewer
    """
    lines = read_texts(other)
    if len(lines) != len(sources):
        raise SourceError(
            f"{other}: has {_count(len(lines), 'line')}, but {path} has {_count(len(sources), 'unit')}; "
            "both need one line for each unit, in the same order"
        )
    return lines


def _language_in_suffix(path: Path) -> str | None:
    tag = path.suffix.removeprefix(".")
    return tag if tag and _is_language(tag) else None


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
