"""The gate as one JSON object on one line: for programs, and just as well a line of JSON Lines.

``check.schema.json`` beside this file describes it; keys are only ever added.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from pipeline.catalog.tally import States
from pipeline.gate.coverage import Coverage, Total, corpus_total, language_totals
from pipeline.gate.limits import CoverageLimits
from pipeline.gate.problems import Problem
from pipeline.gate.result import ChangedShare, GateResult, Ratchet

_DECIMALS = 2


def write(result: GateResult) -> str:
    """Write a gate's result as JSON; the order of keys is fixed."""
    totals = [*language_totals(result.coverages), corpus_total(result.coverages)]
    levels = {id(problem): level for level, problem in result.levels()}
    answer = {
        "passed": result.passed,
        "languages": [_of_language(total, result) for total in totals[:-1]],
        "corpus": _of_total(totals[-1]),
        "articles": [_of_article(coverage) for coverage in result.coverages],
        "failures": [_of_problem(problem, levels[id(problem)]) for problem in result.failures],
        "warnings": [_of_problem(problem, levels[id(problem)]) for problem in result.warnings],
        "notices": [_of_problem(problem, levels[id(problem)]) for problem in result.notices],
        "checked": {"units": result.examined, "waived": result.waived},
        "against": _of_ratchet(result.ratchet) if result.ratchet else None,
    }
    return json.dumps(answer, ensure_ascii=False) + "\n"


def _counts(covered: States) -> dict[str, object]:
    tallies = {
        "reviewed": covered.reviewed,
        "draft": covered.draft,
        "missing": covered.missing,
        "total": covered.total,
    }
    return {
        "units": {name: tally.units for name, tally in tallies.items()},
        "words": {name: tally.words for name, tally in tallies.items()},
        "reviewed_percent": _percent(covered.share),
        "reviewed_words_percent": _percent(covered.word_share),
    }


def _percent(share: float) -> float:
    return round(share * 100, _DECIMALS)


def _of_total(total: Total) -> dict[str, object]:
    return {
        "articles": total.articles,
        "source_articles": total.source_articles,
        **_counts(total),
        "headlines": _headlines(total),
        "not_begun": {"articles": len(total.waiting), "units": total.waiting_units},
    }


def _of_language(total: Total, result: GateResult) -> dict[str, object]:
    limits = result.limits.get(total.language, CoverageLimits())
    return {
        "language": total.language,
        **_of_total(total),
        "threshold_percent": limits.units,
        "thresholds": asdict(limits),
    }


def _of_article(coverage: Coverage) -> dict[str, object]:
    return {
        "slug": coverage.slug,
        "language": coverage.language,
        "source_language": coverage.source_language,
        "gated": coverage.gated,
        "begun": coverage.begun,
        **_counts(coverage),
        "headlines": _headlines(coverage),
    }


def _headlines(covered: Coverage | Total) -> dict[str, int]:
    return {"reviewed": covered.headlines.reviewed.units, "total": covered.headlines.total.units}


def _of_problem(problem: Problem, level: str) -> dict[str, object]:
    return {
        "level": level,
        "kind": problem.kind.value,
        "language": problem.language,
        "slug": problem.slug,
        "path": problem.path,
        "line": problem.line,
        "message": problem.message,
        "title": problem.title,
        "context": problem.context,
        "check": problem.check,
        "threshold": problem.limit,
        "setting": problem.setting,
        "fingerprint": problem.fingerprint,
    }


def _of_ratchet(ratchet: Ratchet) -> dict[str, object]:
    return {
        "revision": ratchet.name,
        "commit": ratchet.commit or None,
        "languages": [_of_change(change) for change in ratchet.changes],
    }


def _of_change(change: ChangedShare) -> dict[str, object]:
    return {
        "language": change.language,
        "changed": _counts(change.states),
        "base_percent": _percent(change.base),
        "threshold_percent": None if change.least is None else round(change.least, _DECIMALS),
    }
