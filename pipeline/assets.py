"""The pictures and other files that lie beside the articles: editions refer to them, so a build copies them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.article import SOURCE_FOLDER
from pipeline.catalog.files import write_atomically
from pipeline.readers import READERS


def find_assets(project: Path) -> Iterator[Path]:
    """Yield the visible files of source/ that no reader takes for an article, in order."""
    articles = {suffix for reader in READERS for suffix in reader.suffixes}
    source = project / SOURCE_FOLDER
    for path in sorted(source.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(source).parts)
        if path.is_file() and not path.is_symlink() and not hidden and path.suffix.lower() not in articles:
            yield path


def copy_assets(project: Path, folder: Path) -> int:
    """Copy the assets to the same places in *folder*, and return how many there are."""
    assets = list(find_assets(project))
    for path in assets:
        write_atomically(folder / path.relative_to(project / SOURCE_FOLDER), path.read_bytes())
    return len(assets)
