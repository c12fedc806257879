"""The gate in Markdown: the summary that GitHub shows beside a run, or a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.errors import plural
from pipeline.gate.coverage import Coverage, Total, corpus_total, language_totals, most_open, percent
from pipeline.gate.limits import CoverageLimits, limited_shares
from pipeline.gate.problems import KINDS, Problem, ProblemKind
from pipeline.gate.reports.words import changed_lines, verdict, waiting_lines, waive_lines
from pipeline.gate.result import GateResult

_BAR = 10
"""Squares of a bar."""
_PROBLEMS = 20
_ARTICLES = 50
"""So many are listed; GitHub cuts a summary at 1 MiB, and nobody reads as far."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


def write(result: GateResult) -> str:
    """Write a gate's result as GitHub-flavoured Markdown."""
    mark = "✅" if result.passed else "❌"
    head = f"## {mark} newsloc: {escape(verdict(result))}"
    waive = map(escape, waive_lines((*result.failures, *result.warnings)))
    parts = (head, *_told(result), _languages(result), *_to_do(result), *_notices(result), *waive, *_articles(result))
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Escape what Markdown or HTML would take for markup, and join lines."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def bar(share: float) -> str:
    """Draw a share as a bar of squares; full means all of it, and any non-zero share shows at least one square."""
    filled = max(int(share * _BAR), 1 if share else 0)
    return "█" * filled + "░" * (_BAR - filled)


def _told(result: GateResult) -> Iterator[str]:
    lines = [f"- {escape(line)}" for line in (*changed_lines(result), *waiting_lines(result))]
    if lines:
        yield "\n".join(lines)


def _languages(result: GateResult) -> str:
    totals = list(language_totals(result.coverages))
    rows = [
        _row(total, total.language, _asked(result.limits.get(total.language, CoverageLimits()))) for total in totals
    ]
    if len(totals) > 1:
        rows.append(_row(corpus_total(result.coverages), "**all**", ""))
    return _table("language", "asked", rows)


def _row(covered: Coverage | Total, name: str, last: str) -> tuple[str, ...]:
    if isinstance(covered, Coverage) and covered.waits:
        name = f"{name} (not begun)"
    if not covered.total.units:
        return (name, "", "nothing to review", "", "", "", last)
    return (
        name,
        f"`{bar(covered.share)}`",
        f"**{percent(covered.share)} %** ({covered.reviewed.units:,} of {covered.total.units:,})",
        f"{covered.draft.units:,}",
        f"{covered.missing.units:,}",
        f"{percent(covered.word_share)} %",
        last,
    )


def _asked(limits: CoverageLimits) -> str:
    parts = [f"{share.noun} {least:g} %" for share, least in limited_shares(limits)]
    parts += [f"each article {limits.article:g} %"] if limits.article is not None else []
    return ", ".join(parts)


def _to_do(result: GateResult) -> Iterator[str]:
    if not result.failures:
        return
    yield "### What to do"
    yield from _by_kind(result.failures)


def _by_kind(all_problems: Sequence[Problem]) -> Iterator[str]:
    for kind in ProblemKind:
        problems = [problem for problem in all_problems if problem.kind is kind]
        if problems:
            yield f"**{KINDS[kind].title}** ({len(problems)}). {escape(KINDS[kind].help)}"
            yield _list(problems)


def _notices(result: GateResult) -> Iterator[str]:
    if result.notices or result.warnings:
        yield "### Does not close the gate"
        yield from _by_kind(result.warnings)
    if result.notices:
        yield _list(result.notices)


def _list(problems: Sequence[Problem]) -> str:
    lines = [f"- {escape(problem.explanation)}" for problem in problems[:_PROBLEMS]]
    if len(problems) > _PROBLEMS:
        lines.append(f"- … and {len(problems) - _PROBLEMS:,} more")
    return "\n".join(lines)


def _articles(result: GateResult) -> Iterator[str]:
    """List the articles with most left to do, folded away."""
    open_ = most_open(result.coverages)
    if not open_:
        return
    rows = [_row(coverage, escape(coverage.slug), coverage.language) for coverage in open_[:_ARTICLES]]
    more = f"\n\n… and {len(open_) - _ARTICLES} more" if len(open_) > _ARTICLES else ""
    table = _table("article", "into", rows)
    summary = f"{plural(len(open_), 'catalog')} with something left to review"
    yield f"<details><summary>{summary}</summary>\n\n{table}{more}\n\n</details>"


def _table(first: str, last: str, rows: Sequence[tuple[str, ...]]) -> str:
    head = (first, "reviewed", "", "draft", "missing", "words", last)
    rule = ("---", "---", "---", "--:", "--:", "--:", "---")
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
