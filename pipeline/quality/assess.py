"""Say for each target how far to trust it, and why: findings, signals, one calibrated score, one verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.provenance import by_engine
from pipeline.model import (
    Assessment,
    Catalog,
    Direction,
    Entry,
    Finding,
    Pair,
    Score,
    Severity,
    State,
    Unscored,
    Verdict,
)
from pipeline.quality.calibration import GENERIC, Calibration, find_calibration, score_of
from pipeline.quality.inspection import WAIVER, Inspection, inspect_pair
from pipeline.quality.likelihood import Readings, weigh
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.quality.signals import measure_signals
from pipeline.translate.engines import NO_TRANSLATIONS

ERROR_CAP = 9
"""The most that a target with an error scores: no fluent sentence outweighs a wrong number.

Of 11 such targets in the fitting part of the judgements none was right. A warning caps nothing (26 of 112 were right),
but nothing with one is kept unseen."""
NO_CALIBRATION = "nobody labelled targets of this direction; a score needs a calibration"
NO_TRANSLATION = "pseudo-localization is no translation"
NOT_WANTED = "the settings want no score (score = false)"
NOT_READ = "too long for the embedded model to read"
NO_TARGET = "there is no target"
TOO_SHORT = "too short for a number: it has four words or fewer"
LEAST_WORDS = 5
"""Words of a source from which on it has a score: of shorter ones the model knows too little."""
JUDGED = "what a judge says is no score: nobody measured how often it is right"


def assess(
    pairs: Sequence[Pair],
    engine: str = GENERIC,
    rules: CheckRules | None = DEFAULT_RULES,
    kept: Readings | None = None,
) -> list[Assessment]:
    """Assess targets that one engine made (or of unknown origin), in order.

    :param rules: those of the project for its checks; None leaves the checks, and what they take off, to `rescore`
    :param kept: where what the embedded model says is kept, if anywhere
    :raises MissingExtra: if what makes a score is not installed
    :raises EngineError: if the embedded model cannot be built
    """
    if engine in NO_TRANSLATIONS:
        return check_only(pairs, rules, NO_TRANSLATION)
    weighed = weigh(pairs, kept)
    return [
        _with_findings_of_models(
            _assess(pair, _inspect(pair, rules), measured, find_calibration(engine, _direction(pair))), pair
        )
        for pair, measured in zip(weighed, measure_signals(weighed), strict=True)
    ]


def check_only(pairs: Iterable[Pair], rules: CheckRules | None, reason: str) -> list[Assessment]:
    """Assess targets without a score, for a *reason*; nothing reads them but the checks."""
    unscored = Unscored(reason=reason)
    return [_with_findings_of_models(_assessment(_inspect(pair, rules), {}, unscored), pair) for pair in pairs]


def _with_findings_of_models(assessment: Assessment, pair: Pair) -> Assessment:
    """Return an assessment with what a judge and the embedded model said; a judge's number is explained as no score."""
    score = assessment.score
    if isinstance(score, Unscored) and pair.judgement:
        score = Unscored(reason=f"{score.reason}; {JUDGED}")
    return replace(assessment, score=score, judgement=pair.judgement, misreadings=pair.misreadings)


def _inspect(pair: Pair, rules: CheckRules | None) -> Inspection:
    return inspect_pair(pair, rules) if rules else Inspection()


def _direction(pair: Pair) -> Direction:
    return Direction(source=pair.source_language, target=pair.target_language)


def _assess(
    pair: Pair, inspection: Inspection, signals: Mapping[str, float], calibration: Calibration | None
) -> Assessment:
    if not pair.translated:
        return _assessment(inspection, signals, Unscored(reason=NO_TRANSLATION))
    if calibration is None:
        return _assessment(inspection, signals, Unscored(reason=NO_CALIBRATION))
    if is_short(pair.source):
        return _assessment(inspection, signals, Unscored(reason=TOO_SHORT))
    score = _score(signals, inspection.findings, calibration)
    if score is None:
        return _assessment(inspection, signals, Unscored(reason=NOT_READ))
    used = tuple(calibration.model(signals).signals)
    return replace(_assessment(inspection, signals, score), calibration=calibration.name, used=used)


def is_short(source: str) -> bool:
    """Tell whether a source has too few words for a score."""
    return sum(any(map(str.isalnum, word)) for word in source.split()) < LEAST_WORDS


def _assessment(inspection: Inspection, signals: Mapping[str, float], score: Score | Unscored) -> Assessment:
    return Assessment(score=score, signals=signals, findings=inspection.findings, waived=inspection.waived)


def rescore(catalog: Catalog, inspections: Mapping[str, Inspection]) -> Catalog:
    """Give untouched drafts the score of what the checks say now, where that is no longer what they said.

    What was drafted just now had its signals alone. A waiver takes the cap off that a finding put on; a new glossary
    term or a new spelling elsewhere may put one on.

    :param inspections: what the checks say, by context
    """
    direction = Direction(source=catalog.source_language, target=catalog.language or "")
    entries = (_rescored(entry, direction, inspections[entry.context]) for entry in catalog.entries)
    return replace(catalog, entries=tuple(entries))


def _rescored(entry: Entry, direction: Direction, inspection: Inspection) -> Entry:
    provenance = entry.provenance
    if provenance is None or entry.state is not State.DRAFT or written_by_person(entry):
        return entry
    if not by_engine(provenance):
        return replace(entry, provenance=replace(provenance, score=None))
    names = tuple(sorted({finding.check for finding in inspection.findings if finding.check != WAIVER}))
    calibration, score = find_calibration(provenance.engine, direction), provenance.score
    if provenance.engine in NO_TRANSLATIONS or calibration is None or is_short(entry.source):
        score = None
    elif score and names != provenance.findings:
        score = _conclude(score.uncapped, inspection.findings, calibration)
    return replace(entry, provenance=replace(provenance, score=score, findings=names))


def _score(signals: Mapping[str, float], findings: Collection[Finding], calibration: Calibration) -> Score | None:
    """Return the score with its verdict; None where a signal is missing that every model of the calibration needs."""
    model = calibration.model(signals)
    if not model.signals.keys() <= signals.keys():
        return None
    return _conclude(score_of(model.logit(signals)), findings, calibration)


def _conclude(percent: int, findings: Collection[Finding], calibration: Calibration) -> Score:
    """Return the score: nothing with a warning is to be kept unseen, and what has an error is to be done again."""
    severities = {finding.severity for finding in findings if finding.check != WAIVER}
    if Severity.ERROR in severities:
        shown = min(percent, ERROR_CAP)
        return Score(percent=shown, verdict=Verdict.REDO, capped=percent - shown)
    verdict = calibration.verdict(percent)
    if verdict is Verdict.KEEP and Severity.WARNING in severities:
        verdict = Verdict.REVIEW
    return Score(percent=percent, verdict=verdict)
