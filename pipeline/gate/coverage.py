"""Measure how much of an article is reviewed in a language: in units and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.catalog.step import pair_entries
from pipeline.languages.locales import same_language
from pipeline.model import Article, Catalog, Role, State

ROUNDING = 1e-9
"""0.9 is a little more than nine tenths in binary; nine units of ten must reach it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAmount:
    """How much text: in units, and in words of the source."""

    units: int = 0
    words: int = 0

    def __add__(self, other: TextAmount) -> TextAmount:
        """Add all counts."""
        return TextAmount(units=self.units + other.units, words=self.words + other.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """Text by its state; the parts sum to the total."""

    reviewed: TextAmount = TextAmount()
    draft: TextAmount = TextAmount()
    missing: TextAmount = TextAmount()

    @property
    def total(self) -> TextAmount:
        """All of it."""
        return self.reviewed + self.draft + self.missing

    @property
    def share(self) -> float:
        """Reviewed units of all, 0-1; 1 where there is nothing to review."""
        return _share(self.reviewed.units, self.total.units)

    @property
    def word_share(self) -> float:
        """Words of reviewed units of all words, 0-1."""
        return _share(self.reviewed.words, self.total.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(States):
    """How far one article is in one language.

    ``headlines`` are those of its units that are headlines. ``gated`` is False for an article that is in this language
    already and needs no sign-off, and for one that was killed or archived.
    """

    slug: str
    language: str
    source_language: str
    headlines: States = States()
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
    headlines: States = States()
    waiting: tuple[str, ...] = ()
    """The slugs of the articles that nobody has begun."""
    waiting_units: int = 0


def word_count(text: str) -> int:
    """Count the words of a text: what stands between spaces and holds a letter or a digit."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def count(units: Iterable[tuple[State, TextAmount]]) -> States:
    """Add units up by their state."""
    sums = dict.fromkeys(State, TextAmount())
    for state, one in units:
        sums[state] += one
    return States(reviewed=sums[State.REVIEWED], draft=sums[State.DRAFT], missing=sums[State.MISSING])


def measure(article: Article, catalog: Catalog | None, language: str) -> Coverage:
    """Count an article's reviewed, draft and missing units in a language; none where it has to be reviewed by nobody.

    :param catalog: its PO file in that language; None where there is none: everything is missing
    """
    needed = not same_language(article.language, language)
    counted = [
        (
            unit.role,
            entry.state if entry else State.MISSING,
            TextAmount(units=1, words=word_count(unit.source)),
        )
        for unit, entry in zip(article.units, pair_entries(article, catalog), strict=True)
        if needed
    ]
    states = count((state, one) for _, state, one in counted)
    return Coverage(
        slug=article.slug,
        language=language,
        source_language=article.language,
        reviewed=states.reviewed,
        draft=states.draft,
        missing=states.missing,
        headlines=count((state, one) for role, state, one in counted if role is Role.HEADLINE),
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


def add_states(parts: Iterable[States]) -> States:
    """Add texts up, state by state."""
    every = tuple(parts)
    return States(
        reviewed=sum((part.reviewed for part in every), TextAmount()),
        draft=sum((part.draft for part in every), TextAmount()),
        missing=sum((part.missing for part in every), TextAmount()),
    )


def _share(reviewed: float, total: float) -> float:
    return reviewed / total if total else 1.0


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
