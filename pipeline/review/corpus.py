"""The whole corpus in figures: how its drafts are scored, what the checks find, and how coverage grew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalog.carry import is_outdated, score_of
from pipeline.catalog.left_out import read_recorded
from pipeline.catalog.po import find_catalog
from pipeline.catalog.step import pair_entries
from pipeline.errors import CatalogError, SourceError
from pipeline.gate.article import Conditions
from pipeline.model import Article, Catalog, Severity, State
from pipeline.project.paths import catalog_path
from pipeline.quality.inspection import Inspector, inspect_entry, read_surroundings
from pipeline.review.history import CoverageHistory, Sample
from pipeline.review.readings import Known, Readings
from pipeline.review.store import Store

_BINS = 10
"""Bars of the histogram: ten points of the score each, 100 with the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is counted of one article in one language.

    ``scores`` counts drafts by tens of the score, from 0; ``unscored`` those without. ``findings`` counts by check and
    severity, in drafts and reviewed targets.
    """

    language: str
    scores: tuple[int, ...]
    unscored: int
    findings: Mapping[tuple[str, Severity], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBar:
    """Drafts with a score from ``least`` to ``most``; ``width`` is that of its bar in percent of the longest."""

    least: int
    most: int
    count: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBar:
    """What one check finds, by severity; ``widths`` are where the part of each ends, as in `ScoreBar`."""

    check: str
    counts: Mapping[Severity, int]
    widths: Mapping[Severity, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusPage:
    """The figures of the corpus in one language, or in all where ``language`` is empty.

    ``unread`` is how many articles are still to be counted, ``unsampled`` how many commits still to be read.
    """

    language: str
    languages: tuple[str, ...]
    scores: tuple[ScoreBar, ...]
    unscored: int
    checks: tuple[CheckBar, ...]
    samples: tuple[Sample, ...]
    unread: int
    unsampled: int
    articles: int


class Corpus:
    """The articles and the history of a store, counted."""

    def __init__(self, store: Store) -> None:
        """Count nothing yet."""
        self.store = store
        self.readings = Readings(store=store, read=read_facts)
        self.history = CoverageHistory(project=store.project)

    def page(self, language: str) -> CorpusPage:
        """Return the figures as far as they are counted; what is left is counted when the page is asked for again."""
        samples, unsampled = self.history.look()
        return self._page(self.readings.look(), samples, unsampled, language)

    def everything(self) -> CorpusPage:
        """Return the figures of everything."""
        samples, _ = self.history.look(float("inf"))
        return self._page(self.readings.look_everywhere(), samples, 0, "")

    def _page(
        self, known: Known[tuple[Facts, ...]], samples: tuple[Sample, ...], unsampled: int, language: str
    ) -> CorpusPage:
        facts = [each for parts in known.values.values() for each in parts if language in {"", each.language}]
        return CorpusPage(
            language=language,
            languages=self.store.conditions.languages,
            scores=tuple(_score_bars(facts)),
            unscored=sum(each.unscored for each in facts),
            checks=tuple(_check_bars(facts)),
            samples=samples,
            unread=known.unread,
            unsampled=unsampled,
            articles=len(self.store.paths()),
        )


def read_facts(conditions: Conditions, path: Path) -> tuple[Facts, ...]:
    """Return what is counted of an article, by language; nothing of what cannot be read, which the gate tells."""
    facts: list[Facts] = []
    with suppress(SourceError, CatalogError):
        article = read_recorded(path, conditions.project, conditions.front_matter).article
        inspector = Inspector(glossary=conditions.glossary, rules=conditions.rules)
        for language in conditions.languages:
            with suppress(CatalogError):
                catalog = find_catalog(catalog_path(conditions.project, language, article.slug))
                if catalog and conditions.measure(article, catalog, language).gated:
                    facts.append(_count(inspector, article, catalog, language))
    return tuple(facts)


def _count(inspector: Inspector, article: Article, catalog: Catalog, language: str) -> Facts:
    around = read_surroundings(article, catalog)
    scores, unscored, findings = [0] * _BINS, 0, Counter[tuple[str, Severity]]()
    for index, entry in enumerate(pair_entries(article, catalog)):
        if entry is None or not entry.target:
            continue
        if score := score_of(entry):
            scores[min(score.percent // _BINS, _BINS - 1)] += 1
        else:
            unscored += entry.state is State.DRAFT
        if not is_outdated(entry):
            found = inspect_entry(inspector, around, index, entry).findings
            findings.update({(each.check, each.severity) for each in found})
    return Facts(language=language, scores=tuple(scores), unscored=unscored, findings=findings)


def _score_bars(facts: Iterable[Facts]) -> Iterator[ScoreBar]:
    """Yield the bars of the histogram, the highest score first."""
    counts = [sum(each) for each in zip(*(fact.scores for fact in facts), strict=True)]
    longest = max(counts, default=0)
    if not longest:
        return
    for at, count in reversed(list(enumerate(counts))):
        most = 100 if at == _BINS - 1 else at * _BINS + _BINS - 1
        yield ScoreBar(least=at * _BINS, most=most, count=count, width=round(100 * count / longest, 2))


def _check_bars(facts: Iterable[Facts]) -> Iterator[CheckBar]:
    """Yield a bar for each check that finds something, the one that finds most errors first."""
    counts = Counter[tuple[str, Severity]]()
    for fact in facts:
        counts.update(fact.findings)
    checks = {check for check, _ in counts}
    longest = max((sum(counts[check, severity] for severity in Severity) for check in checks), default=1)
    order = sorted(checks, key=lambda check: (*(-counts[check, severity] for severity in Severity), check))
    for check in order:
        ends, end = {}, 0
        for severity in Severity:
            end += counts[check, severity]
            ends[severity] = round(100 * end / longest, 2)
        yield CheckBar(check=check, counts={severity: counts[check, severity] for severity in Severity}, widths=ends)
