"""Draft the units that no reviewed translation covers: cached candidates first, then the engine; the best one wins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.assess import judge
from pipeline.engines.protocol import Engine
from pipeline.glossary import Glossary
from pipeline.memory import DraftKey, Memory
from pipeline.model import Assessment, Candidate, Direction, Pair, Request

SAVE_EVERY = 16
"""Sources between two writes to the memory: what a killed run may have to translate again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A machine target: the best of its candidates, assessed, with the engine and model that made it."""

    target: str
    engine: str
    model: str
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """What drafting works with, for one direction."""

    engine: Engine
    direction: Direction
    glossary: Glossary
    memory: Memory
    disabled: Collection[str] = ()

    def key(self, source: str) -> DraftKey:
        """Return the memory's key of a source."""
        return DraftKey(
            source=source,
            direction=self.direction,
            engine=f"{self.engine.name} {self.engine.label(self.direction)}",
            glossary=self.glossary.signature,
        )


def draft_sources(
    drafting: Drafting,
    sources: Sequence[str],
    advance: Callable[[int], None] = lambda _: None,
) -> dict[str, Draft]:
    """Translate each distinct source once, and return the drafts by source.

    A source the engine has no candidate for is absent. *advance* hears how many more sources are done.
    """
    distinct = list(dict.fromkeys(sources))
    cached = drafting.memory.drafts([drafting.key(source) for source in distinct])
    candidates = {key.source: found for key, found in cached.items()}
    advance(len(candidates))
    for found in _translate(drafting, [source for source in distinct if source not in candidates]):
        drafting.memory.store_drafts({drafting.key(source): offers for source, offers in found.items()})
        candidates.update(found)
        advance(len(found))
    return choose_drafts(drafting, candidates)


def _translate(drafting: Drafting, sources: Sequence[str]) -> Iterator[dict[str, tuple[Candidate, ...]]]:
    requests = [
        Request(source=source, terms=drafting.glossary.in_text(source, drafting.direction)) for source in sources
    ]
    found: dict[str, tuple[Candidate, ...]] = {}
    for index, offers in drafting.engine.translate(requests, drafting.direction):
        found[sources[index]] = offers
        if len(found) >= SAVE_EVERY:
            yield found
            found = {}
    if found:
        yield found


def choose_drafts(drafting: Drafting, candidates: dict[str, tuple[Candidate, ...]]) -> dict[str, Draft]:
    """Judge every candidate and keep the best one of each source: by its signals, its findings and the glossary."""
    offers = [(source, candidate) for source, found in candidates.items() for candidate in found]
    terms = {source: drafting.glossary.in_text(source, drafting.direction) for source in candidates}
    pairs = [
        Pair(
            source=source,
            target=candidate.text,
            source_language=drafting.direction.source,
            target_language=drafting.direction.target,
            terms=terms[source],
            log_probability=candidate.log_probability,
        )
        for source, candidate in offers
    ]
    best: dict[str, tuple[float, Draft]] = {}
    for (source, candidate), judgement in zip(
        offers, judge(pairs, drafting.engine.name, drafting.disabled), strict=True
    ):
        if source not in best or judgement.preference > best[source][0]:
            draft = Draft(
                target=candidate.text,
                engine=drafting.engine.name,
                model=drafting.engine.label(drafting.direction),
                assessment=judgement.assessment,
            )
            best[source] = (judgement.preference, draft)
    return {source: draft for source, (_, draft) in best.items()}
