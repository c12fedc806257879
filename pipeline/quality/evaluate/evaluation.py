"""One set, all systems: figures, comparisons, counts; the value that becomes JSON, tables and the report."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline import __version__
from pipeline.model import Role
from pipeline.project.clock import current_time
from pipeline.quality.evaluate.check_counts import CheckCounts, count_findings
from pipeline.quality.evaluate.metrics import Figure, Metric, make_scorers, score_corpus, score_part
from pipeline.quality.evaluate.score_quality import ScoreSummary, summarize_scores
from pipeline.quality.evaluate.sets import ParallelSet, Sample
from pipeline.quality.evaluate.significance import Comparison, Test, compare
from pipeline.quality.evaluate.systems import Speed, System


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The corpus scores of one article's or one role's units, by metric."""

    name: str
    units: int
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured of one system.

    ``score`` is None where no target has a score, ``speed`` for files and where the memory held every draft.
    """

    name: str
    label: str
    quality: str
    figures: tuple[Figure, ...]
    checks: CheckCounts
    score: ScoreSummary | None
    speed: Speed | None
    roles: tuple[Part, ...]
    articles: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything measured on one set. ``files`` are the SHA-256 of the set's files by name."""

    set: str
    source_language: str
    target_language: str
    units: int
    size: int
    files: Mapping[str, str]
    date: str
    versions: Mapping[str, str]
    metrics: tuple[str, ...]
    results: tuple[Result, ...]
    test: str | None
    comparisons: tuple[Comparison, ...]


def evaluate(
    samples: ParallelSet,
    systems: Sequence[System],
    metrics: Sequence[Metric],
    test: Test = Test.BOOTSTRAP,
    advance: Callable[[int], None] = lambda _: None,
) -> Evaluation:
    """Measure systems on one set; *advance* hears of each unit of each.

    :raises ConfigError: if a metric needs a tool that is not installed
    """
    results = []
    for system in systems:
        results.append(measure(samples, system, metrics))
        advance(len(samples.samples))
    named = [(system.name, system.targets) for system in systems]
    return Evaluation(
        set=samples.name,
        source_language=samples.direction.source,
        target_language=samples.direction.target,
        units=len(samples.samples),
        size=samples.size,
        files=dict(samples.digests),
        date=current_time().date().isoformat(),
        versions=versions(),
        metrics=tuple(metric.title for metric in metrics),
        results=tuple(results),
        test=test.value if len(named) > 1 else None,
        comparisons=compare(named, samples.reference_streams, metrics, samples.direction, test),
    )


def measure(samples: ParallelSet, system: System, metrics: Sequence[Metric]) -> Result:
    """Measure one system."""
    return Result(
        name=system.name,
        label=system.label,
        quality=system.quality,
        figures=score_corpus(metrics, system.targets, samples.reference_streams, samples.direction),
        checks=count_findings(samples, system),
        score=summarize_scores(system),
        speed=system.speed,
        roles=_parts(samples, system, metrics, lambda sample: sample.role.value, [role.value for role in Role]),
        articles=_parts(samples, system, metrics, lambda sample: sample.article),
    )


def _parts(
    samples: ParallelSet,
    system: System,
    metrics: Sequence[Metric],
    name_of: Callable[[Sample], str],
    order: Sequence[str] = (),
) -> tuple[Part, ...]:
    """Score the units of each name together, in the order given, else as they come; nothing if no unit has a name."""
    places: dict[str, list[int]] = {name: [] for name in order}
    for number, sample in enumerate(samples.samples):
        places.setdefault(name_of(sample), []).append(number)
    scorers = make_scorers(metrics, samples.direction)
    streams = samples.reference_streams
    return tuple(
        Part(
            name=name,
            units=len(members),
            scores=score_part(
                scorers,
                [system.targets[number] for number in members],
                [[stream[number] for number in members] for stream in streams],
            ),
        )
        for name, members in places.items()
        if name and members
    )


def versions() -> dict[str, str]:
    """Return the versions of what decides the figures."""
    from importlib.metadata import version

    return {
        "newsloc": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in ("sacrebleu", "ctranslate2", "transformers")},
    }
