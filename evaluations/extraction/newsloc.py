"""What newsloc does to a folder of articles, as a command of its own, so that its time and memory can be told.

    python -m evaluations.extraction.newsloc extract|rebuild PROJECT PROCESSES

With several processes the first article is done before they start, so that they share what is loaded once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from pipeline.article import read_article
from pipeline.catalog.files import catalog_path, template_path
from pipeline.catalog.merge import make_template, merge, number_units
from pipeline.catalog.po import find_catalog, write_catalog
from pipeline.edition import build_edition
from pipeline.editions.markdown import write

TARGET = "fr"
"""In Latin letters, as the articles are: what is measured fills the catalogs with what they say already."""


def extract(project: Path, path: Path) -> None:
    """Read an article, number its units, and write its POT and its PO without translations."""
    article = read_article(path, project)
    contexts, following = number_units(article, None)
    write_catalog(template_path(project, article.slug), make_template(article, contexts, following))
    write_catalog(catalog_path(project, TARGET, article.slug), merge(article, contexts, None, TARGET))


def rebuild(project: Path, path: Path) -> None:
    """Read an article and its PO, and write its edition in Markdown."""
    article = read_article(path, project)
    catalog = find_catalog(catalog_path(project, TARGET, article.slug))
    folder = project / "out"
    folder.mkdir(exist_ok=True)
    (folder / path.name).write_text(write(build_edition(article, catalog, TARGET)), encoding="utf-8")


JOBS: dict[str, Callable[[Path, Path], None]] = {"extract": extract, "rebuild": rebuild}


def work(name: str, project: Path, paths: Sequence[Path]) -> None:
    """Do a job on some articles."""
    for path in paths:
        JOBS[name](project, path)


def main() -> None:
    """Do a job on all articles of a project, in one process or several."""
    name, project, processes = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    paths = sorted((project / "source").glob("*.md"))
    if processes == 1:
        work(name, project, paths)
        return
    work(name, project, paths[:1])
    with ProcessPoolExecutor(processes) as pool:
        shares = [paths[1 + start :: processes] for start in range(processes)]
        list(pool.map(work, [name] * processes, [project] * processes, shares))


if __name__ == "__main__":
    main()
