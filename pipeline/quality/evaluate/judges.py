"""What a judge is worth: its numbers set against what people said of targets."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import ConfigError
from pipeline.model import Judgement, Verdict
from pipeline.quality.calibration.reviewed import KEEP, NO_SIGNALS, REDO
from pipeline.quality.calibration.scoring import Model, score_of
from pipeline.quality.evaluate.judgements import JudgedTarget, ScoredTarget, ScoreTruth, measure_scored

_FOLDS = 5
"""Parts of the sources; each is measured with a calibration that was fitted to the others."""


def measure_judge(judged: Sequence[JudgedTarget]) -> list[ScoreTruth]:
    """Measure the judge of each system's targets, in the order of their names; nothing where none was judged.

    Order is that of the judge's own numbers. Percent and verdicts are as a calibration makes them of these numbers:
    fitted to four fifths of the sources, of all systems together, and measured on the last fifth, in turn.

    :raises ConfigError: if the labels are too few for that
    """
    both = [(one, one.pair.judgement) for one in judged if one.pair.judgement]
    if not both:
        return []
    scored = _score(both)
    return [
        measure_scored(
            system,
            f"{both[0][1].judge}, cross-validated",
            [one for one in judged if one.system == system],
            [each for each in scored if each.target.system == system],
        )
        for system in sorted({one.system for one in judged})
    ]


def _score(both: Sequence[tuple[JudgedTarget, Judgement]]) -> list[ScoredTarget]:
    sources = {source: number for number, source in enumerate(dict.fromkeys(one.pair.source for one, _ in both))}
    parts = [sources[one.pair.source] % _FOLDS for one, _ in both]
    models = [_fit([each for each, at in zip(both, parts, strict=True) if at != part]) for part in range(_FOLDS)]
    name = both[0][1].judge
    rises = _fit(both).signals[name].weight >= 0
    scored = []
    for (one, said), part in zip(both, parts, strict=True):
        percent = score_of(models[part].logit({name: said.score}))
        order = said.score if rises else -said.score
        scored.append(ScoredTarget(target=one, order=order, percent=percent, verdict=_verdict(percent)))
    return scored


def _fit(both: Sequence[tuple[JudgedTarget, Judgement]]) -> Model:
    """Fit a calibration to a judge's numbers alone.

    :raises ConfigError: if the targets are all right or all wrong
    """
    from pipeline.quality.calibration.fit import LabelledSignals, add_signal

    if len({one.right for one, _ in both}) == 1 or not both:
        raise ConfigError("the labels are too few to measure a judge; it takes right and wrong targets of many sources")
    name = both[0][1].judge
    samples = [LabelledSignals(signals={name: said.score}, good=one.right, group=0) for one, said in both]
    return add_signal(NO_SIGNALS, samples, name)


def _verdict(percent: int) -> Verdict:
    if percent >= KEEP:
        return Verdict.KEEP
    return Verdict.REDO if percent < REDO else Verdict.REVIEW
