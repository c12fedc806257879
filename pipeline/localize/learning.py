"""What a run knows before it begins: the reviewed texts and the names in all catalogs of the project."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from pipeline.catalog.approvals import stamp
from pipeline.catalog.po import read_catalog
from pipeline.errors import CatalogError
from pipeline.localize.job import Failure, Job, Learned
from pipeline.localize.records import CatalogRecord, is_unchanged, keep_file
from pipeline.localize.work import Work, fail
from pipeline.model import Catalog, State
from pipeline.project.paths import list_catalogs
from pipeline.quality.ledger import Ledger, LedgerBuilder, names_of
from pipeline.translate.memory.records import Record, digest_records, records_of

_Key = tuple[str, str]
"""Language and slug of a catalog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What all catalogs say: how they spell names, and ``reviewed``, a digest of all that is reviewed in the memory."""

    ledger: Ledger
    reviewed: str
    failures: tuple[Failure, ...]


def summarize(catalog: Catalog) -> Learned:
    """Return what a run must know of a catalog that it does not open."""
    records = list(records_of(catalog))
    return Learned(
        digest=digest_records(records),
        reviewed=_digest_reviewed(records),
        source_language=catalog.source_language,
        names=tuple(names_of(catalog)),
    )


def _digest_reviewed(records: Iterable[Record]) -> str:
    """Return a digest of the reviewed records; empty where there are none. Who reviewed, and when, changes nothing."""
    digest = hashlib.sha256()
    found = False
    for record in records:
        if record.state is State.REVIEWED:
            found = True
            fields = (record.source, record.target, str(record.direction), record.context)
            digest.update("\x1f".join(fields).encode() + b"\x1e")
    return digest.hexdigest() if found else ""


def learn(job: Job, works: Iterable[Work]) -> Knowledge:
    """Let the memory learn every catalog of the project, those in work as they are now; return what they say.

    With it come the accidents in single catalogs, whose names are not in it.

    What is reused, and what is shown beside it, must depend on the catalogs alone: not on which of them this run
    opens, nor on whether the memory was there. Catalogs are read one by one, and none is kept; those are not read that
    are as they were when a run last read or wrote them.
    """
    known: dict[_Key, Learned] = {}
    failures: list[Failure] = []

    def take(catalog: Catalog) -> Catalog:
        assert catalog.language
        key = (catalog.language, catalog.slug)
        try:
            known[key] = summarize(catalog)
        except Exception as error:  # noqa: BLE001 - an accident in one catalog stops no other
            failures.append(fail(error, job.project, *key))
        return catalog

    def read() -> Iterator[Catalog]:
        yield from (take(work.catalog) for work in works)
        for tag, slug, path in list_catalogs(job.project, job.languages):
            key = (tag, slug)
            if key not in known and key not in kept:
                with suppress(CatalogError):
                    file = keep_file(job.project, path)
                    yield take(stamp(read_catalog(path)))
                    if job.records and key in known and not job.dry_run:
                        job.records.put_catalogs([(key, CatalogRecord(file=file, learned=known[key]))])

    kept = _find_unchanged(job)
    job.memory.learn(read(), job.languages, kept)
    known = {**kept, **known}
    return Knowledge(ledger=_build_ledger(known), reviewed=_digest(job, known), failures=tuple(failures))


def _find_unchanged(job: Job) -> dict[_Key, Learned]:
    """Return what is known of the catalogs that are as they were, and that the memory holds so."""
    held = job.memory.catalogs() if job.records else {}
    project = f"{job.project}/"
    return {
        key: record.learned
        for key, record in (job.records.catalogs() if job.records else ())
        if key[0] in job.languages and held.get(key) == record.learned.digest and is_unchanged(project, record.file)
    }


def _build_ledger(known: dict[_Key, Learned]) -> Ledger:
    builder = LedgerBuilder()
    for (language, slug), learned in known.items():
        builder.add((learned.source_language, language), slug, learned.names)
    return builder.build()


def _digest(job: Job, known: dict[_Key, Learned]) -> str:
    """Return a digest of all that is reviewed, in whatever catalog, file or other project."""
    digest = hashlib.sha256(job.memory.others().encode())
    for key, learned in sorted(known.items()):
        if learned.reviewed:
            digest.update("\0".join((*key, learned.reviewed)).encode() + b"\1")
    return digest.hexdigest()
