"""Choose among the candidates of each source the one that becomes its draft."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Assessment, Candidate, Pair, Request, Severity
from pipeline.project.extras import DRAFT, require
from pipeline.quality.assess import NOT_WANTED, assess, check_only
from pipeline.quality.inspection import Inspector, inspect_pair
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.quality.signals.similarity import Similarity
from pipeline.translate.drafting import Drafting, find_candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A machine target: the best of its candidates, assessed, with the engine and model that made it."""

    target: str
    engine: str
    model: str
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """What candidates are compared by.

    The checks read what is chosen only where it is ``checked``; the main job lets them read the whole catalog. The
    embedded model reads it where it is to be ``scored``.
    """

    rules: CheckRules = DEFAULT_RULES
    checked: bool = True
    scored: bool = True


SIMILARITY_WEIGHT, PROBABILITY_WEIGHT = 5.0, 3.0
"""Log-odds a unit of similarity and of mean log-probability.

Rounded means over both directions of what logistic regression gave on the draft engine's candidates for FLORES-200 dev
(3.8, 5.7, 1.1, 2.7 and 1.7, 4.0, 0.0, 2.2), where a candidate was bad below a sentence chrF."""
PENALTY = {Severity.ERROR: 3.0, Severity.WARNING: 1.0, Severity.INFO: 0.0}
"""What a finding takes off these log-odds; by choice, not fitted to labels."""
DEFAULT = Choosing()
"""All checks, and a score."""


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
    """Keep the best candidate of each source, and assess it."""
    pairs = list(find_best(drafting, candidates, choosing).values())
    rules = choosing.rules if choosing.checked else None
    if choosing.scored:
        assessments = assess(pairs, drafting.engine.name, rules, drafting.memory)
    else:
        assessments = check_only(pairs, rules, NOT_WANTED)
    return {
        pair.source: Draft(
            target=pair.target,
            engine=drafting.engine.name,
            model=drafting.engine.label(drafting.direction),
            assessment=assessment,
        )
        for pair, assessment in zip(pairs, assessments, strict=True)
    }


def find_best(
    drafting: Drafting, candidates: Mapping[str, tuple[Candidate, ...]], choosing: Choosing = DEFAULT
) -> dict[str, Pair]:
    """Return each source with the best of its candidates; of one alone there is nothing to compare."""
    inspector = Inspector(glossary=drafting.glossary)
    offers = {
        source: [
            inspector.pair(source, candidate.text, drafting.direction, log_probability=candidate.log_probability)
            for candidate in found
        ]
        for source, found in candidates.items()
        if found
    }
    rivals = [pair for pairs in offers.values() if len(pairs) > 1 for pair in pairs]
    preferences = iter(prefer(rivals, choosing.rules))
    best = {}
    for source, pairs in offers.items():
        ranked = [next(preferences) for _ in pairs] if len(pairs) > 1 else [0.0]
        best[source] = pairs[ranked.index(max(ranked))]
    return best


def prefer(pairs: Sequence[Pair], rules: CheckRules = DEFAULT_RULES) -> list[float]:
    """Return how strongly each target is preferred over another of its source: by two signals and its findings.

    The embedded model reads only what is chosen: reading all would double the time of a draft.
    """
    if pairs:
        require(DRAFT, "the choice among candidates")
    return [
        SIMILARITY_WEIGHT * (similarity or 0.0)
        + PROBABILITY_WEIGHT * (pair.log_probability or 0.0)
        - math.fsum(PENALTY[finding.severity] for finding in inspect_pair(pair, rules).findings)
        for pair, similarity in zip(pairs, Similarity().measure(pairs), strict=True)
    ]
