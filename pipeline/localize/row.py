"""What a run tells of a finished work, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.catalog.carry import score_of
from pipeline.catalog.tally import tally
from pipeline.localize.job import ArticleRow
from pipeline.localize.work import Work, find_missing
from pipeline.model import Catalog, Dropped, Severity, State, Verdict
from pipeline.project.paths import catalog_path
from pipeline.quality.inspection import Inspection


def make_row(work: Work, catalog: Catalog, inspections: Mapping[str, Inspection]) -> ArticleRow:
    """Count what became of a work, or would become of it if this were no dry run.

    :param catalog: its catalog as written
    """
    assert catalog.language
    states = tally((entry.source, entry.state) for entry in catalog.entries)
    verdicts = Counter(score.verdict for score in map(score_of, catalog.entries) if score)
    blocks = work.article.document.blocks
    return ArticleRow(
        slug=work.article.slug,
        path=work.article.document.path,
        source_language=work.article.language,
        language=catalog.language,
        units=states.total.units,
        reviewed=states.reviewed.units,
        missing=states.missing.units - work.planned,
        reused=states.total.units - states.missing.units - work.drafted,
        drafted=work.drafted + work.planned,
        keep=verdicts[Verdict.KEEP],
        redo=verdicts[Verdict.REDO],
        flagged=sum(bool(each.findings) for each in inspections.values()),
        waived=sum(len(each.waived) for each in inspections.values()),
        dropped=sum(isinstance(block, Dropped) and bool(block.text) for block in blocks),
        engine=work.engine,
        wanting=tuple(dict.fromkeys(direction for _, direction in find_missing(work.article, catalog))),
        conflicts=work.conflicts,
        errors=() if work.article.document.metadata.archived else tuple(_find_errors(catalog, inspections)),
        renumbered=work.renumbered,
    )


def _find_errors(catalog: Catalog, inspections: Mapping[str, Inspection]) -> Iterator[str]:
    """Yield the errors in units that somebody reviewed."""
    assert catalog.language
    path = catalog_path(Path(), catalog.language, catalog.slug).as_posix()
    for entry in catalog.entries:
        if entry.state is State.REVIEWED and entry.context in inspections:
            errors = (each for each in inspections[entry.context].findings if each.severity is Severity.ERROR)
            yield from (f"{path} ({entry.context}): {error.check}: {error.message}" for error in errors)
