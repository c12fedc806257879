"""What a run knows before it begins: the reviewed texts and the names in all catalogs of the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from pipeline.catalog.po import read_catalog
from pipeline.errors import CatalogError
from pipeline.localize.job import Failure, Job
from pipeline.localize.work import Work, fail
from pipeline.model import Catalog
from pipeline.project.paths import catalog_path
from pipeline.quality.ledger import Ledger, LedgerBuilder


def learn(job: Job, works: Iterable[Work]) -> tuple[Ledger, tuple[Failure, ...]]:
    """Let the memory learn every catalog of the project, those in work as they are now; return the ledger of names.

    With it come the accidents in single catalogs, whose names are not in it.

    What is reused, and what is shown beside it, must depend on the catalogs alone: not on which of them this run
    opens, nor on whether the memory was there. Catalogs are read one by one, and none is kept.
    """
    builder = LedgerBuilder()
    failures: list[Failure] = []

    def read() -> Iterator[Catalog]:
        for catalog in _read_all(job, works):
            try:
                builder.add(catalog)
            except Exception as error:  # noqa: BLE001 - an accident in one catalog stops no other
                failures.append(fail(error, job.project, catalog.language, catalog.slug))
            yield catalog

    job.memory.learn(read(), job.languages)
    return builder.build(), tuple(failures)


def _read_all(job: Job, works: Iterable[Work]) -> Iterator[Catalog]:
    """Yield the catalogs of a project, those in work first; skip unreadable ones, which the run reports."""
    known: set[tuple[str | None, str]] = set()
    for work in works:
        known.add((work.catalog.language, work.catalog.slug))
        yield work.catalog
    for tag in job.languages:
        folder = catalog_path(job.project, tag, "x").parent
        for path in sorted(folder.rglob("*.po")):
            if (tag, path.relative_to(folder).with_suffix("").as_posix()) not in known:
                with suppress(CatalogError):
                    yield read_catalog(path)
