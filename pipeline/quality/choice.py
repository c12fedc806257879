"""Choose among the candidates of each source the one that becomes its draft."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.model import Assessment, Candidate, Pair, Request
from pipeline.quality.assess import RankedAssessment, assess, rank
from pipeline.quality.calibration import PACKAGED, Calibrations
from pipeline.quality.inspection import Inspector
from pipeline.translate.drafting import Drafting, find_candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A machine target: the best of its candidates, assessed, with the engine and model that made it."""

    target: str
    engine: str
    model: str
    assessment: Assessment


class SecondOpinions(Protocol):
    """Whoever gives second opinions on chosen drafts."""

    def ask(self, pairs: Sequence[Pair], origins: Sequence[str]) -> list[Pair]:
        """Return the pairs with the second opinion on each; *origins* name the engines that made the targets."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """What candidates are compared by. ``disabled`` names the checks that the project switched off."""

    disabled: Collection[str] = ()
    calibrations: Calibrations = PACKAGED
    opinions: SecondOpinions | None = None


DEFAULT = Choosing()
"""All checks, the packaged calibrations, and no second opinion."""


def draft_sources(
    drafting: Drafting,
    sources: Sequence[str],
    advance: Callable[[int], None] = lambda _: None,
    choosing: Choosing = DEFAULT,
) -> dict[str, Draft]:
    """Translate texts that stand alone, and return the drafts by source; one without candidates is absent."""
    requests = [Request(source=source) for source in sources]
    return choose_drafts(drafting, dict(find_candidates(drafting, requests, advance)), choosing)


def choose_drafts(
    drafting: Drafting, candidates: Mapping[str, tuple[Candidate, ...]], choosing: Choosing = DEFAULT
) -> dict[str, Draft]:
    """Keep the best candidate of each source: by its signals, its findings and the glossary.

    A second opinion, if one is wanted, is asked for on the best ones alone.
    """
    inspector = Inspector(glossary=drafting.glossary)
    best: dict[str, tuple[RankedAssessment, Pair]] = {}
    pairs = [
        replace(
            empty,
            target=candidate.text,
            log_probability=candidate.log_probability,
            lowest=candidate.lowest,
            deviation=candidate.deviation,
        )
        for source, found in candidates.items()
        for empty in [inspector.pair(source, "", drafting.direction)]
        for candidate in found
    ]
    ranked = rank(pairs, drafting.engine.name, choosing.disabled, choosing.calibrations)
    for pair, one in zip(pairs, ranked, strict=True):
        if pair.source not in best or one.preference > best[pair.source][0].preference:
            best[pair.source] = one, pair
    assessments = _assess_chosen(drafting, best.values(), choosing)
    return {
        pair.source: Draft(
            target=pair.target,
            engine=drafting.engine.name,
            model=drafting.engine.label(drafting.direction),
            assessment=assessment,
        )
        for (_, pair), assessment in zip(best.values(), assessments, strict=True)
    }


def _assess_chosen(
    drafting: Drafting, chosen: Collection[tuple[RankedAssessment, Pair]], choosing: Choosing
) -> list[Assessment]:
    if choosing.opinions is None:
        return [one.assessment for one, _ in chosen]
    pairs = choosing.opinions.ask([pair for _, pair in chosen], [drafting.origin] * len(chosen))
    return assess(pairs, drafting.engine.name, choosing.disabled, choosing.calibrations)
