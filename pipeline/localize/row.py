"""What a run tells of a finished work, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipeline.catalog.carry import score_of
from pipeline.localize.job import ArticleRow
from pipeline.localize.work import Work, find_missing
from pipeline.model import Catalog, Dropped, State, Verdict
from pipeline.quality.inspection import Inspection


def make_row(work: Work, catalog: Catalog, inspections: Mapping[str, Inspection]) -> ArticleRow:
    """Count what became of a work, or would become of it if this were no dry run.

    :param catalog: its catalog as written
    """
    assert catalog.language
    states = Counter(entry.state for entry in catalog.entries)
    verdicts = Counter(score.verdict for score in map(score_of, catalog.entries) if score)
    makers = Counter(entry.provenance.engine for entry in catalog.entries if entry.provenance)
    blocks = work.article.document.blocks
    return ArticleRow(
        slug=work.article.slug,
        path=work.article.document.path,
        source_language=work.article.language,
        language=catalog.language,
        units=len(catalog.entries),
        reviewed=states[State.REVIEWED],
        missing=states[State.MISSING] - work.planned,
        reused=len(catalog.entries) - states[State.MISSING] - work.drafted,
        drafted=work.drafted + work.planned,
        keep=verdicts[Verdict.KEEP],
        review=verdicts[Verdict.REVIEW],
        redo=verdicts[Verdict.REDO],
        flagged=sum(bool(each.findings) for each in inspections.values()),
        waived=sum(len(each.waived) for each in inspections.values()),
        dropped=sum(isinstance(block, Dropped) and bool(block.text) for block in blocks),
        engine=work.engine,
        maker=next((engine for engine, _ in makers.most_common(1)), ""),
        wanting=tuple(dict.fromkeys(direction for _, direction in find_missing(work.article, catalog))),
        conflicts=work.conflicts,
        renumbered=work.renumbered,
    )
