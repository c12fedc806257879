"""What the score says of one system's targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import Score, Verdict
from pipeline.quality.evaluate.systems import System


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSummary:
    """The scores of the ``units`` that have one: their mean, and the verdicts.

    Whether the scores are true only labels tell: `pipeline.quality.evaluate.judgements`.
    """

    units: int
    mean: float
    verdicts: Mapping[str, int]
    calibration: str


def summarize_scores(system: System) -> ScoreSummary | None:
    """Summarize the scores of a system's targets; None where none has a score."""
    scored = [(one.score, one.calibration) for one in system.assessments if one and isinstance(one.score, Score)]
    scores = [score for score, _ in scored if isinstance(score, Score)]
    if not scores:
        return None
    counts = Counter(score.verdict for score in scores)
    return ScoreSummary(
        units=len(scores),
        mean=round(sum(score.percent for score in scores) / len(scores), 1),
        verdicts={verdict.value: counts[verdict] for verdict in Verdict},
        calibration=scored[0][1],
    )
