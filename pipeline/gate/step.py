"""Whether catalogs are in step with their articles: missing, out of date, or left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from pipeline.catalog.po import read_catalog
from pipeline.catalog.renames import find_orphans, find_renames
from pipeline.errors import CatalogError, shorten
from pipeline.gate.problems import Kind, Problem
from pipeline.model import Article, Catalog, State


def quote(text: str) -> str:
    """Return a text as a message quotes it."""
    shown = shorten(text)
    return f"“{shown}”"


def find_stale(article: Article, catalog: Catalog | None, language: str, path: str) -> Problem | None:
    """Say where a catalog is out of step with its article, or return None.

    :param path: the PO file, as a message names it
    """
    if catalog is None:
        message = f"{path}: there is no catalog for {article.document.path}; run newsloc localize and commit it"
        # The catalog is named; what can be pointed at is the article.
        return Problem(
            kind=Kind.MISSING, language=language, slug=article.slug, path=article.document.path, message=message
        )
    sources = (entry.source for entry in catalog.entries)
    texts = (unit.source for unit in article.units)
    for index, (text, source) in enumerate(zip_longest(texts, sources)):
        if text != source:
            return _stale(article, catalog, language, path, index)
    return None


def _stale(article: Article, catalog: Catalog, language: str, path: str, index: int) -> Problem:
    """Describe the first difference; ``index`` is its place among units and entries."""
    unit = article.units[index] if index < len(article.units) else None
    entry = catalog.entries[index] if index < len(catalog.entries) else None
    where = f"{path}: unit {index + 1}" + (f" ({entry.context})" if entry else "")
    ours = f"{article.document.path}:{unit.line} says {quote(unit.source)}" if unit else f"{article.document.path} ends"
    theirs = f"the catalog {quote(entry.source)}" if entry else "the catalog ends"
    return Problem(
        kind=Kind.STALE,
        language=language,
        slug=article.slug,
        path=path,
        line=entry.line if entry and entry.line else None,
        context=entry.context if entry else None,
        message=f"{where} is out of step: {ours}, {theirs}; run newsloc localize and commit the result",
    )


def describe_orphans(project: Path, paths: Sequence[Path]) -> Iterator[Problem]:
    """Yield the catalogs and templates below locales/ whose article is gone.

    :param paths: the articles there are: one of them may be the same article, renamed
    """
    orphans = find_orphans(project)
    if not orphans:
        return
    renamed = find_renames(project, paths).renamed
    for slug, files in orphans.items():
        for path in files:
            yield _orphan(path, path.relative_to(project).as_posix(), slug, renamed.get(slug))


def _orphan(path: Path, shown: str, slug: str, renamed: str | None) -> Problem:
    try:
        catalog = read_catalog(path)
    except CatalogError:
        catalog = None
    reviewed = sum(entry.state is State.REVIEWED for entry in catalog.entries) if catalog else 0
    if renamed:
        advice = f"{renamed} has the same sentences: run newsloc localize, which brings its translations along"
    else:
        kept = f" with its {reviewed} reviewed translation{'' if reviewed == 1 else 's'}" if reviewed else ""
        advice = f"bring the article back, or remove the file with git rm, which keeps it in the history{kept}"
    return Problem(
        kind=Kind.ORPHAN,
        language=(catalog.language or "") if catalog else "",
        slug=slug,
        path=shown,
        message=f"{shown}: its article is gone from source/; {advice}",
    )
