"""What is measured: the targets of an engine, drafted as ``localize`` drafts them, or those of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.catalog.po import read_catalog
from pipeline.errors import SourceError
from pipeline.languages.normalize import normalize
from pipeline.model import Assessment, Entry, Request, State
from pipeline.quality.assess import assess
from pipeline.quality.calibration import GENERIC
from pipeline.quality.choice import DEFAULT, Choosing, choose_drafts
from pipeline.quality.evaluate.sets import ParallelSet, Sample, same_length
from pipeline.quality.inspection import Inspector
from pipeline.translate.drafting import Drafting, find_candidates
from pipeline.translate.engines import QUALITY
from pipeline.translate.glossary import Glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The targets of one engine or file, in the order of the set's samples; empty where there is none.

    ``engine`` names the calibration that the score uses; ``label`` tells model and revision, or the file.
    """

    name: str
    engine: str
    label: str
    targets: tuple[str, ...]
    assessments: tuple[Assessment | None, ...]
    quality: str = ""


def draft_set(
    drafting: Drafting,
    samples: ParallelSet,
    name: str,
    advance: Callable[[int], None] = lambda _: None,
    choosing: Choosing = DEFAULT,
) -> System:
    """Let an engine draft a set: normalized sources, draft memory, marks, glossary and choice as in ``localize``.

    Reviewed translations are never looked up: they may be the references.

    :raises EngineError: if the engine breaks
    """
    requests = list(_requests(samples.samples))
    drafts = choose_drafts(drafting, dict(find_candidates(drafting, requests, advance)), choosing)
    chosen = [drafts.get(request.source) for request in requests]
    return System(
        name=name,
        engine=drafting.engine.name,
        label=drafting.origin,
        targets=tuple(draft.target if draft else "" for draft in chosen),
        assessments=tuple(draft.assessment if draft else None for draft in chosen),
        quality=QUALITY.get(drafting.engine.name, ""),
    )


def _requests(samples: Sequence[Sample]) -> Iterator[Request]:
    """Yield the requests of a set, each with the sentence before it in its article."""
    if samples:
        yield Request(source=normalize(samples[0].source))
    for last, sample in pairwise(samples):
        follows = bool(sample.article) and last.article == sample.article
        yield Request(source=normalize(sample.source), previous=normalize(last.source) if follows else "")


def read_system(path: Path, samples: ParallelSet, glossary: Glossary, name: str) -> System:
    """Read targets from a file: the drafts of a PO, else one line for each unit of the set.

    :raises SourceError: if a text file has another number of lines than the set, or no draft of a PO is in the set
    :raises CatalogError: if a PO cannot be read
    """
    if path.suffix.lower() == ".po":
        targets = list(_po_targets(path, samples))
    else:
        lines = same_length([sample.source for sample in samples.samples], Path(samples.name), path)
        targets = [_Target(text=line.strip()) for line in lines]
    engines = {target.engine for target in targets if target.text}
    engine = engines.pop() if len(engines) == 1 else GENERIC
    return System(
        name=name,
        engine=engine,
        label=path.name,
        targets=tuple(target.text for target in targets),
        assessments=tuple(_assess(samples, targets, glossary, engine)),
        quality=QUALITY.get(engine, ""),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """A target of a file, and what its provenance tells."""

    text: str = ""
    engine: str = GENERIC
    log_probability: float | None = None


def _po_targets(path: Path, samples: ParallelSet) -> Iterator[_Target]:
    """Yield a PO's draft of each sample, found by context and source, else by source alone."""
    drafts = [
        entry
        for entry in read_catalog(path).entries
        # A draft with a previous source translates that one.
        if entry.state is State.DRAFT and entry.previous_source is None
    ]
    by_place = {(entry.context, entry.source): entry for entry in drafts}
    by_source = {entry.source: entry for entry in reversed(drafts)}
    found = [by_place.get((one.context, one.source), by_source.get(one.source)) for one in samples.samples]
    if not any(found):
        raise SourceError(
            f"{path}: has {len(drafts)} drafts, none of them of a unit of {samples.name}; name the PO as it was before "
            "the review, or a file with one line for each unit"
        )
    for entry in found:
        yield _po_target(entry) if entry else _Target()


def _po_target(entry: Entry) -> _Target:
    if not entry.provenance:
        return _Target(text=entry.target)
    return _Target(
        text=entry.target,
        engine=entry.provenance.engine,
        log_probability=entry.provenance.signals.get("log_probability"),
    )


def _assess(
    samples: ParallelSet, targets: Sequence[_Target], glossary: Glossary, engine: str
) -> Iterator[Assessment | None]:
    """Yield the assessment of each target, None where there is none."""
    inspector = Inspector(glossary=glossary)
    pairs = [
        inspector.pair(
            sample.source, target.text, samples.direction, role=sample.role, log_probability=target.log_probability
        )
        for sample, target in zip(samples.samples, targets, strict=True)
    ]
    found = iter(assess([pair for pair in pairs if pair.target], engine))
    for pair in pairs:
        yield next(found) if pair.target else None
