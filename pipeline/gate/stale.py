"""Whether catalogs are in step with their articles: missing, out of date, or left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.catalog.po import read_catalog
from pipeline.catalog.renames import find_orphans, find_renames
from pipeline.catalog.step import find_difference
from pipeline.errors import CatalogError, plural
from pipeline.gate.problems import Problem, ProblemKind
from pipeline.model import Article, Catalog, State


def find_stale(article: Article, catalog: Catalog | None, language: str, path: str) -> Problem | None:
    """Say where a catalog is out of step with its article, or return None.

    :param path: the PO file, as a message names it
    """
    difference = find_difference(article, catalog, path)
    if difference is None:
        return None
    return Problem(
        kind=ProblemKind.STALE if catalog else ProblemKind.MISSING,
        language=language,
        slug=article.slug,
        # A catalog that is not there is named; what can be pointed at is the article.
        path=path if catalog else article.document.path,
        line=difference.line,
        context=difference.context,
        message=difference.message,
    )


def describe_orphans(project: Path, paths: Sequence[Path], front_matter: Sequence[str]) -> Iterator[Problem]:
    """Yield the catalogs and templates below locales/ whose article is gone.

    :param paths: the articles there are: one of them may be the same article, renamed
    :param front_matter: the keys whose values are translated
    """
    orphans = find_orphans(project)
    if not orphans:
        return
    renamed = find_renames(project, paths, front_matter).renamed
    for slug, files in orphans.items():
        for path in files:
            yield _orphan(path, path.relative_to(project).as_posix(), slug, renamed.get(slug))


def _orphan(path: Path, shown: str, slug: str, renamed: str | None) -> Problem:
    try:
        catalog = read_catalog(path)
    except CatalogError:
        catalog = None
    reviewed = _count_reviewed(catalog) if catalog else 0
    if renamed:
        advice = f"{renamed} has the same sentences: run newsloc localize, which brings its translations along"
    else:
        kept = f" with its {plural(reviewed, 'reviewed translation')}" if reviewed else ""
        advice = f"bring the article back, or remove the file with git rm, which keeps it in the history{kept}"
    return Problem(
        kind=ProblemKind.ORPHAN,
        language=(catalog.language or "") if catalog else "",
        slug=slug,
        path=shown,
        message=f"{shown}: its article is gone from source/; {advice}",
    )


def _count_reviewed(catalog: Catalog) -> int:
    return sum(entry.state is State.REVIEWED for entry in catalog.entries)
