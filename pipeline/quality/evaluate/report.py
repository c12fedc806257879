"""An evaluation written down: JSON, and an HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.languages.language import facts
from pipeline.languages.locales import direction
from pipeline.model import Score, Verdict
from pipeline.quality.evaluate.metrics import METRICS, score_units

if TYPE_CHECKING:
    from pipeline.model import Assessment
    from pipeline.quality.evaluate.evaluation import Evaluation
    from pipeline.quality.evaluate.sets import ParallelSet, Sample
    from pipeline.quality.evaluate.systems import System

WORST = 20
"""Units of each system that the report shows in full, those of the lowest sentence chrF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poor:
    """One of the worst units: what was to be translated, what came, what was right."""

    number: int
    """Its place in the set, from 1."""
    sample: Sample
    target: str
    chrf: float
    assessment: Assessment | None

    @property
    def score(self) -> Score | None:
        """Its score, if it has one."""
        found = self.assessment.score if self.assessment else None
        return found if isinstance(found, Score) else None


def as_json(evaluation: Evaluation) -> bytes:
    """Write an evaluation as JSON that people can read."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(evaluation), indent=2) + b"\n"


def evaluation_report(evaluation: Evaluation, samples: ParallelSet, systems: Sequence[System]) -> str:
    """Write the report of one set as a whole HTML page."""
    return _render(
        evaluation=evaluation,
        sections=[
            (result, find_worst(samples, system)) for result, system in zip(evaluation.results, systems, strict=True)
        ],
        source_dir=direction(evaluation.source_language),
        target_dir=direction(evaluation.target_language),
        source_name=facts(evaluation.source_language).name,
        target_name=facts(evaluation.target_language).name,
        verdicts=[verdict.value for verdict in Verdict],
        falling={metric.title for metric in METRICS if metric.falls},
        compared={(one.system, one.metric): one for one in evaluation.comparisons},
    )


def find_worst(samples: ParallelSet, system: System, most: int = WORST) -> list[Poor]:
    """Return the units of the lowest sentence chrF, the lowest first."""
    chrf = score_units(system.targets, [sample.references for sample in samples.samples])
    order = sorted(range(len(chrf)), key=lambda number: (chrf[number], number))
    return [
        Poor(
            number=number + 1,
            sample=samples.samples[number],
            target=system.targets[number],
            chrf=chrf[number],
            assessment=system.assessments[number],
        )
        for number in order[:most]
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _render(**values: Any) -> str:
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    environment = Environment(
        # The page shares its looks with the report of localize.
        loader=ChoiceLoader([PackageLoader("pipeline.quality.evaluate"), PackageLoader("pipeline.quality")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["share"] = _percent
    page: str = environment.get_template("evaluation.html.j2").render(**values)
    return page
