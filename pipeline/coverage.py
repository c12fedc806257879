"""Measure how much of an article is reviewed in a language, and say whether that is enough to ship."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.locales import language_of
from pipeline.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.model import Article, Catalog, Entry

_SHOWN = 60
"""Characters of a sentence that a message quotes."""
_ROUNDING = 1e-9
"""0.9 is a little more than nine tenths in binary; nine units of ten must reach it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much text: in units, and in words of the source."""

    units: int = 0
    words: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Add both counts."""
        return Tally(units=self.units + other.units, words=self.words + other.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """Text by its state; the parts sum to the total."""

    reviewed: Tally
    draft: Tally
    missing: Tally

    @property
    def total(self) -> Tally:
        """All of it."""
        return self.reviewed + self.draft + self.missing

    @property
    def share(self) -> float:
        """Reviewed units of all, 0-1; 1 where there is nothing to review."""
        return _share(self.reviewed, self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(States):
    """How far one article is in one language.

    ``gated`` is False for an article that is in this language already and needs no sign-off.
    """

    slug: str
    language: str
    source_language: str
    gated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Total(States):
    """How far one language is, or the corpus (``language`` is None), over the articles the gate looks at."""

    language: str | None
    articles: int
    source_articles: int
    """Articles left out, because they are in this language already."""


class Failure(StrEnum):
    """Why the gate is closed."""

    SHARE = "share"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFailure:
    """One reason not to ship. ``path`` and ``line`` point at what to look at, where there is such a place."""

    kind: Failure
    language: str
    message: str
    slug: str | None = None
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What ``check`` reports: every coverage, the limits in percent by language, and what failed."""

    coverages: tuple[Coverage, ...]
    thresholds: Mapping[str, float]
    failures: tuple[GateFailure, ...]

    @property
    def passed(self) -> bool:
        """Whether the gate is open."""
        return not self.failures


def is_source_language(source_language: str, language: str) -> bool:
    """Tell whether an article is in a language already; a region does not make it another language."""
    return language_of(source_language) == language_of(language)


def word_count(text: str) -> int:
    """Count the words of a text: what stands between spaces and holds a letter or a digit."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def pair_entries(article: Article, catalog: Catalog | None) -> tuple[Entry | None, ...]:
    """Return each unit's entry, or None where the catalog has none for its text.

    Equal texts are paired in order. In a catalog that is in step with its article this is entry by entry; in another
    one an unchanged sentence still finds its translation, and a changed one never gets the translation of its old text.
    """
    waiting: defaultdict[str, deque[Entry]] = defaultdict(deque)
    for entry in catalog.entries if catalog else ():
        waiting[entry.source].append(entry)
    return tuple(waiting[unit.source].popleft() if waiting[unit.source] else None for unit in article.units)


def measure(article: Article, catalog: Catalog | None, language: str, *, sign_off: bool = False) -> Coverage:
    """Count an article's reviewed, draft and missing units in a language.

    :param catalog: its PO file in that language; None where there is none: everything is missing
    :param sign_off: whether an article in its own language has to be reviewed as well
    """
    counts = dict.fromkeys(State, Tally())
    for unit, entry in zip(article.units, pair_entries(article, catalog), strict=True):
        state = entry.state if entry else State.MISSING
        counts[state] += Tally(units=1, words=word_count(unit.source))
    return Coverage(
        slug=article.slug,
        language=language,
        source_language=article.language,
        reviewed=counts[State.REVIEWED],
        draft=counts[State.DRAFT],
        missing=counts[State.MISSING],
        gated=sign_off or not is_source_language(article.language, language),
    )


def language_totals(coverages: Iterable[Coverage]) -> tuple[Total, ...]:
    """Add coverages up by language, in alphabetical order."""
    groups: defaultdict[str, list[Coverage]] = defaultdict(list)
    for coverage in coverages:
        groups[coverage.language].append(coverage)
    return tuple(_total(language, groups[language]) for language in sorted(groups))


def corpus_total(coverages: Iterable[Coverage]) -> Total:
    """Add all coverages up."""
    return _total(None, tuple(coverages))


def find_stale(article: Article, catalog: Catalog | None, language: str, path: str) -> GateFailure | None:
    """Say where a catalog is out of step with its article, or return None.

    :param path: the PO file, as a message names it
    """
    if catalog is None:
        message = f"{path}: there is no catalog for {article.document.path}; run newsloc localize and commit it"
        return GateFailure(kind=Failure.MISSING, language=language, slug=article.slug, path=path, message=message)
    sources = (entry.source for entry in catalog.entries)
    texts = (unit.source for unit in article.units)
    for index, (text, source) in enumerate(zip_longest(texts, sources)):
        if text != source:
            return _stale(article, catalog, language, path, index)
    return None


def gate(coverages: Sequence[Coverage], thresholds: Mapping[str, float]) -> tuple[GateFailure, ...]:
    """Name the languages whose share of reviewed units is below their threshold.

    :param thresholds: language to the least share in percent, as in the settings; one without is not held to any
    """
    totals = {total.language: total for total in language_totals(coverages)}
    failures = (_below(totals.get(language), language, least) for language, least in sorted(thresholds.items()))
    return tuple(failure for failure in failures if failure)


def check_catalogs(
    rows: Iterable[tuple[Article, str, Catalog | None, str]],
    thresholds: Mapping[str, float],
    *,
    sign_off: bool = False,
) -> GateResult:
    """Measure every article in every language, and hold the result against staleness and thresholds.

    :param rows: article, language, catalog (None where there is no file) and the catalog's path
    """
    coverages: list[Coverage] = []
    failures: list[GateFailure] = []
    for article, language, catalog, path in rows:
        coverages.append(measure(article, catalog, language, sign_off=sign_off))
        stale = find_stale(article, catalog, language, path)
        failures += [stale] if stale else []
    return GateResult(
        coverages=tuple(coverages),
        thresholds=dict(thresholds),
        failures=(*failures, *gate(coverages, thresholds)),
    )


def percent(share: float) -> int:
    """Round a share down to whole percent: 100 means all of it."""
    return int(share * 100 + _ROUNDING)


def _share(reviewed: Tally, total: Tally) -> float:
    return reviewed.units / total.units if total.units else 1.0


def _total(language: str | None, coverages: Sequence[Coverage]) -> Total:
    gated = [coverage for coverage in coverages if coverage.gated]
    return Total(
        language=language,
        articles=len(gated),
        source_articles=len(coverages) - len(gated),
        reviewed=sum((coverage.reviewed for coverage in gated), Tally()),
        draft=sum((coverage.draft for coverage in gated), Tally()),
        missing=sum((coverage.missing for coverage in gated), Tally()),
    )


def _below(total: Total | None, language: str, least: float) -> GateFailure | None:
    """Hold one language against its limit. A limit for a language that nothing is measured in must not pass unseen."""
    if total is None:
        if least <= 0:
            return None
        message = (
            f"{language}: the gate asks for {least:g} %, but no article was measured in it; "
            "add it to languages and run newsloc localize, or drop its threshold"
        )
        return GateFailure(kind=Failure.SHARE, language=language, message=message)
    wanted = math.ceil(least / 100 * total.total.units - _ROUNDING)
    if total.reviewed.units >= wanted:
        return None
    message = (
        f"{language}: {total.reviewed.units} of {total.total.units} units are reviewed ({percent(total.share)} %), "
        f"the gate asks for {least:g} %; review {wanted - total.reviewed.units} more"
    )
    return GateFailure(kind=Failure.SHARE, language=language, message=message)


def _stale(article: Article, catalog: Catalog, language: str, path: str, index: int) -> GateFailure:
    """Describe the first difference; ``index`` is its place among units and entries."""
    unit = article.units[index] if index < len(article.units) else None
    entry = catalog.entries[index] if index < len(catalog.entries) else None
    line = unit.line if unit else None
    where = f"{path}: unit {index + 1}" + (f" ({entry.context})" if entry else "")
    ours = f"{article.document.path}:{line} says {_quote(unit.source)}" if unit else f"{article.document.path} ends"
    theirs = f"the catalog {_quote(entry.source)}" if entry else "the catalog ends"
    message = f"{where} is out of step: {ours}, {theirs}; run newsloc localize and commit the result"
    return GateFailure(kind=Failure.STALE, language=language, slug=article.slug, path=path, line=line, message=message)


def _quote(text: str) -> str:
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return f"“{shown}”"
