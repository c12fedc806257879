"""Turn the rows of a run into what the HTML report shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.localize.report import ReportArticle, ReportUnit
from pipeline.localize.works import Row
from pipeline.model import Dropped, Entry, Finding
from pipeline.translate.engines import QUALITY


def report_articles(rows: Sequence[Row]) -> list[ReportArticle]:
    """Return a section for each article and language that is a translation."""
    return [_report_article(row) for row in rows if row.is_translation]


def _report_article(row: Row) -> ReportArticle:
    assert row.catalog.language
    blocks = row.article.document.blocks
    engine = _engine(row)
    return ReportArticle(
        slug=row.article.slug,
        source_language=row.article.language,
        target_language=row.catalog.language,
        engine=engine,
        quality=QUALITY.get(engine, ""),
        units=tuple(
            _report_unit(entry, row.findings[entry.context], row.waived.get(entry.context, ()))
            for entry in row.catalog.entries
        ),
        reused=row.reused,
        drafted=row.drafted,
        dropped=tuple(block for block in blocks if isinstance(block, Dropped)),
    )


def _engine(row: Row) -> str:
    """Name the engine behind most of the drafts, whichever run made them."""
    drafts = (entry.provenance.engine for entry in row.catalog.entries if entry.provenance)
    return next((engine for engine, _ in Counter(drafts).most_common(1)), "")


def _report_unit(entry: Entry, findings: tuple[Finding, ...], waived: tuple[Finding, ...]) -> ReportUnit:
    return ReportUnit(
        context=entry.context,
        role=entry.role,
        source=entry.source,
        target=entry.target,
        state=entry.state,
        score=entry.provenance.score if entry.provenance else None,
        verdict=entry.provenance.verdict if entry.provenance else None,
        findings=findings,
        waived=waived,
    )
