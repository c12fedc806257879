"""The gate as one JSON object on one line: for programs, and just as well a line of JSON Lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.coverage import corpus_total, language_totals

if TYPE_CHECKING:
    from pipeline.coverage import Coverage, GateFailure, GateResult, Total

_DECIMALS = 2


def write(result: GateResult) -> str:
    """Write a gate's result as JSON; the order of keys is fixed."""
    totals = [*language_totals(result.coverages), corpus_total(result.coverages)]
    answer = {
        "passed": result.passed,
        "languages": [
            {**_of_total(total), "threshold_percent": result.thresholds.get(total.language or "")}
            for total in totals[:-1]
        ],
        "corpus": _of_total(totals[-1]),
        "articles": [_of_article(coverage) for coverage in result.coverages],
        "failures": [_of_failure(failure) for failure in result.failures],
    }
    return json.dumps(answer, ensure_ascii=False) + "\n"


def _counts(covered: Coverage | Total) -> dict[str, object]:
    tallies = {
        "reviewed": covered.reviewed,
        "draft": covered.draft,
        "missing": covered.missing,
        "total": covered.total,
    }
    return {
        "units": {name: tally.units for name, tally in tallies.items()},
        "words": {name: tally.words for name, tally in tallies.items()},
        "reviewed_percent": round(covered.share * 100, _DECIMALS),
    }


def _of_total(total: Total) -> dict[str, object]:
    named = {"language": total.language} if total.language else {}
    return {**named, "articles": total.articles, "source_articles": total.source_articles, **_counts(total)}


def _of_article(coverage: Coverage) -> dict[str, object]:
    return {
        "slug": coverage.slug,
        "language": coverage.language,
        "source_language": coverage.source_language,
        "gated": coverage.gated,
        **_counts(coverage),
    }


def _of_failure(failure: GateFailure) -> dict[str, object]:
    return {
        "kind": failure.kind.value,
        "language": failure.language,
        "slug": failure.slug,
        "path": failure.path,
        "line": failure.line,
        "message": failure.message,
    }
