"""Where a project keeps its articles and catalogs, and what an article is called: its slug."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from pipeline.errors import CatalogError, SourceError
from pipeline.languages.locales import gettext_name

SOURCE_FOLDER = "source"
LOCALES = "locales"
MESSAGES = "LC_MESSAGES"
_SLUG = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")


def list_files(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below a folder, with forward slashes, in no order; links to folders stay closed.

    They are texts: a `Path` for each of a million files would take a minute.
    """
    for place, _, names in os.walk(folder):
        inside = Path(place).relative_to(folder).as_posix()
        yield from names if inside == "." else (f"{inside}/{name}" for name in names)


def split_suffix(inside: str) -> tuple[str, str]:
    """Return a path below a folder without its suffix, and the suffix; both are texts, as in `list_files`."""
    return os.path.splitext(inside)  # noqa: PTH122 - no path each


def is_hidden(inside: str) -> bool:
    """Tell whether a file is hidden, or a folder that it stands in, by its path below the folder that counts."""
    return inside.startswith(".") or "/." in inside


def template_path(project: Path, slug: str) -> Path:
    """Return where an article's POT lies."""
    return project / LOCALES / f"{slug}.pot"


def catalog_path(project: Path, language: str, slug: str) -> Path:
    """Return where an article's PO in one language lies; its MO lies beside it."""
    return project / LOCALES / gettext_name(language) / MESSAGES / f"{slug}.po"


def list_catalogs(project: Path, languages: Iterable[str]) -> Iterator[tuple[str, str, Path]]:
    """Yield language, slug and path of each catalog in some languages, in order."""
    for language in languages:
        folder = catalog_path(project, language, "x").parent
        slugs = (split_suffix(name) for name in list_files(folder))
        for slug in sorted(slug for slug, suffix in slugs if suffix == ".po"):
            yield language, slug, folder / f"{slug}.po"


def place_in(path: Path, folder: Path) -> PurePosixPath:
    """Return where a file stands in a folder; of a link that leads out of it, where the link stands.

    :raises ValueError: if it stands elsewhere
    """
    whole, root = path.resolve(), folder.resolve()
    if not whole.is_relative_to(root):
        whole, root = path.absolute(), folder.absolute()
    return PurePosixPath(whole.relative_to(root).as_posix())


def refuse_outside(project: Path, *paths: Path) -> None:
    """Refuse to write files to which a link leads out of the project.

    :raises CatalogError: saying which
    """
    root = project.resolve()
    for path in paths:
        try:
            real = path.resolve()
        except (OSError, RuntimeError) as error:  # links that lead to each other
            raise CatalogError(f"{path}: cannot be written, its links lead nowhere; remove them") from error
        if not real.is_relative_to(root):
            raise CatalogError(f"{path}: not written, a link leads it out of the project to {real}; remove the link")


def slug_at(path: Path, project: Path) -> str:
    """Return the slug of an article's file, also where its name is wrong."""
    return place_in(path, project / SOURCE_FOLDER).with_suffix("").as_posix()


def slug_of(path: Path, source_folder: Path) -> str:
    """Return an article's slug: its path below source/ without suffix.

    :raises SourceError: if it lies elsewhere or its name has other characters than a-z, 0-9, - and /
    """
    try:
        inside = path.resolve().relative_to(source_folder.resolve())
    except ValueError as error:
        raise SourceError(
            f"{path}: not under {source_folder.name}/, or a link that leads out of it; put the file itself there"
        ) from error
    slug = inside.with_suffix("").as_posix()
    if not _SLUG.fullmatch(slug):
        name = f"{slugify(slug)}{inside.suffix.lower()}"
        raise SourceError(
            f"{source_folder.name}/{inside.as_posix()}: a name has a-z, 0-9 and - only; rename it to {name}"
        )
    return slug


def slugify(name: str) -> str:
    """Return a slug that resembles a name; ``article`` where no Latin letter or digit is in it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    parts = (re.sub(r"[^a-z0-9]+", "-", part).strip("-") for part in plain.split("/"))
    return "/".join(part or "article" for part in parts)
