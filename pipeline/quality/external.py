"""Read files of any origin for ``newsloc assess``: PO, and tab-separated source and target."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from glob import escape
from pathlib import Path

from pipeline.catalog.left_out import read_recorded
from pipeline.catalog.plural_forms import PluralForm, read_plural_forms
from pipeline.catalog.po import read_catalog
from pipeline.catalog.step import pair_entries
from pipeline.errors import ConfigError, SourceError
from pipeline.languages.language import facts
from pipeline.model import Article, Catalog, Direction, Entry, Pair
from pipeline.project.paths import LOCALES, MESSAGES, SOURCE_FOLDER, place_in
from pipeline.quality.inspection import Inspector, read_surroundings
from pipeline.sources.article import articles_among
from pipeline.translate.placeholders import find_placeholders

_NUMBERS = frozenset({"printf", "brace"})
"""Kinds of placeholders that may stand for the number of a plural."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUnit:
    """One unit of a file, and its line there.

    Where the file is a PO, its context. Each form of a plural entry is a unit.
    """

    pair: Pair
    line: int
    context: str | None


def read_units(
    path: Path, source: str | None, target: str | None, inspector: Inspector, article: Article | None = None
) -> list[FileUnit]:
    """Read the pairs of a PO file or a TSV.

    A PO names its languages itself; *source* and *target* override.

    :param article: that of a catalog of the project

    :raises ConfigError: if a language is not known
    :raises SourceError: if a line has no tab
    """
    if path.suffix.lower() in (".po", ".pot"):
        return list(_po_lines(path, source, target, inspector, article))
    direction = _direction(path, source, target)
    return [
        FileUnit(pair=inspector.pair(text, translation, direction), line=line, context=None)
        for line, text, translation in _tsv_rows(path)
    ]


def find_article(path: Path, project: Path, front_matter: Collection[str]) -> Article | None:
    """Return the article of a catalog of the project; None where the file is none, or its article is gone."""
    with suppress(ValueError, SourceError):
        locales, _, messages, *inside = place_in(path.with_suffix(""), project).parts
        if (locales, messages) == (LOCALES, MESSAGES):
            folder = project / SOURCE_FOLDER
            names = (file.relative_to(folder).as_posix() for file in folder.glob(f"{escape('/'.join(inside))}.*"))
            for found in articles_among(project, names):
                return read_recorded(found, project, front_matter).article
    return None


def _po_lines(
    path: Path, source: str | None, target: str | None, inspector: Inspector, article: Article | None
) -> Iterator[FileUnit]:
    catalog = read_catalog(path)
    direction = _direction(path, source or catalog.source_language, target or catalog.language)
    around = read_surroundings(article, replace(catalog, source_language=direction.source, language=direction.target))
    languages = _languages_of(article, catalog) if article and not source else {}
    rule = catalog.headers.get("Plural-Forms") or facts(direction.target).plural_forms
    plurals = read_plural_forms(path, rule)
    for entry in catalog.entries:
        for one in _single_entries(entry, plurals.get(entry.line, ())):
            asked = replace(direction, source=languages.get(entry.context, direction.source))
            pair = replace(inspector.pair_entry(one, asked, around), read=article is not None)
            yield FileUnit(pair=pair, line=entry.line, context=entry.context or None)


def _languages_of(article: Article, catalog: Catalog) -> dict[str, str]:
    """Return the source language of each entry that a unit of the article has, by context."""
    pairs = zip(article.units, pair_entries(article, catalog), strict=True)
    return {entry.context: unit.language for unit, entry in pairs if entry}


def _single_entries(entry: Entry, forms: Sequence[PluralForm]) -> list[Entry]:
    """Return an entry, or one for each form of a plural entry, with the source that it translates."""
    return [replace(entry, source=source_of(form), target=form.target) for form in forms] or [entry]


def source_of(form: PluralForm) -> str:
    """Return the source that a plural form translates, with its number where the form stands for it alone.

    A form for one file, two files or none may leave its number out, or say it in a word, so that digits stand in the
    source for the placeholder that the form does not have.
    """
    source, has = form.singular if form.holds_one else form.plural, _placeholders(form.target)
    if form.holds_one and not has <= _placeholders(source) and has <= _placeholders(form.plural):
        source = form.plural
    left_out = (item for item in find_placeholders(source) if item.kind in _NUMBERS and item.key not in has)
    item = next(left_out, None) if form.number is not None else None
    if item is None:
        return source
    start, end = item.span
    return f"{source[:start]}{form.number}{source[end:]}"


def _placeholders(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(item.key for item in find_placeholders(text) if item.kind in _NUMBERS)


def _direction(path: Path, source: str | None, target: str | None) -> Direction:
    if not source or not target:
        missing = "--from" if not source else "--to"
        raise ConfigError(f"{path}: does not say its languages; add {missing} LANG")
    return Direction(source=source, target=target)


def _tsv_rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, source and target of each row; a first row that names both columns says where they stand."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    source, target = 0, 1
    for number, line in enumerate(text.split("\n"), 1):
        cells = line.removesuffix("\r").split("\t")
        names = [cell.strip().lower() for cell in cells]
        if number == 1 and {"source", "target"}.issubset(names):
            source, target = names.index("source"), names.index("target")
        elif line:
            if len(cells) <= max(source, target):
                wanted = "no tab; write source, a tab, target" if len(cells) == 1 else "too few columns for the header"
                raise SourceError(f"{path}:{number}: {wanted}")
            yield number, cells[source], cells[target]
