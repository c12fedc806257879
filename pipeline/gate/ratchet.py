"""The ratchet: what a change made of the units that it touched, and nothing of what was so before.

A unit is *old* if its article held its very text in the version compared with: the same context, else the same text in
order. All others are *changed*: new, or edited. Of old units, what was reviewed stays reviewed. Of the changed units of
a language, as large a share is reviewed as its limit asks for, or as was reviewed before in the whole language if that
is less. No error appears in a reviewed unit whose text or translation was touched.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.catalog.numbers import number_of
from pipeline.catalog.step import pair_entries
from pipeline.errors import quote
from pipeline.gate.coverage import Coverage, add_coverages
from pipeline.gate.limits import SHARES, CoverageLimits, Former, hold_article, hold_language
from pipeline.gate.problems import Problem, ProblemKind
from pipeline.gate.result import ChangedShare
from pipeline.model import Article, Catalog, Entry, State, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionedUnit:
    """One unit in one version: its text, and its entry, if its catalog has one."""

    unit: Unit
    entry: Entry | None

    @property
    def state(self) -> State:
        """How far it is."""
        return self.entry.state if self.entry else State.MISSING

    @property
    def context(self) -> str | None:
        """Its identity, if it has one."""
        return self.entry.context if self.entry else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """One unit now, and what it was: ``before`` if it is old, ``edited`` (the same number, another text) if not."""

    now: VersionedUnit
    before: VersionedUnit | None = None
    edited: VersionedUnit | None = None

    @property
    def is_lost(self) -> bool:
        """Tell whether it was reviewed and is no longer."""
        return self.before is not None and self.before.state is State.REVIEWED and self.now.state is not State.REVIEWED

    @property
    def is_touched(self) -> bool:
        """Tell whether its text or its reviewed translation is another than it was."""
        if self.before is None or self.before.state is not State.REVIEWED:
            return True
        then, now = self.before.entry, self.now.entry
        return then is None or now is None or then.target != now.target


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """What happened to one article in one language: its coverage before, and that of its changed units.

    ``begun`` tells whether somebody has reviewed a unit of it by now.
    """

    before: Coverage
    changed: Coverage
    begun: bool = False


def versioned_units(article: Article, catalog: Catalog | None) -> tuple[VersionedUnit, ...]:
    """Return the units of one version."""
    pairs = zip(article.units, pair_entries(article, catalog), strict=True)
    return tuple(VersionedUnit(unit=unit, entry=entry) for unit, entry in pairs)


def match_units(before: Sequence[VersionedUnit], now: Sequence[VersionedUnit]) -> tuple[UnitChange, ...]:
    """Find each unit of now in the version before; each there is found once."""
    by_context: dict[tuple[str | None, str], int] = {}
    by_source: defaultdict[str, deque[int]] = defaultdict(deque)
    for there, one in enumerate(before):
        by_context.setdefault((one.context, one.unit.source), there)
        by_source[one.unit.source].append(there)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for index, one in enumerate(now):
        place = by_context.get((one.context, one.unit.source)) if one.context else None
        if place is not None and place not in taken:
            found[index] = place
            taken.add(place)
    for index, one in enumerate(now):
        if index not in found:
            waiting = by_source[one.unit.source]
            while waiting and waiting[0] in taken:
                waiting.popleft()
            if waiting:
                found[index] = waiting.popleft()
                taken.add(found[index])
    numbers = {number: one for one in before if (number := number_of(one.context or "")) is not None}
    return tuple(
        UnitChange(now=one, before=before[found[index]])
        if index in found
        else UnitChange(now=one, edited=numbers.get(number_of(one.context or "") or 0))
        for index, one in enumerate(now)
    )


def find_lost(
    unit_changes: Sequence[UnitChange], slug: str, language: str, path: str, before: str
) -> Iterator[Problem]:
    """Yield the units that were reviewed and are no longer, though their source is the same.

    :param before: the catalog in the version compared with, as git names it: ``main:./locales/...``
    """
    name = before.partition(":")[0]
    for change in unit_changes:
        if change.is_lost:
            entry = change.now.entry
            where = f"{path}:{entry.line} ({entry.context})" if entry else path
            now = {State.DRAFT: "is a draft now", State.MISSING: "has no translation now"}[change.now.state]
            yield Problem(
                kind=ProblemKind.LOST,
                language=language,
                slug=slug,
                path=path,
                line=entry.line if entry else None,
                context=change.now.context or (change.before.context if change.before else None),
                text=change.now.unit.source,
                message=(
                    f"{where}: {quote(change.now.unit.source)} was reviewed in {name} and {now};"
                    f" approve its translation, or take it back from there: git show {before}"
                ),
            )


def hold_changes(
    changes: Sequence[ArticleChange], limits: Mapping[str, CoverageLimits], name: str
) -> Iterator[tuple[ChangedShare, tuple[Problem, ...]]]:
    """Yield for each language how far the changed units of the articles begun are, and which limits they miss."""
    for language in sorted({change.changed.language for change in changes}):
        own = [change for change in changes if change.changed.language == language]
        begun = [change for change in own if change.begun]
        total = add_coverages(language, [change.changed for change in begun])
        before = add_coverages(language, [change.before for change in own if change.before.begun])
        asked = limits.get(language, CoverageLimits())
        least = None if asked.units is None else min(asked.units, before.share * 100)
        shares = {each.name: each.of(before) for each in SHARES}
        problems = list(hold_language(total, asked, Former(name=name, shares=shares)))
        for change in begun:
            former = {"article": change.before.share} if change.before.begun else {}
            problems += hold_article(change.changed, asked, Former(name=name, shares=former))
        yield ChangedShare(language=language, states=total, base=before.share, least=least), tuple(problems)
