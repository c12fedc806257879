"""Say for each target how far to trust it, and why: findings, signals, one calibrated score, one verdict."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.provenance import by_engine
from pipeline.model import Assessment, Catalog, Direction, Entry, Finding, Pair, Severity, State, Verdict
from pipeline.quality.calibration import GENERIC, PACKAGED, Calibration, Calibrations, score_of
from pipeline.quality.inspection import WAIVER, Inspection, inspect_pair
from pipeline.quality.signals import measure_signals

ERROR_CAP = 20
"""The most that a target with an error scores: no fluent sentence outweighs a wrong number.

A warning caps nothing: on the fitting half of the labelled targets a cap of 70 lowered the area under the ROC curve by
.013 and .021, and counts of warnings as signals raised it nowhere. It keeps a target from being kept unseen instead."""
PENALTY = {Severity.ERROR: 3.0, Severity.WARNING: 1.0, Severity.INFO: 0.0}
"""What a finding takes off the log-odds when candidates are compared; by choice, not fitted to labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedAssessment:
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
    return [ranked.assessment for ranked in rank(pairs, engine, disabled, calibrations)]


def rank(
    pairs: Sequence[Pair],
    engine: str = GENERIC,
    disabled: Collection[str] = (),
    calibrations: Calibrations = PACKAGED,
) -> list[RankedAssessment]:
    """Assess targets and say how strongly each would be preferred over another candidate for its source."""
    return [
        _rank(pair, signals, inspect_pair(pair, disabled), engine, calibrations)
        for pair, signals in zip(pairs, measure_signals(pairs), strict=True)
    ]


def _rank(
    pair: Pair, signals: Mapping[str, float], inspection: Inspection, engine: str, calibrations: Calibrations
) -> RankedAssessment:
    calibration = calibrations.find(engine, Direction(source=pair.source_language, target=pair.target_language))
    model = calibration.model(signals)
    logit = model.logit(signals)
    uncapped = score_of(logit)
    score, verdict = _conclude(uncapped, inspection.findings, calibration)
    return RankedAssessment(
        assessment=Assessment(
            score=score,
            verdict=verdict,
            uncapped=uncapped,
            signals=signals,
            findings=inspection.findings,
            waived=inspection.waived,
            calibration=calibration.name,
            used=tuple(name for name in model.signals if name in signals),
        ),
        preference=logit - math.fsum(PENALTY[finding.severity] for finding in inspection.findings),
    )


def rescore(catalog: Catalog, inspections: Mapping[str, Inspection], calibrations: Calibrations = PACKAGED) -> Catalog:
    """Give untouched drafts the score of what the checks say now, where that is no longer what they said.

    A waiver takes the cap off that a finding put on; a new glossary term or a new spelling elsewhere may put one on.

    :param inspections: what the checks say, by context
    """
    direction = Direction(source=catalog.source_language, target=catalog.language or "")
    entries = (_rescored(entry, direction, inspections[entry.context], calibrations) for entry in catalog.entries)
    return replace(catalog, entries=tuple(entries))


def _rescored(entry: Entry, direction: Direction, inspection: Inspection, calibrations: Calibrations) -> Entry:
    provenance = entry.provenance
    if provenance is None or entry.state is not State.DRAFT or not by_engine(provenance) or written_by_person(entry):
        return entry
    calibration = calibrations.find(provenance.engine, direction)
    signals, uncapped = provenance.signals, provenance.uncapped
    if signals and provenance.score == ERROR_CAP:  # version 0.1.0 wrote the capped score alone
        uncapped = score_of(calibration.model(signals).logit(signals))
    names = tuple(sorted({finding.check for finding in inspection.findings if finding.check != WAIVER}))
    score, verdict = provenance.score, provenance.verdict
    if names != provenance.findings:
        score, verdict = _conclude(uncapped, inspection.findings, calibration)
    fresh = replace(provenance, score=score, verdict=verdict, uncapped=uncapped, findings=names)
    return replace(entry, provenance=fresh)


def _conclude(score: int, findings: Collection[Finding], calibration: Calibration) -> tuple[int, Verdict]:
    """Return the score, and the verdict: nothing with a warning is to be kept unseen."""
    severities = {finding.severity for finding in findings if finding.check != WAIVER}
    if Severity.ERROR in severities:
        score = min(score, ERROR_CAP)
    verdict = calibration.verdict(score)
    return score, Verdict.REVIEW if verdict is Verdict.KEEP and Severity.WARNING in severities else verdict
