"""Back-translations of the systems' outputs by the embedded draft engine, and a score that rests on them.

The packaged scores do without: of 392 targets from English the round trip alone had an area of .44, and the score with
it .831, against .875 without. This shows whether a better engine changes that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from evaluations.calibrate.fitting import FULL, ROUND_TRIP, full_model
from evaluations.calibrate.outputs import Corpus, Output
from pipeline.model import Candidate
from pipeline.quality.calibration import Calibration, Model
from pipeline.quality.calibration.fit import area, fit_weights, measure_model
from pipeline.quality.opinions import Opinions
from pipeline.quality.signals.agreement import overlap
from pipeline.translate.engines.draft.engine import DraftEngine
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory


def translate_back(corpus: Corpus, lines: int) -> list[Output]:
    """Return the outputs for sources spread over the set, each with its back-translation as a signal."""
    step = max(1, len(corpus.lines) // lines) | 1  # odd, so that both halves get their share
    chosen = corpus.lines[::step][:lines]
    outputs = corpus.label(
        (system, line, Candidate(text=texts[line])) for system, texts in corpus.targets.items() for line in chosen
    )
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder, "memory.sqlite")) as memory:
        engine = DraftEngine(report=print)
        opinions = Opinions(back=True, engine_for=lambda _: engine, glossary=load_glossary(), memory=memory, say=print)
        pairs = opinions.ask([output.pair for output in outputs], [""] * len(outputs))
    values = [overlap(pair.back, pair.source) if pair.back else None for pair in pairs]
    return [
        replace(output, signals={**output.signals, ROUND_TRIP: value})
        for output, value in zip(outputs, values, strict=True)
        if value is not None
    ]


def add_round_trip(calibration: Calibration, outputs: Sequence[Output], limit: float) -> Calibration:
    """Return a calibration with a model for back-translated targets, in place of the one it had."""
    names = (*FULL, ROUND_TRIP)
    fitting, report = ([output.sample(limit) for output in outputs if output.fitted is half] for half in (True, False))
    model = measure_model(fit_weights(fitting, names), report)
    return replace(calibration, models=(model, *without_round_trip(calibration.models)))


def without_round_trip(models: Sequence[Model]) -> list[Model]:
    """Return the models that need no back-translation."""
    return [model for model in models if ROUND_TRIP not in model.signals]


def compare(calibration: Calibration, outputs: Sequence[Output], limit: float) -> dict[str, float]:
    """Return the areas on the reporting half: back-translation alone, the score without it, the score with it."""
    half = [output for output in outputs if not output.fitted]
    good = np.array([output.chrf >= limit for output in half])
    models = {
        "score without": full_model(calibration),
        "score with": next(model for model in calibration.models if ROUND_TRIP in model.signals),
    }
    columns = {name: [model.logit(output.signals) for output in half] for name, model in models.items()}
    columns["back-translation alone"] = [output.signals[ROUND_TRIP] for output in half]
    return {name: round(area(good, np.array(column)), 3) for name, column in columns.items()}
