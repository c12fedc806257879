"""One set, all systems: figures, scores and counts; the value that becomes JSON and tables."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import msgspec

from pipeline import __version__
from pipeline.project.clock import current_time
from pipeline.quality.evaluate.counts import CheckCounts, ScoreSummary, count_findings, summarize_scores
from pipeline.quality.evaluate.metrics import Figure, score_systems
from pipeline.quality.evaluate.sets import ParallelSet
from pipeline.quality.evaluate.systems import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured of one system. ``score`` is None where no target has a score."""

    name: str
    label: str
    quality: str
    figures: tuple[Figure, ...]
    checks: CheckCounts
    score: ScoreSummary | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything measured on one set. ``files`` are the SHA-256 of the set's files by name."""

    set: str
    source_language: str
    target_language: str
    units: int
    files: Mapping[str, str]
    date: str
    versions: Mapping[str, str]
    metrics: tuple[str, ...]
    results: tuple[Result, ...]


def evaluate(
    samples: ParallelSet,
    systems: Sequence[System],
    metrics: Sequence[str],
) -> Evaluation:
    """Measure systems on one set.

    :raises ConfigError: if a metric needs a tool that is not installed
    """
    named = [(system.name, system.targets) for system in systems]
    figures = score_systems(named, samples.reference_streams, metrics, samples.direction)
    results = [
        Result(
            name=system.name,
            label=system.label,
            quality=system.quality,
            figures=own,
            checks=count_findings(samples, system),
            score=summarize_scores(system),
        )
        for system, own in zip(systems, figures, strict=True)
    ]
    return Evaluation(
        set=samples.name,
        source_language=samples.direction.source,
        target_language=samples.direction.target,
        units=len(samples.samples),
        files=dict(samples.digests),
        date=current_time().date().isoformat(),
        versions={
            "newsloc": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in ("sacrebleu", "ctranslate2")},
        },
        metrics=tuple(metrics),
        results=tuple(results),
    )


def as_json(evaluation: Evaluation) -> bytes:
    """Write an evaluation as JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(evaluation), indent=2) + b"\n"
