"""One set, all systems: figures and counts of what the checks find; the value that becomes JSON and tables."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import msgspec

from pipeline import __version__
from pipeline.model import Pair, Severity
from pipeline.project.clock import current_time
from pipeline.quality.checks import run_checks
from pipeline.quality.evaluate.metrics import Figure, score_systems
from pipeline.quality.evaluate.sets import ParallelSet
from pipeline.quality.evaluate.systems import System

_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCounts:
    """Counts of units.

    ``missing`` have no target. Of the ``numbered``, whose source has digits, ``numbers_kept`` have a target with all of
    the numbers and no others. The others count errors: ``stray`` targets have letters of another script, ``looping``
    ones repeat themselves, ``untranslated`` ones are left in the source language, ``flagged`` ones have any error.
    """

    missing: int
    numbered: int
    numbers_kept: int
    stray: int
    looping: int
    untranslated: int
    flagged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was measured of one system."""

    name: str
    label: str
    quality: str
    figures: tuple[Figure, ...]
    checks: CheckCounts


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


def evaluate(samples: ParallelSet, systems: Sequence[System], metrics: Sequence[str]) -> Evaluation:
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


def count_findings(samples: ParallelSet, system: System) -> CheckCounts:
    """Run the checks on one system's targets; a project's settings and waivers do not count here."""
    units = list(zip(samples.samples, system.targets, strict=True))
    errors = [
        _find_errors(
            Pair(
                source=sample.source,
                target=target,
                source_language=samples.direction.source,
                target_language=samples.direction.target,
                role=sample.role,
            )
        )
        for sample, target in units
    ]
    numbered = [number for number, (sample, _) in enumerate(units) if _NUMBER.search(sample.source)]
    return CheckCounts(
        missing=sum(not target for _, target in units),
        numbered=len(numbered),
        numbers_kept=sum(bool(units[number][1]) and "numbers" not in errors[number] for number in numbered),
        stray=sum("script" in found for found in errors),
        looping=sum("repetition" in found for found in errors),
        untranslated=sum("untranslated" in found for found in errors),
        flagged=sum(bool(found) for found in errors),
    )


def _find_errors(pair: Pair) -> frozenset[str]:
    """Return the names of the checks that find an error."""
    return frozenset(finding.check for finding in run_checks(pair) if finding.severity is Severity.ERROR)


def as_json(evaluation: Evaluation) -> bytes:
    """Write an evaluation as JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(evaluation), indent=2) + b"\n"
