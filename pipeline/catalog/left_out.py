"""The record of what is left out of an article: a header field of its template, and of its catalogs beside.

``X-Newsloc-Left-Out: comment-form 1f0c22ab90 90cc12ef01; share-bar 77ab12cd34`` names, by rule, the digests of the
texts. What an article was first read as decides; every later command obeys, whatever its version would find. Catalogs
made before there was a record show by what they lack what was left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.catalog.header import GENERATOR, LEFT_OUT
from pipeline.catalog.identity import align
from pipeline.catalog.po import find_catalog, find_header
from pipeline.errors import CatalogError
from pipeline.languages.normalize import normalize
from pipeline.model import Article, Block, Catalog, Translate
from pipeline.project.paths import LOCALES, SOURCE_FOLDER, place_in, slug_of, template_path
from pipeline.sources.article import parse_article, read_source
from pipeline.sources.boilerplate.left_out import digest_blocks, digests_of, record_of, text_of
from pipeline.sources.boilerplate.rules import CREDIT, find_credit
from pipeline.sources.boilerplate.scraped import is_prose, match_rules
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.readers.html_pages import PAGE_RULE

Record = Mapping[str, str]
"""Rules by digest."""
Parse = Callable[[Record | None], Article]
"""Reads an article's file by a record; without one, what is left out is found out."""
BEFORE = "before"
"""The rule of what an earlier version left out, and no rule knows now."""
_MADE = re.compile(r"newsloc (\d+)\.(\d+)")
_SINCE = (0, 2)
"""The first version that records."""
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
    headers = list(_read(find_header, files))
    if _find_record(headers) is not None or any(map(_records, headers)):
        return parse_recorded(parse, headers)
    return parse_recorded(parse, list(_read(find_catalog, files)))


def _read(read: Callable[[Path], Catalog | None], files: Iterable[Path]) -> Iterator[Catalog]:
    """Yield the catalogs that are there and can be read; who needs another says what is wrong with it."""
    for file in files:
        with suppress(CatalogError):
            catalog = read(file)
            if catalog:
                yield catalog


def find_catalogs(project: Path, slug: str) -> list[Path]:
    """Return an article's PO files in all languages."""
    return sorted((project / LOCALES).glob(f"*/LC_MESSAGES/{slug}.po"))


def parse_recorded(parse: Parse, catalogs: Sequence[Catalog]) -> Recorded:
    """Return an article as the record in its catalogs says; the first of them that has one is the authority.

    :raises SourceError: if the article cannot be read
    :raises CatalogError: if the record cannot be read
    """
    record = _find_record(catalogs)
    if record is None and not catalogs:
        article = parse(None)
        return Recorded(article=article, record=record_of(article.document.blocks))
    if record is None:
        whole = parse({})
        record = {} if any(map(_records, catalogs)) else _recover(parse, whole, catalogs[0])
        if not record:
            return Recorded(article=whole, record=record)
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


def _find_record(catalogs: Iterable[Catalog]) -> dict[str, str] | None:
    catalog = next((catalog for catalog in catalogs if LEFT_OUT in catalog.headers), None)
    return parse_record(catalog.headers[LEFT_OUT], catalog.slug) if catalog else None


def _records(catalog: Catalog) -> bool:
    """Tell whether a version made a catalog that would have recorded what it left out."""
    made = _MADE.match(catalog.headers.get(GENERATOR, ""))
    return made is not None and (int(made[1]), int(made[2])) >= _SINCE


def _recover(parse: Parse, whole: Article, catalog: Catalog) -> dict[str, str]:
    """Return what an earlier version left out: texts of the file that its catalog lacks, and that are not new.

    A text without a rule may be new. It counts as left out only in a scraped article, if it is no sentence, or stands
    beyond the article among what was left out.
    """
    blocks = whole.document.blocks
    missing = _find_missing(whole, catalog)
    tails = _find_credits(blocks, catalog)
    if not missing and not tails:
        return {}
    found = parse(None)
    proposed = record_of(found.document.blocks)
    is_page = PAGE_RULE in proposed.values()
    scraped = bool(proposed) or found.document.metadata.url is not None
    digests = digest_blocks(blocks)
    known = {index: proposed[digest] for index, digest in digests.items() if digest in proposed}
    known |= {index: rule for index, rule in match_rules(_plain(blocks)).items() if index not in known}
    known = {index: rule for index, rule in known.items() if index in missing}
    kept = [index for index in digests if index not in missing]
    record = {}
    for index in sorted(missing):
        outside = _is_outside(index, known, kept)
        if index in known:
            record[digests[index]] = known[index]
        elif is_page or (scraped and (outside or not is_prose(blocks[index]))):
            record[digests[index]] = BEFORE
    return record | dict.fromkeys(digests_of(tails), CREDIT)


def _find_missing(article: Article, catalog: Catalog) -> set[int]:
    """Return the blocks of which a catalog has no unit, not even an edited one."""
    sources = [unit.source for unit in article.units]
    numbers = align([(place, entry.source) for place, entry in enumerate(catalog.entries)], sources)
    there = {unit.block for unit, number in zip(article.units, numbers, strict=True) if number is not None}
    return {index for index in digest_blocks(article.document.blocks) if index not in there}


def _find_credits(blocks: Sequence[Block], catalog: Catalog) -> list[str]:
    """Return the credits behind captions of which a catalog has the caption alone."""
    sources = {entry.source for entry in catalog.entries}
    tails = []
    for text in (block.text for block in blocks if isinstance(block, Translate)):
        place = find_credit(text)
        if place and normalize(text[:place]) in sources and normalize(text) not in sources:
            tails.append(text[place:])
    return tails


def _plain(blocks: Sequence[Block]) -> list[Block]:
    return [replace(block, text=text_of(block)) if isinstance(block, Translate) else block for block in blocks]


def _is_outside(index: int, known: Collection[int], kept: Sequence[int]) -> bool:
    """Tell whether a block stands above all kept ones and another that goes, or below both."""
    above = not kept or index < kept[0]
    below = not kept or index > kept[-1]
    return (above and any(other > index for other in known if not kept or other < kept[0])) or (
        below and any(other < index for other in known if not kept or other > kept[-1])
    )
