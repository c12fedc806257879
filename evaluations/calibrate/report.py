"""What the fitted scores are worth on the reporting half: the areas under the ROC curve, copies, speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluations.calibrate.fitting import AGREEMENT, FULL, PLAIN, broad_limit, fit, fit_in_two, full_model, make_samples
from evaluations.calibrate.outputs import SYSTEMS, Corpus, Output, copies, kin, worst_limit
from pipeline.model import Pair, Verdict
from pipeline.quality.assess import assess
from pipeline.quality.calibration import Calibration, Model
from pipeline.quality.calibration.fit import area
from pipeline.quality.checks import run_checks
from pipeline.quality.signals import SIGNALS

RESAMPLES = 1000
TIMED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Areas under the ROC curve for the worst tenth of the pool, on all of it or on one system's targets."""

    name: str
    targets: int
    bad: int
    plain: float
    """A logistic regression on similarity, script and length."""
    without_source_length: float
    score: float
    """The score before findings cap it."""
    shown: float
    """The score as shown, an integer capped by findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconded:
    """Areas with one system as the second engine, it and its kin left out of the pool that is scored."""

    second: str
    targets: int
    bad: int
    without: float
    agreement: float
    """Agreement alone; 0 where the second engine left its target untranslated."""
    score: float
    """The score with agreement, from the one model for all second engines."""
    unseen: float
    """The same, fitted without this second engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Units a second of one signal, of all checks, or of a whole assessment."""

    name: str
    units_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that is reported of one direction. ``interval`` is a 95 % interval of the pool's area, by sentences."""

    direction: str
    chrf_limit: float
    alone: tuple[Worth, ...]
    interval: tuple[float, float]
    seconded: tuple[Seconded, ...]
    copies: int
    copies_caught: int
    copies_disabled: int
    """Copies with the verdict redo when the check that finds them is switched off."""
    calibration_error: float
    """Mean distance of score and observed share over the bins of the reliability curve, in percent."""


def report(corpus: Corpus, outputs: Sequence[Output], limit: float, calibration: Calibration) -> Report:
    """Measure one direction."""
    half = [output for output in outputs if not output.fitted]
    model = full_model(calibration)
    plain = fit(corpus, outputs, limit, PLAIN, plain=True)
    shorter = fit(corpus, outputs, limit, [name for name in FULL if name != "source_length"])
    shown = np.array([one.score for one in assess([output.pair for output in half])])
    columns = [_logits(one, half) for one in (plain, shorter, model)]
    good = np.array([output.chrf >= limit for output in half])
    systems = np.array([output.system for output in half])

    def worth(name: str, chosen: NDArray[np.bool_]) -> Worth:
        areas = [round(area(good[chosen], column[chosen]), 3) for column in (*columns, shown)]
        return Worth(
            name=name,
            targets=int(chosen.sum()),
            bad=int((~good[chosen]).sum()),
            plain=areas[0],
            without_source_length=areas[1],
            score=areas[2],
            shown=areas[3],
        )

    copied = copies(corpus)
    return Report(
        direction=calibration.direction,
        chrf_limit=round(limit, 2),
        alone=(
            worth("all seven pooled", np.ones(len(half), dtype=bool)),
            *(worth(system, systems == system) for system in SYSTEMS),
        ),
        interval=_interval(good, columns[-1], np.array([output.line for output in half])),
        seconded=tuple(_seconded(corpus, outputs, calibration, second) for second in SYSTEMS),
        copies=len(copied),
        copies_caught=_redone(copied),
        copies_disabled=_redone(copied, ["untranslated", "script"]),
        calibration_error=round(float(np.mean([abs(point.score - point.observed) for point in model.reliability])), 2),
    )


def _redone(pairs: Sequence[Pair], disabled: Sequence[str] = ()) -> int:
    return sum(one.verdict is Verdict.REDO for one in assess(pairs, disabled=disabled))


def _logits(model: Model, outputs: Sequence[Output]) -> NDArray[np.float64]:
    return np.array([model.logit(output.signals) for output in outputs])


def _interval(good: NDArray[np.bool_], logits: NDArray[np.float64], lines: NDArray[np.int64]) -> tuple[float, float]:
    chance = np.random.default_rng(7)
    places = {line: np.flatnonzero(lines == line) for line in np.unique(lines).tolist()}
    areas = []
    for _ in range(RESAMPLES):
        chosen = np.concatenate([places[line] for line in chance.choice(list(places), len(places)).tolist()])
        areas.append(area(good[chosen], logits[chosen]))
    low, high = np.quantile(areas, [0.025, 0.975])
    return round(float(low), 3), round(float(high), 3)


def _seconded(corpus: Corpus, outputs: Sequence[Output], calibration: Calibration, second: str) -> Seconded:
    pool = [output for output in outputs if output.system not in kin(second)]
    limit = worst_limit(pool)
    half = [output for output in pool if not output.fitted]
    samples = [output.sample(limit, corpus.targets[second][output.line]) for output in half]
    good = np.array([sample.good for sample in samples])
    with_agreement = next(model for model in calibration.models if AGREEMENT in model.signals)
    without = full_model(calibration)
    others = Corpus(
        direction=corpus.direction,
        sources=corpus.sources,
        references=corpus.references,
        targets={name: texts for name, texts in corpus.targets.items() if name not in kin(second)},
    )
    names = (*FULL, AGREEMENT)
    fitting = [output for output in pool if output.fitted]
    labelled = make_samples(others, fitting, limit, names, per_output=2)
    unseen = fit_in_two(others, fitting, labelled, names, broad_limit(pool))

    def measure(value: Callable[[dict[str, float]], float]) -> float:
        return round(area(good, np.array([value(dict(sample.signals)) for sample in samples])), 3)

    return Seconded(
        second=second,
        targets=len(half),
        bad=int((~good).sum()),
        without=measure(without.logit),
        agreement=measure(lambda signals: signals.get(AGREEMENT, 0.0)),
        score=measure(lambda signals: (with_agreement if AGREEMENT in signals else without).logit(signals)),
        unseen=measure(lambda signals: (unseen if AGREEMENT in signals else without).logit(signals)),
    )


def measure_speed(outputs: Sequence[Output]) -> list[Speed]:
    """Time each signal, all checks and the whole assessment on some outputs of different systems.

    Processor time: all of it is one thread's, and other work on the machine would count in any other.
    """
    pairs = [output.pair for output in outputs[:: max(1, len(outputs) // TIMED)]][:TIMED]
    parts: list[tuple[str, Callable[[], object]]] = [
        *((signal.name, lambda signal=signal: signal.measure(pairs)) for signal in SIGNALS if signal.name in FULL),
        ("all checks", lambda: [run_checks(pair) for pair in pairs]),
        ("the default score, with all of it", lambda: assess(pairs)),
    ]
    assess(pairs[:1])
    speeds = []
    for name, part in parts:
        start = time.process_time()
        part()
        speeds.append(Speed(name=name, units_per_second=round(len(pairs) / (time.process_time() - start), 1)))
    return speeds
