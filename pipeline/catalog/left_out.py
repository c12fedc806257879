"""The record of what is left out of an article: a header field of its template, and of its catalogs beside.

``X-Newsloc-Left-Out: comment-form 1f0c22ab90 90cc12ef01; share-bar 77ab12cd34`` names, by rule, the digests of the
texts. What an article was first read as decides; every later command obeys, whatever its version would find.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.catalog.header import LEFT_OUT
from pipeline.catalog.po import find_header
from pipeline.errors import CatalogError
from pipeline.model import Article, Catalog
from pipeline.project.paths import LOCALES, SOURCE_FOLDER, place_in, slug_of, template_path
from pipeline.sources.article import parse_article, read_source
from pipeline.sources.boilerplate.left_out import record_of
from pipeline.sources.readers.front_matter import TRANSLATED

Record = Mapping[str, str]
"""Rules by digest."""
Parse = Callable[[Record | None], Article]
"""Reads an article's file by a record; without one, what is left out is found out."""
_DIGEST = re.compile(r"[0-9a-f]{10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An article, and the record by which it was read; that of a new article is what was found."""

    article: Article
    record: Record


def read_recorded(path: Path, project: Path, front_matter: Collection[str] = TRANSLATED) -> Recorded:
    """Return an article of a project as its catalogs' record says; a damaged catalog says nothing here.

    :raises SourceError: if it cannot be read
    :raises CatalogError: if the record cannot be read
    """
    slug = slug_of(path, project / SOURCE_FOLDER)
    shown = place_in(path, project).as_posix()
    parse = partial(parse_article, read_source(path, shown), shown, slug, front_matter)
    files = [template_path(project, slug), *find_catalogs(project, slug)]
    return parse_recorded(parse, list(_read_headers(files)))


def _read_headers(files: Iterable[Path]) -> Iterator[Catalog]:
    """Yield the headers that are there and can be read; who needs the whole catalog says what is wrong with it."""
    for file in files:
        with suppress(CatalogError):
            if header := find_header(file):
                yield header


def find_catalogs(project: Path, slug: str) -> list[Path]:
    """Return an article's PO files in all languages."""
    return sorted((project / LOCALES).glob(f"*/LC_MESSAGES/{slug}.po"))


def parse_recorded(parse: Parse, catalogs: Sequence[Catalog]) -> Recorded:
    """Return an article as the record in its catalogs says; the first of them that has one is the authority.

    Catalogs without a record leave nothing out; an article without catalogs is new, and what to leave out is found.

    :raises SourceError: if the article cannot be read
    :raises CatalogError: if the record cannot be read
    """
    if not catalogs:
        article = parse(None)
        return Recorded(article=article, record=record_of(article.document.blocks))
    record = _find_record(catalogs)
    return Recorded(article=parse(record), record=record)


def with_record(catalog: Catalog, record: Record) -> Catalog:
    """Return a catalog with a record in its header; an empty one needs no field, unless it takes one's place."""
    if not record and LEFT_OUT not in catalog.headers:
        return catalog
    return replace(catalog, headers={**catalog.headers, LEFT_OUT: format_record(record)})


def format_record(record: Record) -> str:
    """Return a record as the value of its header field."""
    rules: dict[str, list[str]] = {}
    for digest, rule in record.items():
        rules.setdefault(rule, []).append(digest)
    return "; ".join(f"{rule} {' '.join(digests)}" for rule, digests in rules.items())


def parse_record(value: str, slug: str) -> dict[str, str]:
    """Return the record that a header field says.

    :raises CatalogError: if it is damaged
    """
    record: dict[str, str] = {}
    for part in filter(None, (part.split() for part in value.split(";"))):
        for digest in part[1:]:
            if not _DIGEST.fullmatch(digest):
                raise CatalogError(
                    f'{slug}: in the header {LEFT_OUT} of its catalogs, "{digest}" is no digest of 10 digits; '
                    "take it out, and run newsloc localize"
                )
            record[digest] = part[0]
    return record


def _find_record(catalogs: Iterable[Catalog]) -> dict[str, str]:
    catalog = next((catalog for catalog in catalogs if LEFT_OUT in catalog.headers), None)
    return parse_record(catalog.headers[LEFT_OUT], catalog.slug) if catalog else {}
