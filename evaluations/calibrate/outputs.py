"""FLORES-200 dev with the outputs of seven MT systems, their signals and labels.

The label is sentence chrF against the reference. Lines 126, 131 and 166 are left out, in both directions: their Arabic
and their English are not translations of each other there, so a label would say nothing. Sentences of even number
(counted from 0) are for choosing and fitting, those of odd number for the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from sacrebleu.metrics.chrf import CHRF

from evaluations.references import read_lines
from pipeline.model import Candidate, Direction, Pair
from pipeline.quality.calibration.fit import LabelledSignals
from pipeline.quality.signals import measure_signals
from pipeline.quality.signals.agreement import agree

SYSTEMS = ("argos", "bergamot-base", "bergamot-base-memory", "google", "microsoft", "nllb", "opusmt")
KIN = frozenset({"bergamot-base", "bergamot-base-memory"})
"""Two of a kind: neither is a second opinion on the other."""
MISALIGNED = frozenset({125, 130, 165})
"""Lines, counted from 0, whose two sides are not translations of each other."""
WORST = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One target with its signals (of no second engine) and its sentence chrF; ``line`` counts from 0."""

    system: str
    line: int
    pair: Pair
    signals: dict[str, float]
    chrf: float

    @property
    def fitted(self) -> bool:
        """Tell whether it belongs to the half that is chosen and fitted on."""
        return self.line % 2 == 0

    def sample(self, limit: float, second: str | None = None) -> LabelledSignals:
        """Return it as labelled by a limit, with the agreement with a second engine's target if there is one."""
        value = None if second is None else _agreement(self.pair.target, second, self.pair.target_language)
        signals = self.signals if value is None else {**self.signals, "agreement": value}
        return LabelledSignals(signals=signals, good=self.chrf >= limit, group=self.line)


@cache
def _agreement(target: str, second: str, language: str) -> float | None:
    return agree(target, second, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The sources and references of one direction, line by line, and each system's targets."""

    direction: Direction
    sources: tuple[str, ...]
    references: tuple[str, ...]
    targets: dict[str, tuple[str, ...]]

    @property
    def lines(self) -> list[int]:
        """The lines whose reference translates their source."""
        return [line for line in range(len(self.sources)) if line not in MISALIGNED]

    def outputs(self) -> list[Output]:
        """Return what all systems made, labelled."""
        return self.label(
            (system, line, Candidate(text=texts[line])) for system, texts in self.targets.items() for line in self.lines
        )

    def worst_limit(self, share: float = WORST) -> float:
        """Return the chrF below which the worst share of all outputs lies, without measuring signals."""
        metric = CHRF()
        return _worst(
            [
                float(metric.sentence_score(texts[line], [self.references[line]]).score)
                for texts in self.targets.values()
                for line in self.lines
            ],
            share,
        )

    def label(self, targets: Iterable[tuple[str, int, Candidate]]) -> list[Output]:
        """Measure the signals and the sentence chrF of targets, given as system, line and candidate."""
        chosen = list(targets)
        pairs = [self.pair(line, candidate) for _, line, candidate in chosen]
        metric = CHRF()
        return [
            Output(
                system=system,
                line=line,
                pair=pair,
                signals=signals,
                chrf=float(metric.sentence_score(pair.target, [self.references[line]]).score),
            )
            for (system, line, _), pair, signals in zip(chosen, pairs, measure_signals(pairs), strict=True)
        ]

    def pair(self, line: int, candidate: Candidate) -> Pair:
        """Return a source with a target."""
        return Pair(
            source=self.sources[line],
            target=candidate.text,
            source_language=self.direction.source,
            target_language=self.direction.target,
            log_probability=candidate.log_probability,
            lowest=candidate.lowest,
            deviation=candidate.deviation,
        )

    def seconds(self, output: Output) -> Iterator[tuple[str, str]]:
        """Yield the systems that are a second opinion on an output, and what they made of its source."""
        for system, texts in self.targets.items():
            if system not in kin(output.system):
                yield system, texts[output.line]


def kin(system: str) -> frozenset[str]:
    """Return the systems that are the same as one, or nearly so."""
    return KIN if system in KIN else frozenset({system})


def read_corpus(folder: Path, direction: Direction) -> Corpus:
    """Read one direction of ``mt-outputs/``."""
    outputs = folder / "mt-outputs" / f"{direction.source}-{direction.target}"

    def read(part: str) -> tuple[str, ...]:
        return tuple(read_lines(outputs / f"flores-dev.{part}"))

    return Corpus(
        direction=direction,
        sources=read(direction.source),
        references=read(direction.target),
        targets={system: read(f"{system}.{direction.target}") for system in SYSTEMS},
    )


def worst_limit(outputs: Sequence[Output], share: float = WORST) -> float:
    """Return the chrF below which the worst share lies."""
    return _worst([output.chrf for output in outputs], share)


def _worst(values: Sequence[float], share: float) -> float:
    return float(np.quantile(values, share))


def copies(corpus: Corpus) -> list[Pair]:
    """Return the sources of the reporting half as their own targets."""
    return [corpus.pair(line, Candidate(text=corpus.sources[line])) for line in corpus.lines if line % 2]


def chrf_signature() -> str:
    """Return sacrebleu's signature of the labels' metric; it needs to have scored once."""
    metric = CHRF()
    metric.corpus_score(["x"], [["x"]])
    return str(metric.get_signature())
