"""How true the score is: set against what people said of targets.

A file of judgements has a header and the columns ``source``, ``target`` and ``label`` (0 publishable, 1 light edit,
2 error of meaning, 3 retranslate), perhaps ``system``; tab-separated, quotes taken as they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.model import Assessment, Pair, Score, Verdict
from pipeline.quality.assess import assess
from pipeline.quality.calibration import GENERIC, PACKAGED, Calibrations
from pipeline.quality.evaluate.sets import Languages, direction_of, read_texts
from pipeline.quality.inspection import Inspector
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.translate.engines import QUALITY
from pipeline.translate.glossary import Glossary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RIGHT = frozenset({"0", "1"})
"""The labels of targets without an error of meaning."""
LABELS = ("0", "1", "2", "3")
_NEEDED = ("source", "target", "label")
_BINS = 5
_DRAWS = 1000
_DEVIATIONS = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTarget:
    """One target of a system, and whether a reader found its meaning right."""

    system: str
    pair: Pair
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of some targets are right, with the 95 % interval of their share (0-1)."""

    right: int
    targets: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBin:
    """Targets of neighbouring scores: their mean score, and how many are right."""

    score: float
    right: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredTarget:
    """One target with its score in percent; ``order`` ranks it, the more the better."""

    target: JudgedTarget
    order: float
    percent: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTruth:
    """How true the scores of a system's targets are.

    ``auc`` is the chance that the score puts a right target before a wrong one, equal scores counting half, from
    ``low`` to ``high`` with 95 % certainty (drawn by sentence); None where all are right, or none is. ``verdicts`` tell
    how many targets of each verdict are right.
    """

    system: str
    calibration: str
    targets: int
    right: int
    unscored: int
    auc: float | None
    low: float | None
    high: float | None
    verdicts: Mapping[str, Share]
    bins: tuple[ScoreBin, ...]


def read_judgements(path: Path, languages: Languages, glossary: Glossary) -> list[JudgedTarget]:
    """Read a file of judgements; a row without a system is of the system ``any``.

    :raises SourceError: naming the line that is no judgement
    :raises ConfigError: if the languages are not known
    """
    lines = read_texts(path)
    columns = lines[0].split("\t") if lines else []
    if missing := [name for name in _NEEDED if name not in columns]:
        raise SourceError(f"{path}:1: no column {missing[0]}; the header needs {', '.join(_NEEDED)}")
    direction = direction_of(path, languages)
    inspector = Inspector(glossary=glossary)
    found = []
    for number, line in enumerate(lines[1:], 2):
        row = dict(zip(columns, line.split("\t"), strict=False))
        if row.get("label") not in LABELS or not row.get("target"):
            raise SourceError(f"{path}:{number}: needs a target and a label of {', '.join(LABELS)}")
        pair = inspector.pair(row["source"], row["target"], direction)
        found.append(JudgedTarget(system=row.get("system") or GENERIC, pair=pair, right=row["label"] in RIGHT))
    return found


def measure_truth(
    judged: Sequence[JudgedTarget], rules: CheckRules = DEFAULT_RULES, calibrations: Calibrations = PACKAGED
) -> list[ScoreTruth]:
    """Measure the scores of each system's targets, in the order of their names.

    A system that is called like an engine gets the engine's calibration.
    """
    found = []
    for system in sorted({one.system for one in judged}):
        own = [one for one in judged if one.system == system]
        engine = system if system in QUALITY else GENERIC
        found.append(compare(system, own, assess([one.pair for one in own], engine, rules, calibrations)))
    return found


def compare(system: str, judged: Sequence[JudgedTarget], assessments: Sequence[Assessment]) -> ScoreTruth:
    """Compare the scores of targets with what readers said of them."""
    scored = [
        ScoredTarget(target=one, order=found.score.percent, percent=found.score.percent, verdict=found.score.verdict)
        for one, found in zip(judged, assessments, strict=True)
        if isinstance(found.score, Score)
    ]
    names = Counter(found.calibration for found in assessments if found.calibration)
    return measure_scored(system, ", ".join(sorted(names)), judged, scored)


def measure_scored(
    system: str, calibration: str, judged: Sequence[JudgedTarget], scored: Sequence[ScoredTarget]
) -> ScoreTruth:
    """Measure the scores of those of a system's targets that have one."""
    import numpy as np

    order = np.array([one.order for one in scored], dtype=float)
    percents = np.array([one.percent for one in scored], dtype=float)
    right = np.array([one.target.right for one in scored], dtype=bool)
    low, high = draw_interval(order, right, [one.target.pair.source for one in scored])
    return ScoreTruth(
        system=system,
        calibration=calibration,
        targets=len(judged),
        right=sum(one.right for one in judged),
        unscored=len(judged) - len(scored),
        auc=rank_chance(order, right),
        low=low,
        high=high,
        verdicts={
            verdict.value: count_right(one.target.right for one in scored if one.verdict is verdict)
            for verdict in Verdict
        },
        bins=tuple(_bins(percents, right)),
    )


def count_right(right: Iterable[bool]) -> Share:
    """Count the right ones of some targets."""
    values = list(right)
    low, high = certain_range(sum(values), len(values))
    return Share(right=sum(values), targets=len(values), low=round(low, 3), high=round(high, 3))


def certain_range(count: int, whole: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share, 0 to 1 where nothing was observed."""
    if not whole:
        return 0.0, 1.0
    square, share = _DEVIATIONS**2, count / whole
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _DEVIATIONS / (1 + square / whole) * (share * (1 - share) / whole + square / (4 * whole**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def rank_chance(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> float | None:
    """Return the area under the ROC curve: the chance that a right one has the higher score; equals count half."""
    from pipeline.quality.calibration.fit import area

    if right.all() or not right.any():
        return None
    return round(area(right, scores), 3)


def draw_interval(
    scores: NDArray[np.float64], right: NDArray[np.bool_], sources: Sequence[str]
) -> tuple[float | None, float | None]:
    """Return the 95 % interval of the area, by draws of sources with all their targets."""
    import numpy as np

    if rank_chance(scores, right) is None:
        return None, None
    names = {source: number for number, source in enumerate(dict.fromkeys(sources))}
    of = np.array([names[source] for source in sources])
    members = [np.flatnonzero(of == number) for number in range(len(names))]
    chance = np.random.default_rng(0)
    areas = []
    for _ in range(_DRAWS):
        drawn = np.concatenate([members[number] for number in chance.integers(0, len(members), len(members))])
        if (value := rank_chance(scores[drawn], right[drawn])) is not None:
            areas.append(value)
    low, high = np.quantile(areas, [0.025, 0.975])
    return round(float(low), 3), round(float(high), 3)


def _bins(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> Iterable[ScoreBin]:
    """Yield bins of about as many targets each, by rising score."""
    import numpy as np

    order = np.argsort(scores, kind="stable")
    for part in np.array_split(order, min(_BINS, len(order)) or 1):
        if len(part):
            yield ScoreBin(score=round(float(scores[part].mean()), 1), right=count_right(right[part].tolist()))
