"""Articles that need nothing: told by the records of earlier runs, and left closed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from pipeline import __version__
from pipeline.localize.job import ArticleRow, FileState, Job
from pipeline.localize.opening import OpenedArticle
from pipeline.localize.records import ArticleRecord, CatalogRecord, Keeper, is_unchanged, keep_file
from pipeline.project.paths import catalog_path, template_path


def digest_job(job: Job) -> str:
    """Return a digest of all that a catalog depends on beside files and the memory: version, settings, glossary."""
    parts = (
        __version__,
        job.languages,
        job.rules,
        job.front_matter,
        job.due,
        job.glossary.signature,
        job.judging.identity if job.judging else "",
    )
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


def find_steady(job: Job, paths: Sequence[Path]) -> dict[Path, ArticleRecord]:
    """Return the articles whose files are as a run of this job left them: their catalogs say what merging would.

    The records come without the files, which take most of the memory.
    """
    if job.records is None or job.redraft:
        return {}
    made_by = digest_job(job)
    by_name = {path.as_posix(): path for path in paths}
    project = "" if job.project == Path() else f"{job.project}/"  # the paths in a project of this folder begin so
    return {
        by_name[project + record.path]: replace(record, files=())
        for record in job.records.articles()
        if record.job == made_by
        and project + record.path in by_name
        and all(is_unchanged(project, file) for file in record.files)
    }


def is_settled(job: Job, record: ArticleRecord, reviewed: str) -> bool:
    """Tell whether a steady article needs nothing.

    :param reviewed: the digest of all that is reviewed anywhere
    """
    return record.reviewed == reviewed and not any(map(job.translates, record.pseudo))


def make_recorder(job: Job, reviewed: str) -> Recorder | None:
    """Return what records the articles of a run; None where no records are kept.

    :param reviewed: the digest of all that is reviewed anywhere
    """
    if job.records is None or job.dry_run:
        return None
    return Recorder(job=job, keeper=job.records, made_by=digest_job(job), reviewed=reviewed)


@dataclass(slots=True, kw_only=True)
class _Begun:
    """An article on its way: how many of its works are to come, and those that came."""

    sources: tuple[FileState, ...]
    left: int
    rows: list[ArticleRow] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Records articles as their last works come; one of which a work fails is not recorded."""

    job: Job
    keeper: Keeper
    made_by: str
    reviewed: str
    """The digest of all that is reviewed anywhere, when the run began."""
    _begun: dict[str, _Begun] = field(default_factory=dict)

    def begin(self, opened: OpenedArticle) -> None:
        """Expect the works of an article."""
        article, works = opened.article, len(opened.works)
        template = keep_file(self.job.project, template_path(self.job.project, article.slug))
        self._begun[article.slug] = _Begun(sources=(opened.source, template), left=works)
        if not works:
            self._record(article.slug)

    def take(self, row: ArticleRow) -> ArticleRow:
        """Take a finished work; return its row without what only the records hold."""
        if row.receipt:
            key, file = (row.language, row.slug), row.receipt.files[0]
            self.keeper.put_catalogs([(key, CatalogRecord(file=file, learned=row.receipt.learned))])
        if begun := self._begun.get(row.slug):
            begun.rows.append(row)
            begun.left -= 1
            if not begun.left:
                self._record(row.slug)
        return replace(row, receipt=None)

    def _record(self, slug: str) -> None:
        begun = self._begun.pop(slug)
        receipts = [row.receipt for row in begun.rows if row.receipt]
        if not all(receipt.settled for receipt in receipts) or (self.job.judging and not self.job.judging.is_complete):
            return
        project, languages = self.job.project, {row.language for row in begun.rows}
        absent = [catalog_path(project, tag, slug) for tag in self.job.languages if tag not in languages]
        rows = (
            replace(row, reused=row.reused + row.drafted, drafted=0, engine="-", receipt=None) for row in begun.rows
        )
        record = ArticleRecord(
            path=begun.sources[0].name,
            files=(
                *begun.sources,
                *(keep_file(project, path) for path in absent),
                *(file for receipt in receipts for file in receipt.files),
            ),
            job=self.made_by,
            reviewed=self.reviewed,
            rows=tuple(rows),
            pseudo=tuple(dict.fromkeys(direction for receipt in receipts for direction in receipt.pseudo)),
        )
        self.keeper.put_article(slug, record)
