"""What newsloc does to a folder of articles, as a command of its own, so that its time and memory can be told.

    python -m evaluations.extraction.newsloc extract|rebuild|rewrite PROJECT PROCESSES

It goes newsloc's own way: articles are opened as ``localize`` opens them, without the memory, an engine or checks, and
editions are made as ``build`` makes them, with proof and manifest. ``rewrite`` makes the same editions and no more, as
other tools do. Like the commands, each loads only what it needs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.catalog.po import find_catalog, write_catalog
from pipeline.project.atomic import write_atomically
from pipeline.project.paths import catalog_path
from pipeline.project.processes import share_out
from pipeline.sources.article import find_articles, read_article

if TYPE_CHECKING:
    from pipeline.localize.opening import Setup

TARGET = "fr"
"""In Latin letters, as the articles are: what is measured fills the catalogs with what they say already."""


def extract(project: Path, processes: int = 1) -> None:
    """Read articles, number their units, and write their POTs, and their POs without translations."""
    from pipeline.localize.opening import Setup

    setup = Setup(project=project, languages=(TARGET,))
    for _ in share_out(partial(_extract, setup), find_articles(project), processes):
        pass


def _extract(setup: Setup, path: Path) -> None:
    from pipeline.localize.opening import open_article

    for work in open_article(setup, path):
        write_catalog(catalog_path(setup.project, TARGET, work.catalog.slug), work.catalog, over=work.found)


def rebuild(project: Path, processes: int = 1) -> None:
    """Build the editions in Markdown."""
    from pipeline.editions.build import build
    from pipeline.editions.publishing import Orders

    orders = Orders(
        project=project,
        folder=project / "out",
        paths=find_articles(project),
        languages=(TARGET,),
        all_languages=(TARGET,),
        formats=("md",),
        now=datetime.now(UTC),
    )
    build(orders, processes=processes)


def rewrite(project: Path, processes: int = 1) -> None:
    """Write the editions in Markdown, without a proof that they can be published and without a manifest."""
    for _ in share_out(partial(_rewrite, project), find_articles(project), processes):
        pass


def _rewrite(project: Path, path: Path) -> None:
    from pipeline.editions.edition import build_edition
    from pipeline.editions.writers.markdown import write

    article = read_article(path, project)
    catalog = find_catalog(catalog_path(project, TARGET, article.slug))
    edition = build_edition(article, catalog, TARGET)
    write_atomically(project / "out" / TARGET / f"{article.slug}.md", write(edition), lasting=False)


JOBS: dict[str, Callable[[Path, int], None]] = {"extract": extract, "rebuild": rebuild, "rewrite": rewrite}


def main() -> None:
    """Do a job on all articles of a project, in one process or several."""
    JOBS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))


if __name__ == "__main__":
    main()
