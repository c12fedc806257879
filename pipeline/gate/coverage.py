"""Measure how much of an article is reviewed in a language: in units and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.catalog.step import pair_entries
from pipeline.catalog.tally import States, add_states, tally
from pipeline.languages.locales import same_language
from pipeline.model import Article, Catalog, Role, State

ROUNDING = 1e-9
"""0.9 is a little more than nine tenths in binary; nine units of ten must reach it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(States):
    """How far one article is in one language.

    ``headlines`` are those of its units that are headlines. ``gated`` is False for an article that is in this language
    already, and for one that was killed or archived.
    """

    slug: str
    language: str
    source_language: str
    headlines: States = field(default_factory=States)
    gated: bool = True

    @property
    def begun(self) -> bool:
        """Whether the gate looks at it and somebody reviewed a unit; what nobody has begun is held to no limit."""
        return self.gated and self.reviewed.units > 0

    @property
    def waits(self) -> bool:
        """Whether nobody has begun it."""
        return self.gated and self.total.units > 0 and not self.begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Total(States):
    """How far one language is, or the corpus (``language`` is empty), over the articles the gate looks at."""

    language: str
    articles: int
    source_articles: int
    """Articles left out: they are in this language already, or were killed or archived."""
    headlines: States = field(default_factory=States)
    waiting: tuple[str, ...] = ()
    """The slugs of the articles that nobody has begun."""
    waiting_units: int = 0


def measure(article: Article, catalog: Catalog | None, language: str) -> Coverage:
    """Count an article's reviewed, draft and missing units in a language; none where it has to be reviewed by nobody.

    :param catalog: its PO file in that language; None where there is none: everything is missing
    """
    needed = not same_language(article.language, language)
    counted = [
        (unit.role, unit.source, entry.state if entry else State.MISSING)
        for unit, entry in zip(article.units, pair_entries(article, catalog), strict=True)
        if needed
    ]
    states = tally((source, state) for _, source, state in counted)
    return Coverage(
        slug=article.slug,
        language=language,
        source_language=article.language,
        reviewed=states.reviewed,
        draft=states.draft,
        missing=states.missing,
        headlines=tally((source, state) for role, source, state in counted if role is Role.HEADLINE),
        gated=needed and not (article.document.metadata.killed or article.document.metadata.archived),
    )


def language_totals(coverages: Iterable[Coverage]) -> tuple[Total, ...]:
    """Add coverages up by language, in alphabetical order."""
    groups: defaultdict[str, list[Coverage]] = defaultdict(list)
    for coverage in coverages:
        groups[coverage.language].append(coverage)
    return tuple(add_coverages(language, groups[language]) for language in sorted(groups))


def corpus_total(coverages: Iterable[Coverage]) -> Total:
    """Add all coverages up."""
    return add_coverages("", tuple(coverages))


def most_open(coverages: Iterable[Coverage]) -> list[Coverage]:
    """Return the articles with something left to review: those begun first, and those with most."""
    left = [coverage for coverage in coverages if coverage.gated and coverage.share < 1]
    return sorted(left, key=lambda each: (each.waits, each.reviewed.units - each.total.units, each.slug))


def percent(share: float) -> int:
    """Round a share down to whole percent: 100 means all of it."""
    return int(share * 100 + ROUNDING)


def add_coverages(language: str, coverages: Sequence[Coverage]) -> Total:
    """Return the total of some articles in one language."""
    gated = [coverage for coverage in coverages if coverage.gated]
    states = add_states(gated)
    return Total(
        language=language,
        articles=len(gated),
        source_articles=len(coverages) - len(gated),
        reviewed=states.reviewed,
        draft=states.draft,
        missing=states.missing,
        headlines=add_states(coverage.headlines for coverage in gated),
        waiting=tuple(coverage.slug for coverage in gated if coverage.waits),
        waiting_units=sum(coverage.total.units for coverage in gated if coverage.waits),
    )
