"""Which signals the packaged scores are made of, and how weights and thresholds are fitted to judgements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from evaluations.calibrate.labelled import DRAFT, KIN, SYSTEMS, Labelled, Part
from evaluations.calibrate.weights import LabelledSignals, fit_weights, measure_model, refit
from pipeline.quality.assess import ERROR_CAP
from pipeline.quality.calibration import GENERIC, Calibration, Model
from pipeline.quality.calibration.scoring import score_of

FULL = ("both_ways", "source_length", "similarity")
"""What a score rests on.

On the tuning part, areas within the six decent systems (from English, from Arabic): these .799 and .782; without
`both_ways` .569 and .758; without similarity .786 and .765. What the score rested on before, fitted to the same labels
(similarity, similarity and cohesion of passages, word chances, script, lengths): .722 and .742; all of it together
with these .767 and .805, and in five-fold cross-validation within the fitting part .687 and .676, with these .687
and .709. With the log-probability of each side by itself as a signal, too: .757 and .755 in place of .781 and .760 for
`both_ways` alone."""
RISING = frozenset({"both_ways", "similarity"})
"""Signals that stand for a right target: one that a fit turns against it is left out there."""
KEEP, REDO = 0.9, 0.1
"""The least share of right targets among those to keep, and the most among those to redo."""
LEAST = 20
"""Targets of the tuning part that a threshold must rest on, at least."""
LABEL = "chance that a careful reviewer finds no error of meaning"
RULE = "labels 0 and 1 of evaluations/sets/judgements are right, 2 and 3 are not"


def pool(labelled: Sequence[Labelled], engine: str) -> list[Labelled]:
    """Return the targets that an engine's score is fitted to: those of the seven systems for any engine."""
    return [one for one in labelled if (one.system == DRAFT if engine == DRAFT else one.system in SYSTEMS)]


def fit(labelled: Sequence[Labelled], names: Sequence[str]) -> Model:
    """Fit a model on the fitting part, and report on the held-out part."""
    fitting, report = ([one.sample() for one in labelled if one.part is part] for part in (Part.FIT, Part.HELDOUT))
    return measure_model(fit_rising(fitting, names), report)


def fit_rising(samples: Sequence[LabelledSignals], names: Sequence[str]) -> Model:
    """Fit weights, those of the rising signals not below 0."""
    model = fit_weights(samples, names)
    turned = {name for name, weight in model.signals.items() if name in RISING and weight.weight < 0}
    return fit_rising(samples, [name for name in names if name not in turned]) if turned else model


def calibrate(labelled: Sequence[Labelled], engine: str, direction: str) -> Calibration:
    """Fit the score of an engine for a direction.

    The draft engine's few right targets tell level and slope, not weights: it has those of the seven systems.
    """
    own = [one for one in labelled if one.direction == direction]
    model, targets = fit(pool(own, GENERIC), FULL), pool(own, engine)
    if engine != GENERIC:
        model = refit_model(model, targets)
    keep, redo = thresholds(model, targets)
    return Calibration(
        engine=engine,
        direction=direction,
        label=LABEL,
        data=f"{sum(one.part is Part.FIT for one in targets)} judged targets of {describe(engine)}",
        date=datetime.now(UTC).date().isoformat(),
        signature=RULE,
        models=(model,),
        keep=keep,
        redo=redo,
    )


def describe(engine: str) -> str:
    """Name whose targets a score is fitted to."""
    return "the draft engine" if engine == DRAFT else "seven MT systems"


def refit_model(model: Model, targets: Sequence[Labelled]) -> Model:
    """Move a model's level and slope to an engine's own targets of the fitting part."""
    fitting, report = ([one.sample() for one in targets if one.part is part] for part in (Part.FIT, Part.HELDOUT))
    return measure_model(refit(model, fitting), report)


def thresholds(model: Model, targets: Sequence[Labelled]) -> tuple[int | None, int | None]:
    """Return the least score to keep, and the score below which to redo; None where no score earns it.

    Of all thresholds that hold the widest is taken, but no score below 90 is kept, and none from 10 on redone: a score
    says what share is right. A wrong `keep` is published, so it must hold for the tuning part, and targets with a
    finding are not kept. After a wrong `redo` a person looks at a right target, so the fitting part counts, too.
    """
    tuned = [one for one in targets if one.part is Part.TUNE and not one.severity]
    known = [one for one in targets if one.part is not Part.HELDOUT]
    return _least_kept(*_scored(model, tuned)), _most_redone(*_scored(model, known))


def _scored(model: Model, targets: Sequence[Labelled]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    return np.array([shown(model, one) for one in targets]), np.array([one.right for one in targets])


def shown(model: Model, one: Labelled) -> int:
    """Return the score that is shown: an error caps it."""
    score = score_of(model.logit(one.signals))
    return min(score, ERROR_CAP) if one.severity == "error" else score


def _least_kept(scores: NDArray[np.int64], right: NDArray[np.bool_]) -> int | None:
    reached = [at for at in range(round(100 * KEEP), 101) if (scores >= at).sum() >= LEAST]
    holding = (at for at in reached if right[scores >= at].mean() >= KEEP)
    return next(holding, None)


def _most_redone(scores: NDArray[np.int64], right: NDArray[np.bool_]) -> int | None:
    reached = [at for at in range(round(100 * REDO), 0, -1) if (scores < at).sum() >= LEAST]
    holding = (at for at in reached if right[scores < at].mean() <= REDO)
    return next(holding, None)


def leave_out(labelled: Sequence[Labelled], names: Sequence[str]) -> list[tuple[Labelled, float]]:
    """Return the held-out targets with the log-odds of models that were fitted without their own system."""
    found = []
    for system in SYSTEMS:
        gone = KIN if system in KIN else {system}
        fitting = [one.sample() for one in labelled if one.part is Part.FIT and one.system not in gone]
        model = fit_rising(fitting, names)
        found += [
            (one, model.logit(one.signals)) for one in labelled if one.part is Part.HELDOUT and one.system == system
        ]
    return found
