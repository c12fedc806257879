"""What sacrebleu measures: each score with its confidence interval and its signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ConfigError
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.model import Direction

RESAMPLES = 1000
"""Bootstrap resamples behind an interval; sacrebleu seeds them, and the signature says with what."""
_DIGITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric: its name on the command line, its title, and how sacrebleu's is made for a language."""

    name: str
    title: str
    make: Callable[[str], Any]
    falls: bool = False
    """A better translation has a lower score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A corpus score; ``mean`` and ``margin`` are the 95 % interval of the resamples."""

    metric: str
    score: float
    mean: float
    margin: float
    signature: str


def _make_bleu(language: str) -> Any:
    from sacrebleu.metrics.bleu import BLEU

    try:
        return BLEU(trg_lang=language)
    except RuntimeError as error:
        raise ConfigError(
            f"BLEU cuts {facts(language).name} into words with a tool that is not installed; "
            f"run pip install 'sacrebleu[{language}]', or name another --metric"
        ) from error


def _make_chrf(language: str) -> Any:
    from sacrebleu.metrics.chrf import CHRF

    del language
    return CHRF()


def _make_chrf_plus_plus(language: str) -> Any:
    from sacrebleu.metrics.chrf import CHRF

    del language
    return CHRF(word_order=2)


def _make_ter(language: str) -> Any:
    from sacrebleu.metrics.ter import TER

    del language
    return TER()


METRICS: tuple[Metric, ...] = (
    Metric(name="bleu", title="BLEU", make=_make_bleu),
    Metric(name="chrf", title="chrF", make=_make_chrf),
    Metric(name="chrf++", title="chrF++", make=_make_chrf_plus_plus),
    Metric(name="ter", title="TER", make=_make_ter, falls=True),
)


def make_scorers(metrics: Sequence[Metric], direction: Direction) -> dict[str, Any]:
    """Return sacrebleu's metrics for a direction, by title.

    :raises ConfigError: if one needs a tool that is not installed
    """
    return {metric.title: metric.make(language_of(direction.target)) for metric in metrics}


def score_corpus(
    metrics: Sequence[Metric],
    targets: Sequence[str],
    references: Sequence[Sequence[str]],
    direction: Direction,
    resamples: int = RESAMPLES,
) -> tuple[Figure, ...]:
    """Score all targets together, by each metric.

    :param references: one list for each translator
    """
    from sacrebleu.significance import PairedTest

    # A test of one system resamples as corpus_score does, which fails where one resample scores nothing at all.
    alone: Any = PairedTest(
        [("", list(targets))], make_scorers(metrics, direction), references, test_type="bs", n_samples=resamples
    )
    signatures, results = alone()
    return tuple(
        Figure(
            metric=metric.title,
            score=round(float(results[key][0].score), _DIGITS),
            mean=round(float(results[key][0].mean), _DIGITS),
            margin=round(float(results[key][0].ci), _DIGITS),
            signature=str(signature),
        )
        for metric, (key, signature) in zip(metrics, signatures.items(), strict=True)
    )


def score_part(
    scorers: Mapping[str, Any], targets: Sequence[str], references: Sequence[Sequence[str]]
) -> dict[str, float]:
    """Score a part of a set (an article, a role) by metrics that are made already, without intervals."""
    return {
        title: round(scorer.corpus_score(list(targets), references).score, _DIGITS) for title, scorer in scorers.items()
    }


def score_units(targets: Sequence[str], references: Sequence[Sequence[str]]) -> list[float]:
    """Return the sentence chrF of each target.

    :param references: for each target, those that are equally right
    """
    scorer = _make_chrf("")
    return [
        round(scorer.sentence_score(target, list(right)).score, _DIGITS)
        for target, right in zip(targets, references, strict=True)
    ]
