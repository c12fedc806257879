"""Articles that were given another name: their catalogs go with them, found by what the articles say.

A catalog whose article is gone is never deleted. If a new article says much the same, it is the old one renamed, and
the catalogs are moved; if two could be meant, a person decides. The template is moved first and gets its new name in
the header last, so that a move that was broken off is known by it and finished by the next run.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.catalog.header import FORMER
from pipeline.catalog.po import find_catalog
from pipeline.catalog.recognition import Doubt, recognize
from pipeline.errors import CatalogChanged, CatalogError
from pipeline.project.atomic import stamp_of, write_atomically
from pipeline.project.paths import (
    LOCALES,
    MESSAGES,
    SOURCE_FOLDER,
    list_files,
    refuse_outside,
    slug_at,
    slug_of,
    split_suffix,
    template_path,
)
from pipeline.sources.article import read_article
from pipeline.sources.readers.front_matter import TRANSLATED

_NAME = re.compile(r'^"Project-Id-Version: (.*)\\n"', re.MULTILINE)
_FORMER = re.compile(rf'^"{FORMER}: (.*)\\n"', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renames:
    """What became of catalogs without an article.

    ``renamed`` maps an old slug to the new one, ``unclear`` a path in source/ to what its user must decide;
    ``abandoned`` are the slugs whose article is gone for good, as far as anyone can tell.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    unclear: Mapping[Path, str] = field(default_factory=dict)
    abandoned: tuple[str, ...] = ()


def find_renames(project: Path, paths: Sequence[Path], front_matter: Sequence[str] = TRANSLATED) -> Renames:
    """Find which of the articles at *paths* are old ones renamed.

    :param front_matter: the keys whose values are translated
    """
    orphans = find_orphans(project)
    if not orphans:
        return Renames()
    fresh, begun = {}, {}
    for path in paths:
        with suppress(Exception):  # the run itself will say so
            slug = slug_of(path, project / SOURCE_FOLDER)
            if not template_path(project, slug).is_file():
                fresh[path] = read_article(path, project, front_matter)
            elif (named := _field(_NAME, template_path(project, slug))) in orphans and named != slug:
                begun[named] = slug
    lost = {slug: files for slug, files in orphans.items() if slug not in begun}
    new = {article.slug: [unit.source for unit in article.units] for article in fresh.values()}
    found = recognize(new, {slug: _sources(files) for slug, files in lost.items()} if new else {})
    doubts = {path: (article.slug, found.doubts.get(article.slug)) for path, article in fresh.items()}
    return Renames(
        renamed={**begun, **found.renamed},
        unclear={path: _explain(slug, doubt) for path, (slug, doubt) in doubts.items() if doubt},
        abandoned=tuple(slug for slug in orphans if slug not in begun and slug not in found.renamed),
    )


def find_orphans(project: Path) -> dict[str, tuple[Path, ...]]:
    """Return the catalogs whose article is gone, templates before the others, by slug in alphabetical order."""
    locales = project / LOCALES
    live = {split_suffix(name)[0] for name in list_files(project / SOURCE_FOLDER)}
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for name in list_files(locales):
        slug = _slug(name)
        if slug and slug not in live and not name.rpartition("/")[2].startswith("."):
            found[slug].append(locales / name)
    order = {".pot": 0, ".po": 1}
    return {slug: tuple(sorted(found[slug], key=lambda path: (order[path.suffix], path))) for slug in sorted(found)}


def find_renamed(project: Path, old: str, paths: Sequence[Path]) -> str | None:
    """Return what an article is called now that had another slug once; None if none had it.

    :param paths: the articles that there are
    """
    live = {slug_at(path, project) for path in paths}
    templates = (name for name in list_files(project / LOCALES) if name.endswith(".pot"))
    found = (split_suffix(name)[0] for name in templates if old in _field(_FORMER, project / LOCALES / name).split())
    known = next(found, old)
    return known if known in live else find_renames(project, paths).renamed.get(known)


