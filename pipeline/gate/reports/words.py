"""What the gate says in sentences, in every report for people alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.errors import plural
from pipeline.gate.coverage import language_totals, percent
from pipeline.gate.limits import CoverageLimits, limited_shares
from pipeline.gate.problems import FOUND, WAIVE, Problem
from pipeline.gate.result import GateResult

_NAMED = 5
"""So many articles that nobody has begun are named in a line."""


def verdict(result: GateResult) -> str:
    """Say whether the gate is open, why not, what was checked, and how many warnings there are."""
    waived = f", {result.waived:,} waived" if result.waived else ""
    warned = f", {plural(len(result.warnings), 'warning')}" if result.warnings else ""
    checked = f"{plural(result.examined, 'reviewed unit')} checked{waived}{warned}"
    if result.passed:
        unlimited = "" if result.limits or result.ratchet else "; no least share is set"
        return f"the gate is open ({checked}{unlimited})"
    return f"the gate is closed: {plural(len(result.failures), 'problem')} ({checked})"


def waive_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield once what to do where a check is wrong, if one found something."""
    if any(problem.kind in FOUND for problem in problems):
        yield WAIVE


def asked_lines(result: GateResult) -> Iterator[str]:
    """Yield for each language with limits how far the articles begun are from them."""
    for total in language_totals(coverage for coverage in result.coverages if coverage.begun):
        limits = result.limits.get(total.language, CoverageLimits())
        shares = limited_shares(limits)
        parts = [f"{share.noun} {percent(share.of(total))} % of {least:g} % asked" for share, least in shares]
        if limits.article is not None:
            parts.append(f"each article {limits.article:g} %")
        if parts:
            yield f"{total.language}: {', '.join(parts)}"


def waiting_lines(result: GateResult) -> Iterator[str]:
    """Yield for each language the articles that nobody has begun."""
    for total in language_totals(result.coverages):
        if total.waiting:
            count, left = len(total.waiting), len(total.waiting) - _NAMED
            named = ", ".join(total.waiting[:_NAMED]) + (f" and {left:,} more" if left > 0 else "")
            units = plural(total.waiting_units, "unit")
            yield f"{total.language}: {plural(count, 'article')} ({units}) not begun, held to no limit: {named}"


def changed_lines(result: GateResult) -> Iterator[str]:
    """Yield for each language what changed since the version compared with."""
    if not result.ratchet:
        return
    since = f"since {result.ratchet.name}" + (f" ({result.ratchet.commit[:10]})" if result.ratchet.commit else "")
    for change in result.ratchet.changes:
        units = change.states.total.units
        if not units:
            yield f"{change.language}: nothing new in articles begun {since}"
            continue
        asked = "" if change.least is None else f", {change.least:.4g} % asked"
        yield (
            f"{change.language}: {change.states.reviewed.units:,} of {plural(units, 'new or changed unit')} reviewed"
            f" {since} ({percent(change.states.share)} %{asked})"
        )
