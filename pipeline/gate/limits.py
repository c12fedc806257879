"""The limits of the gate: the least shares of a language, and who stays below them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from pipeline.gate.coverage import ROUNDING, Coverage, Total, add_coverages, percent
from pipeline.gate.problems import Problem, ProblemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLimits:
    """The least shares of one language, in percent; None asks for nothing.

    ``units`` and ``words`` are of all its articles that somebody has begun, ``headline`` of their headlines;
    ``article`` is of the units of each of them.
    """

    units: float | None = None
    words: float | None = None
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
    Share(
        name="headline",
        noun="headlines",
        reviewed=lambda c: c.headlines.reviewed.units,
        total=lambda c: c.headlines.total.units,
    ),
)
"""What a limit may be set on; ``article`` is held to the first, article by article."""
NAMES = tuple(each.name for each in fields(CoverageLimits))


def limited_shares(limits: CoverageLimits) -> Iterator[tuple[Share, float]]:
    """Yield the shares of a whole language that have a limit, with it."""
    yield from ((share, least) for share in SHARES if (least := getattr(limits, share.name)) is not None)


def setting_of(language: str, name: str, least: float) -> str:
    """Return the setting of a limit as a project may write it."""
    return f"coverage.{language}.{name} = {least:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The version compared with, where only what changed since is held to the limits: no more is asked than it had.

    ``shares`` are its own, 0-1, by the name of the limit; one that it lacks asks for the whole limit.
    """

    name: str
    shares: Mapping[str, float]


def hold(coverages: Sequence[Coverage], limits: Mapping[str, CoverageLimits]) -> Iterator[Problem]:
    """Yield a problem for each limit that the articles begun in a language, or one of them, stay below."""
    for language, wanted in sorted(limits.items()):
        own = [coverage for coverage in coverages if coverage.language == language]
        begun = [coverage for coverage in own if coverage.begun]
        if not own:
            yield from _unmeasured(language, wanted)
        yield from hold_language(add_coverages(language, begun), wanted)
        for coverage in begun:
            yield from hold_article(coverage, wanted)


def hold_language(total: Total, limits: CoverageLimits, former: Former | None = None) -> Iterator[Problem]:
    """Yield a problem for each limit that a language stays below."""
    for share, limit in limited_shares(limits):
        yield from _below(total, share, limit, former)


def hold_article(coverage: Coverage, limits: CoverageLimits, former: Former | None = None) -> Iterator[Problem]:
    """Yield a problem if an article stays below the limit of each article."""
    if limits.article is not None:
        yield from _below(coverage, replace(SHARES[0], name="article"), limits.article, former)


def _below(covered: Coverage | Total, share: Share, limit: float, former: Former | None) -> Iterator[Problem]:
    """Yield a problem if too little is reviewed."""
    least = min(limit, former.shares.get(share.name, 1.0) * 100) if former else limit
    reviewed, total = share.reviewed(covered), share.total(covered)
    left = least / 100 * total - reviewed
    if left <= ROUNDING:
        return
    slug, language = (covered.slug if isinstance(covered, Coverage) else None), covered.language
    where = f"{language}: {slug}" if slug else language
    texts = f"{share.noun} new or changed since {former.name}" if former else share.noun
    told = f"{reviewed:,g} of {total:,g} {texts} are reviewed ({percent(reviewed / total)} %)"
    asked = _asked(least, limit, former, of=" of each article" if slug else "")
    yield Problem(
        kind=ProblemKind.CHANGED if former else ProblemKind.SHARE,
        language=language,
        slug=slug,
        limit=share.name,
        setting=setting_of(language, share.name, limit),
        message=f"{where}: {told}, {asked}; review {math.ceil(left - ROUNDING):,} more",
    )


def _asked(least: float, limit: float, former: Former | None, *, of: str) -> str:
    if former and least < limit:
        return f"and {least:.4g} % of all were in {former.name} (the limit is {limit:g} %)"
    return f"the gate asks for {limit:g} %{'' if former else of}"


def _unmeasured(language: str, limits: CoverageLimits) -> Iterator[Problem]:
    """Name a limit for a language that nothing is measured in: it must not pass unseen."""
    asked = [(name, least) for name in NAMES if (least := getattr(limits, name))]
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
