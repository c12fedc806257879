"""Say for each target how far to trust it, and why: findings, signals, one calibrated score, one verdict."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.calibration import GENERIC, Calibration, load_calibration
from pipeline.checks import run_checks
from pipeline.model import Assessment, Direction, Finding, Pair, Severity
from pipeline.signals import measure_signals

CAPS = {Severity.ERROR: 20, Severity.WARNING: 70, Severity.INFO: 100}
"""The most that a target with such a finding scores: no fluent sentence outweighs a wrong number, and none with
anything to look at is to be kept unseen."""
PENALTY = {Severity.ERROR: 3.0, Severity.WARNING: 1.0, Severity.INFO: 0.0}
"""What a finding takes off the log-odds when candidates are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """An assessment with the unrounded preference that candidates are ranked by."""

    assessment: Assessment
    preference: float


def assess(pairs: Sequence[Pair], engine: str = GENERIC, disabled: Collection[str] = ()) -> list[Assessment]:
    """Assess targets that one engine made (or of unknown origin), in order.

    :param disabled: names of checks that the project switched off
    """
    return [judgement.assessment for judgement in judge(pairs, engine, disabled)]


def judge(pairs: Sequence[Pair], engine: str = GENERIC, disabled: Collection[str] = ()) -> list[Judgement]:
    """Assess targets and say how strongly each would be preferred over another candidate for its source."""
    return [
        _judge(pair, signals, engine, tuple(finding for finding in run_checks(pair) if finding.check not in disabled))
        for pair, signals in zip(pairs, measure_signals(pairs), strict=True)
    ]


def _judge(pair: Pair, signals: Mapping[str, float], engine: str, findings: tuple[Finding, ...]) -> Judgement:
    calibration = find_calibration(pair, signals, engine)
    logit = calibration.logit(signals)
    score = min([calibration.score(logit), *(CAPS[finding.severity] for finding in findings)])
    return Judgement(
        assessment=Assessment(score=score, verdict=calibration.verdict(score), signals=signals, findings=findings),
        preference=logit - math.fsum(PENALTY[finding.severity] for finding in findings),
    )


def find_calibration(pair: Pair, signals: Mapping[str, float], engine: str) -> Calibration:
    """Return the engine's own calibration if it has one and its signals are there, else the generic one.

    A direction nobody has labelled data for borrows English to Arabic, whose signals mean the same.
    """
    direction = Direction(source=pair.source_language, target=pair.target_language)
    own = load_calibration(engine, direction)
    if own and own.weights.keys() <= signals.keys():
        return own
    generic = load_calibration(GENERIC, direction) or load_calibration(GENERIC, Direction(source="en", target="ar"))
    assert generic is not None, "the package ships its generic calibrations"
    return generic
