"""Say for each target how far to trust it, and why: findings, signals, one calibrated score, one verdict."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.calibration import GENERIC, PACKAGED, Calibrations, score_of
from pipeline.checks import Examined, examine
from pipeline.model import Assessment, Direction, Finding, Pair, Severity, Verdict
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


def assess(
    pairs: Sequence[Pair],
    engine: str = GENERIC,
    disabled: Collection[str] = (),
    calibrations: Calibrations = PACKAGED,
) -> list[Assessment]:
    """Assess targets that one engine made (or of unknown origin), in order.

    :param disabled: names of checks that the project switched off
    :param calibrations: the project's own, if it has some
    """
    return [judgement.assessment for judgement in judge(pairs, engine, disabled, calibrations)]


def judge(
    pairs: Sequence[Pair],
    engine: str = GENERIC,
    disabled: Collection[str] = (),
    calibrations: Calibrations = PACKAGED,
) -> list[Judgement]:
    """Assess targets and say how strongly each would be preferred over another candidate for its source."""
    return [
        _judge(
            pair,
            signals,
            examine(pair, disabled),
            engine,
            calibrations,
        )
        for pair, signals in zip(pairs, measure_signals(pairs), strict=True)
    ]


def _judge(
    pair: Pair,
    signals: Mapping[str, float],
    examined: Examined,
    engine: str,
    calibrations: Calibrations,
) -> Judgement:
    calibration = calibrations.find(engine, Direction(source=pair.source_language, target=pair.target_language))
    model = calibration.model(signals)
    logit = model.logit(signals)
    score = _capped(logit, examined.findings)
    return Judgement(
        assessment=Assessment(
            score=score,
            verdict=calibration.verdict(score),
            signals=signals,
            findings=examined.findings,
            waived=examined.waived,
            calibration=calibration.name,
            used=tuple(name for name in model.signals if name in signals),
        ),
        preference=logit - math.fsum(PENALTY[finding.severity] for finding in examined.findings),
    )


def score_signals(
    signals: Mapping[str, float],
    findings: Collection[Finding],
    engine: str,
    direction: Direction,
    calibrations: Calibrations = PACKAGED,
) -> tuple[int, Verdict]:
    """Return score and verdict of a target whose signals are known: what other findings make of an old draft."""
    calibration = calibrations.find(engine, direction)
    score = _capped(calibration.model(signals).logit(signals), findings)
    return score, calibration.verdict(score)


def _capped(logit: float, findings: Collection[Finding]) -> int:
    return min([score_of(logit), *(CAPS[finding.severity] for finding in findings)])
