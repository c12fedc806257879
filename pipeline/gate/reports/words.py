"""What the gate says in sentences, in every report for people alike."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import plural
from pipeline.gate.coverage import language_totals, percent
from pipeline.gate.limits import CoverageLimits, limited_shares
from pipeline.gate.result import GateResult


def verdict(result: GateResult) -> str:
    """Say whether the gate is open, why not, and what was checked."""
    checked = f"{plural(result.examined, 'reviewed unit')} checked" + (
        f", {result.waived:,} waived" if result.waived else ""
    )
    if result.passed:
        unlimited = "" if result.limits or result.ratchet else "; no least share is set"
        return f"the gate is open ({checked}{unlimited})"
    return f"the gate is closed: {plural(len(result.failures), 'problem')} ({checked})"


def asked_lines(result: GateResult) -> Iterator[str]:
    """Yield for each language with limits how far it is from them."""
    for total in language_totals(result.coverages):
        limits = result.limits.get(total.language, CoverageLimits())
        shares = limited_shares(limits)
        parts = [f"{share.noun} {percent(share.of(total))} % of {least:g} % asked" for share, least in shares]
        if limits.article is not None:
            parts.append(f"each article {limits.article:g} %")
        if parts and total.articles:
            yield f"{total.language}: {', '.join(parts)}"


def changed_lines(result: GateResult) -> Iterator[str]:
    """Yield for each language what changed since the version compared with."""
    if not result.ratchet:
        return
    since = f"since {result.ratchet.name}" + (f" ({result.ratchet.commit[:10]})" if result.ratchet.commit else "")
    for change in result.ratchet.changes:
        units = change.states.total.units
        if not units:
            yield f"{change.language}: nothing new {since}"
            continue
        asked = "" if change.least is None else f", {change.least:.4g} % asked"
        yield (
            f"{change.language}: {change.states.reviewed.units:,} of {plural(units, 'new or changed unit')} reviewed"
            f" {since} ({percent(change.states.share)} %{asked})"
        )
