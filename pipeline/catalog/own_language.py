"""Catalogs of an article's own language: there is one only where articles are signed off in it, too.

Former versions wrote one for every article, in which each target repeats its source. Such files are removed; one in
which a person wrote or approved something stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.catalog.po import find_catalog
from pipeline.errors import name_few
from pipeline.languages.locales import same_language
from pipeline.model import Catalog, Entry, State
from pipeline.project.atomic import remove_file, stamp_of


def needs_catalog(article_language: str, language: str, *, sign_off: bool) -> bool:
    """Tell whether an article has a catalog in a language: in its own only if it is signed off there."""
    return sign_off or not same_language(article_language, language)


def repeats_source(entry: Entry) -> bool:
    """Tell whether an entry only repeats its source, and nobody approved or remarked on it."""
    signed_off = entry.state is State.REVIEWED and entry.provenance is not None
    return entry.target in {"", entry.source, entry.previous_source} and not signed_off and not entry.comments


def is_copy(catalog: Catalog) -> bool:
    """Tell whether a catalog only repeats its article."""
    return all(map(repeats_source, (*catalog.entries, *catalog.obsolete)))


def remove_copy(path: Path) -> bool:
    """Remove the catalog at *path* and its MO file if it only repeats its article; return whether it is gone.

    :raises CatalogError: if it cannot be read or removed
    :raises CatalogChanged: if another program saved it in the meantime
    """
    stamp = stamp_of(path)
    catalog = find_catalog(path)
    if catalog and not is_copy(catalog):
        return False
    for file, over in ((path.with_suffix(".mo"), None), (path, stamp)):
        remove_file(file, over=over)
    return True


def describe_removed(paths: Sequence[str]) -> str:
    """Say which catalogs were removed."""
    return f"{name_few(paths)}: removed; an article needs no catalog in its own language, and it only repeated the text"


def describe_kept(paths: Sequence[str]) -> str:
    """Say which catalogs of an article's own language hold texts of people, and what to do."""
    return (
        f"{name_few(paths)}: kept, because somebody wrote or approved texts there, though an article needs no catalog"
        " in its own language; editions show these texts. Write them into the article and delete the file, or set"
        " sign_off = true"
    )
