"""What sacrebleu measures: scores with intervals and signatures, and a paired test against the first system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ConfigError
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.model import Direction

RESAMPLES = 1000
"""Bootstrap resamples behind intervals and the test; sacrebleu seeds them, and the signature says with what."""
LIMIT = 0.05
"""Below this chance of seeing such a difference between equals, it counts as real."""
_DIGITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How a score differs from the first system's, and the chance of such a difference between equals."""

    score: float
    p_value: float

    @property
    def significant(self) -> bool:
        """Tell whether chance is an unlikely reason."""
        return self.p_value < LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A corpus score; ``mean`` and ``margin`` are the 95 % interval of the resamples.

    ``difference`` is to the first system; None for that one itself.
    """

    metric: str
    score: float
    mean: float
    margin: float
    signature: str
    difference: Difference | None


def _make_bleu(language: str) -> Any:
    from sacrebleu.metrics.bleu import BLEU

    try:
        return BLEU(trg_lang=language)
    except RuntimeError as error:
        raise ConfigError(
            f"BLEU cuts {facts(language).name} into words with a tool that is not installed; "
            f"run pip install 'sacrebleu[{language}]', or name another --metric"
        ) from error


def _make_chrf(_: str) -> Any:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()


def _make_chrf_plus_plus(_: str) -> Any:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(word_order=2)


def _make_ter(_: str) -> Any:
    from sacrebleu.metrics.ter import TER

    return TER()


METRICS: dict[str, Callable[[str], Any]] = {
    "BLEU": _make_bleu,
    "chrF": _make_chrf,
    "chrF++": _make_chrf_plus_plus,
    "TER": _make_ter,
}
"""Makes each of sacrebleu's metrics for a target language; its name in small letters is the command line's."""


def score_systems(
    systems: Sequence[tuple[str, Sequence[str]]],
    references: Sequence[Sequence[str]],
    metrics: Sequence[str],
    direction: Direction,
) -> list[tuple[Figure, ...]]:
    """Score the targets of each system (its name and targets) by each metric, and compare it with the first one.

    :param references: one list for each translator
    :raises ConfigError: if a metric needs a tool that is not installed
    """
    from sacrebleu.significance import PairedTest

    named: list[tuple[str, Sequence[str]]] = [(name, list(targets)) for name, targets in systems]
    scorers = {name: METRICS[name](language_of(direction.target)) for name in metrics}
    # For one system it resamples as corpus_score does, which fails where one resample scores nothing at all.
    test: Any = PairedTest(named, scorers, references, test_type="bs", n_samples=RESAMPLES)
    signatures, results = test()
    # sacrebleu calls the metrics by its own names, in the order given.
    columns = [
        [
            Figure(
                metric=metric,
                score=round(float(result.score), _DIGITS),
                mean=round(float(result.mean), _DIGITS),
                margin=round(float(result.ci), _DIGITS),
                signature=str(signatures[key]),
                difference=_compare(results[key], number, targets == named[0][1]),
            )
            for number, (result, (_, targets)) in enumerate(zip(results[key], named, strict=True))
        ]
        for metric, key in zip(metrics, signatures, strict=True)
    ]
    return list(zip(*columns, strict=True))


def _compare(results: Sequence[Any], number: int, same: bool) -> Difference | None:  # noqa: FBT001 - a fact, no switch
    if not number:
        return None
    return Difference(
        score=round(float(results[number].score - results[0].score), _DIGITS),
        # To sacrebleu a system differs from itself by no chance; to a reader it does not differ.
        p_value=1.0 if same else round(float(results[number].p_value), 4),
    )
