"""What is measured: the targets of an engine, drafted as ``localize`` drafts them, or those of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.catalog.po import read_catalog
from pipeline.errors import SourceError
from pipeline.languages.normalize import normalize
from pipeline.model import Request, State
from pipeline.quality.choice import DEFAULT, Choosing, find_best
from pipeline.quality.evaluate.sets import ParallelSet, Sample, same_length
from pipeline.translate.drafting import Drafting, find_candidates
from pipeline.translate.engines import QUALITY


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The targets of one engine or file, in the order of the set's samples; empty where there is none.

    ``label`` tells model and revision, or the file; ``quality`` what to expect of the engine.
    """

    name: str
    label: str
    targets: tuple[str, ...]
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
    best = find_best(drafting, dict(find_candidates(drafting, requests, advance)), choosing)
    return System(
        name=name,
        label=drafting.origin,
        targets=tuple(best[request.source].target if request.source in best else "" for request in requests),
        quality=QUALITY.get(drafting.engine.name, ""),
    )


def _requests(samples: Sequence[Sample]) -> Iterator[Request]:
    """Yield the requests of a set, each with the sentence before it in its article."""
    if samples:
        yield Request(source=normalize(samples[0].source))
    for last, sample in pairwise(samples):
        follows = bool(sample.article) and last.article == sample.article
        yield Request(source=normalize(sample.source), previous=normalize(last.source) if follows else "")


def read_system(path: Path, samples: ParallelSet) -> System:
    """Read targets from a file: the drafts of a PO, else one line for each unit of the set.

    :raises SourceError: if a text file has another number of lines than the set, or no draft of a PO is in the set
    :raises CatalogError: if a PO cannot be read
    """
    if path.suffix.lower() == ".po":
        targets = _po_targets(path, samples)
    else:
        lines = same_length([sample.source for sample in samples.samples], Path(samples.name), path)
        targets = [line.strip() for line in lines]
    return System(name=path.name, label=path.name, targets=tuple(targets))


def _po_targets(path: Path, samples: ParallelSet) -> list[str]:
    """Return a PO's draft of each sample, found by context and source, else by source alone."""
    drafts = [
        entry
        for entry in read_catalog(path).entries
        # A draft with a previous source translates that one.
        if entry.state is State.DRAFT and entry.previous_source is None
    ]
    by_place = {(entry.context, entry.source): entry.target for entry in drafts}
    by_source = {entry.source: entry.target for entry in reversed(drafts)}
    found = [by_place.get((one.context, one.source), by_source.get(one.source, "")) for one in samples.samples]
    if not any(found):
        raise SourceError(
            f"{path}: has {len(drafts)} drafts, none of them of a unit of {samples.name}; name the PO as it was before "
            "the review, or a file with one line for each unit"
        )
    return found
