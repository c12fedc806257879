"""Which signals the packaged scores are made of, and how they are fitted.

Chosen by five-fold cross-validation inside the fitting half, sentence by sentence (ten times, weights from the worst
fifth): with the share of words that the checks' lexicon knows, in place of `cohesion`, `word_chances` and `word_count`,
the area for the worst tenth was .8436 from English and .7461 from Arabic; with them it is .8564 and .7666. Left out,
since they gained less than .005 or in one direction only: the least and the deviation of the passages, halves of
sentences, centred or projected embeddings, similarities of single words, ratios of words, distinct and rare words,
capitals, numbers, quotation marks, how hard a source looks by its embedding, words covered by weight of their rarity,
counts of findings, and curves in place of straight weights.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from evaluations.calibrate.outputs import Corpus, Output, chrf_signature, worst_limit
from pipeline.quality.calibration import GENERIC, Calibration, Model, direction_name
from pipeline.quality.calibration.fit import LabelledSignals, fit_weights, measure_model, refit

PLAIN = ("similarity", "script", "length_ratio")
"""What the score was made of at first; reported for comparison."""
FULL = (
    "similarity",
    "passages",
    "cohesion",
    "word_chances",
    "script",
    "length_ratio",
    "source_length",
    "word_count",
)
LANGUAGELESS = ("script", "length_ratio", "source_length")
"""What is left in languages that neither encoder nor lexicon knows."""
AGREEMENT = "agreement"
ROUND_TRIP = "round_trip"
ENGINE = ("log_probability", "lowest", "deviation")
BROAD = 0.2
"""The share of targets whose badness teaches the weights: in the same cross-validation (four times, FULL) it raised the
area for the worst tenth from .8406 to .8434 and from .7442 to .7491; .15, .25 and .3 did as well within .001."""
LIMITS = {"keep": 75, "redo": 40}
"""Scores that part the verdicts."""


def sets_of_signals(outputs: Sequence[Output]) -> list[tuple[str, ...]]:
    """Return the sets of signals that get a model, the fullest first: with the engine's own, where it has some."""
    own = tuple(name for name in ENGINE if all(name in output.signals for output in outputs))
    if own:  # such an engine translates what encoder and lexicon know
        return [(*FULL, *own, AGREEMENT), (*FULL, *own), (*FULL, AGREEMENT), FULL]
    return [(*FULL, AGREEMENT), FULL, LANGUAGELESS]


def make_samples(
    corpus: Corpus, outputs: Sequence[Output], limit: float, names: Sequence[str], *, per_output: int | None = None
) -> list[LabelledSignals]:
    """Label outputs; where agreement is asked for, once for each second engine, or for some chosen by chance."""
    if AGREEMENT not in names:
        return [output.sample(limit) for output in outputs]
    chance = random.Random(7)
    samples = []
    for output in outputs:
        seconds = [text for _, text in corpus.seconds(output)]
        chosen = seconds if per_output is None else chance.sample(seconds, per_output)
        samples += [output.sample(limit, second) for second in chosen]
    return samples


def fit(corpus: Corpus, outputs: Sequence[Output], limit: float, names: Sequence[str], *, plain: bool = False) -> Model:
    """Fit on the one half, report on the other; for agreement with two second engines an output, chosen by chance.

    Of targets of many systems the weights are learned from what makes the worst fifth, and only level and slope from
    the worst tenth, which has half as many examples.

    :param plain: learn the weights from the worst tenth too
    """
    parts = [[output for output in outputs if output.fitted is half] for half in (True, False)]
    fitting, report = (make_samples(corpus, part, limit, names, per_output=2) for part in parts)
    broad = None if plain else broad_limit(outputs)
    return measure_model(fit_in_two(corpus, parts[0], fitting, names, broad), report)


def fit_in_two(
    corpus: Corpus,
    outputs: Sequence[Output],
    samples: Sequence[LabelledSignals],
    names: Sequence[str],
    broad: float | None,
) -> Model:
    """Fit the weights to a broader limit, if there is one, and level and slope to the samples' own."""
    if broad is None:
        return fit_weights(samples, names)
    return refit(fit_weights(make_samples(corpus, outputs, broad, names, per_output=2), names), samples)


def broad_limit(outputs: Sequence[Output]) -> float | None:
    """Return the chrF below which the worst fifth of many systems' targets lies; None of one engine's."""
    return worst_limit(outputs, BROAD) if len({output.system for output in outputs}) > 1 else None


def calibrate(corpus: Corpus, outputs: Sequence[Output], limit: float, engine: str) -> Calibration:
    """Fit a model for every set of signals that an engine's targets may have."""
    systems = ", ".join(dict.fromkeys(output.system for output in outputs))
    return Calibration(
        engine=engine,
        direction=direction_name(corpus.direction),
        label=(
            f"chance that sentence chrF is at least {limit:.1f}: that the target is not as bad as the worst tenth of "
            "what seven MT systems make of news; to be replaced by what editors keep"
        ),
        data="FLORES-200 dev without lines 126, 131 and 166, outputs of "
        + (systems if engine == GENERIC else "the draft engine"),
        date=datetime.now(UTC).date().isoformat(),
        signature=chrf_signature(),
        chrf_limit=round(limit, 2),
        models=tuple(fit(corpus, outputs, limit, names) for names in sets_of_signals(outputs)),
        **LIMITS,
    )


def full_model(calibration: Calibration) -> Model:
    """Return the model on everything that texts alone tell."""
    return next(model for model in calibration.models if set(model.signals) == set(FULL))
