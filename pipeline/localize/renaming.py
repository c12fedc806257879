"""Renamed articles, before a run: their catalogs go with them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from pipeline.catalog.renames import find_renames, move_catalogs
from pipeline.errors import CatalogError, few
from pipeline.localize.job import Failure, Job, Observer
from pipeline.project.paths import LOCALES, slug_at, template_path


def follow_renames(job: Job, paths: Sequence[Path], observer: Observer) -> Generator[Failure, None, list[Path]]:
    """Move the catalogs of renamed articles; yield why some cannot be localized, and return those that can.

    All shards look at all articles and move what any of them found, so that none begins before the names are right;
    each tells of its own articles.
    """
    renames = find_renames(job.project, paths, job.front_matter)
    ready = [path for path in paths if path not in renames.unclear]
    for path, reason in renames.unclear.items():
        if job.shard.holds(slug_at(path, job.project)):
            shown = path.relative_to(job.project).as_posix()
            yield Failure(message=f"{shown}: {reason}", path=shown, failed=True)
    for old, new in renames.renamed.items():
        moved, failures = _follow(job, old, new)
        ready = ready if moved else [path for path in ready if slug_at(path, job.project) != new]
        if job.shard.holds(new):
            yield from failures
            if moved:
                told = "would be" if job.dry_run else "were"
                observer.say(f"{old} is called {new} now: its catalogs {told} moved")
    gone = filter(job.shard.holds, renames.abandoned)
    kept = f"its article is gone; its catalogs stay in {LOCALES}/ until you delete them"
    for line in few([f"{slug}: {kept}" for slug in gone], "articles are gone"):
        observer.say(line)
    return ready


def _follow(job: Job, old: str, new: str) -> tuple[bool, list[Failure]]:
    """Move the catalogs of one renamed article; return whether it can be localized, and what could not be moved."""
    if job.dry_run:
        return True, []
    shown = template_path(Path(), new).as_posix()
    try:
        left = move_catalogs(job.project, old, new)
    except CatalogError as error:
        return False, [Failure(message=str(error), path=shown, failed=True)]
    return True, [Failure(message=message, path=shown, failed=True) for message in left]