def move_catalogs(project: Path, old: str, new: str) -> tuple[str, ...]:
    """Move the catalogs of an article to its new name; return what could not be moved, in words.

    Another run may do the same at the same time: what one has moved, the other leaves.

    :raises CatalogError: if a folder cannot be written
    """
    left: list[str] = []
    moved: list[Path] = []
    for path in find_orphans(project).get(old, ()):
        there = _renamed(path, old, new)
        refuse_outside(project, there)
        if there.exists() and path.exists():
            left.append(
                f"{path}: its article is called {new} now, but {there} is there already; "
                "take over by hand what is missing there, then delete this file"
            )
            continue
        _move(path, there)
        path.with_suffix(".mo").unlink(missing_ok=True)
        moved.append(there)
    template = template_path(project, new)
    for path in (*(path for path in moved if path != template), template):
        _rename_inside(path, old, new)
    return tuple(left)


def _slug(inside: str) -> str | None:
    """Return the slug of a catalog by its path in locales/, or None where no catalog of ours lies there."""
    slug, _, suffix = inside.rpartition(".")
    parts = slug.split("/")
    if suffix == "pot":
        return None if MESSAGES in parts else slug
    ours = suffix == "po" and len(parts) > 2 and parts[1] == MESSAGES  # noqa: PLR2004 - language, folder, slug
    return "/".join(parts[2:]) if ours else None


def _renamed(path: Path, old: str, new: str) -> Path:
    """Return where a catalog lies once its article has another slug."""
    folder = path.with_suffix("")
    for _ in Path(old).parts:
        folder = folder.parent
    return folder / f"{new}{path.suffix}"


def _move(path: Path, there: Path) -> None:
    try:
        there.parent.mkdir(parents=True, exist_ok=True)
        path.rename(there)
    except OSError as error:
        if there.exists() and not path.exists():
            return
        raise CatalogError(
            f"{path}: its article was renamed, but it cannot be moved to {there} ({error.strerror}); "
            "check the folders' permissions, then run again"
        ) from error


def _rename_inside(path: Path, old: str, new: str) -> None:
    """Write the new slug into a header that names the old one; a template keeps that, too."""
    with suppress(OSError, UnicodeDecodeError, CatalogChanged):
        stamp = stamp_of(path)
        text = path.read_text(encoding="utf-8")
        found = _NAME.search(text)
        if found and found[1] == old:
            text = text[: found.start(1)] + new + text[found.end(1) :]
            if path.suffix == ".pot":
                before = _FORMER.search(text)
                former = f'"{FORMER}: {f"{before[1]} {old}" if before else old}\\n"\n'
                at, end = before.span() if before else (found.end() + len(new) - len(old) + 1,) * 2
                text = text[:at] + former + text[end + bool(before) :]
            write_atomically(path, text, over=stamp)


def _field(pattern: re.Pattern[str], path: Path) -> str:
    """Return what a template's header says in one field; empty where it has none."""
    with suppress(OSError, UnicodeDecodeError):
        found = pattern.search(path.read_text(encoding="utf-8"))
        return found[1] if found else ""
    return ""


def _sources(files: Iterable[Path]) -> list[str]:
    """Return the texts of a lost article, from its template or else from the fullest of its catalogs."""
    found: list[str] = []
    for path in files:
        with suppress(CatalogError):
            catalog = find_catalog(path)
            sources = [entry.source for entry in catalog.entries] if catalog else []
            if path.suffix == ".pot" and sources:
                return sources
            found = max(found, sources, key=len)
    return found


def _explain(new: str, doubt: Doubt) -> str:
    """Say which articles a new one may be, and how its user decides."""
    best = doubt.lost[0]
    template = f"(mv {LOCALES}/{best}.pot {LOCALES}/{new}.pot)"
    if len(doubt.lost) > 1:
        return (
            f"it may be {' or '.join(doubt.lost)} renamed, whose articles are gone; say which by renaming that one's "
            f"template {template}, or move them away if it is neither; run again"
        )
    return (
        f"{' or '.join(doubt.rivals)} may be {best} renamed, whose article is gone; say which by renaming its "
        f"template {template}, and run again"
    )
