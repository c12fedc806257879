"""The limits of the gate: the least shares of a language, and who stays below them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from pipeline.gate.coverage import ROUNDING, Coverage, Total, language_totals, percent
from pipeline.gate.problems import Problem, ProblemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLimits:
    """The least shares of one language, in percent; None asks for nothing.

    ``units``, ``words`` and ``weighted`` (by risk) are of all its articles together, ``headline`` of their headlines;
    ``article`` is of the units of each article.
    """

    units: float | None = None
    words: float | None = None
    weighted: float | None = None
    headline: float | None = None
    article: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One way to measure a language: its name in the settings, what it counts, and how."""

    name: str
    noun: str
    reviewed: Callable[[Coverage | Total], float]
    total: Callable[[Coverage | Total], float]

    def of(self, covered: Coverage | Total) -> float:
        """Return the share, 0-1; 1 where there is nothing to review."""
        total = self.total(covered)
        return self.reviewed(covered) / total if total else 1.0


SHARES: tuple[Share, ...] = (
    Share(name="units", noun="units", reviewed=lambda c: c.reviewed.units, total=lambda c: c.total.units),
    Share(name="words", noun="words", reviewed=lambda c: c.reviewed.words, total=lambda c: c.total.words),
    Share(name="weighted", noun="risk points", reviewed=lambda c: c.reviewed.weight, total=lambda c: c.total.weight),
    Share(
        name="headline",
        noun="headlines",
        reviewed=lambda c: c.headlines.reviewed.units,
        total=lambda c: c.headlines.total.units,
    ),
)
"""What a limit may be set on; ``article`` is held to the first, article by article."""
NAMES = tuple(each.name for each in fields(CoverageLimits))


def least_of(limits: CoverageLimits, name: str) -> float | None:
    """Return one limit by its name."""
    value: float | None = getattr(limits, name)
    return value


def setting_of(language: str, name: str, least: float) -> str:
    """Return the setting of a limit as a project may write it."""
    return f"coverage.{language}.{name} = {least:g}"


def short_of(reviewed: float, total: float, least: float) -> float:
    """Return how much more has to be reviewed to reach a limit in percent; 0 where it is reached."""
    wanted = least / 100 * total
    return 0 if reviewed >= wanted - ROUNDING else wanted - reviewed


def tell_shares(reviewed: float, total: float, noun: str, asked: str, least: float) -> str:
    """Say how many of some texts are reviewed, what is asked for, and how many are left to review."""
    share, left = percent(reviewed / total), math.ceil(short_of(reviewed, total, least) - ROUNDING)
    return f"{reviewed:,g} of {total:,g} {noun} are reviewed ({share} %), {asked}; review {left:,} more"


def hold(coverages: Sequence[Coverage], limits: Mapping[str, CoverageLimits]) -> Iterator[Problem]:
    """Yield a problem for each limit that a language, or one of its articles, stays below."""
    totals = {total.language: total for total in language_totals(coverages)}
    for language, wanted in sorted(limits.items()):
        total = totals.get(language)
        if total is None:
            yield from _unmeasured(language, wanted)
            continue
        yield from _below(total, language, wanted)
        if wanted.article is not None:
            for coverage in coverages:
                if coverage.language == language and coverage.gated:
                    yield from _article_below(coverage, wanted.article)


def _below(total: Total, language: str, limits: CoverageLimits) -> Iterator[Problem]:
    for share in SHARES:
        least = least_of(limits, share.name)
        reviewed, whole = share.reviewed(total), share.total(total)
        if least is None or not short_of(reviewed, whole, least):
            continue
        told = tell_shares(reviewed, whole, share.noun, f"the gate asks for {least:g} %", least)
        yield Problem(
            kind=ProblemKind.SHARE,
            language=language,
            limit=share.name,
            setting=setting_of(language, share.name, least),
            message=f"{language}: {told}",
        )


def _article_below(coverage: Coverage, least: float) -> Iterator[Problem]:
    reviewed, total = coverage.reviewed.units, coverage.total.units
    if short_of(reviewed, total, least):
        told = tell_shares(reviewed, total, "units", f"the gate asks for {least:g} % of each article", least)
        yield Problem(
            kind=ProblemKind.SHARE,
            language=coverage.language,
            slug=coverage.slug,
            limit="article",
            setting=setting_of(coverage.language, "article", least),
            message=f"{coverage.language}: {coverage.slug}: {told}",
        )


def _unmeasured(language: str, limits: CoverageLimits) -> Iterator[Problem]:
    """Name a limit for a language that nothing is measured in: it must not pass unseen."""
    asked = [(name, least) for name in NAMES if (least := least_of(limits, name))]
    if asked:
        name, least = asked[0]
        yield Problem(
            kind=ProblemKind.SHARE,
            language=language,
            limit=name,
            setting=setting_of(language, name, least),
            message=(
                f"{language}: the gate asks for {least:g} %, but no article was measured in it; "
                "add it to languages and run newsloc localize, or drop its threshold"
            ),
        )
