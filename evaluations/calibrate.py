"""Fit the scores: from signals to the chance that a target is not among the worst.

    python -m evaluations.calibrate --data DATA --engine any      seven MT systems pooled, per direction
    python -m evaluations.calibrate --data DATA --engine draft    the draft engine's own candidates, per direction

DATA holds ``mt-outputs/<direction>/flores-dev.*``: FLORES-200 dev with the outputs of seven systems. A target counts as
bad when its sentence chrF is below the limit that cuts off the worst tenth of the seven systems' outputs, whoever made
it: so one score means the same for every engine. Fitted on every other sentence, reported on the rest.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
from rich.progress import track
from sacrebleu.metrics.chrf import CHRF
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from pipeline.calibration import GENERIC, Bin, Calibration
from pipeline.model import Direction, Pair
from pipeline.signals import measure_signals

SYSTEMS = ("argos", "bergamot-base", "bergamot-base-memory", "google", "microsoft", "nllb", "opusmt")
DIRECTIONS = (Direction(source="en", target="ar"), Direction(source="ar", target="en"))
SIGNALS = {
    GENERIC: ("similarity", "script", "length"),
    "draft": ("log_probability", "similarity", "script", "length"),
}
WORST = 0.1
BINS = 5
LIMITS = {"keep": 0.75, "redo": 0.4}
"""Verdict limits, as chances of a good target."""
OUT = Path(__file__).parents[1] / "pipeline" / "calibration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One target with its signals and its sentence chrF; ``line`` is the source's number in FLORES dev."""

    line: int
    signals: dict[str, float]
    chrf: float


def read_lines(folder: Path, direction: Direction, part: str) -> list[str]:
    """Return the lines of one file of the outputs: a language, or ``<system>.<language>``."""
    path = folder / "mt-outputs" / f"{direction.source}-{direction.target}" / f"flores-dev.{part}"
    return path.read_text(encoding="utf-8").splitlines()


def label(
    folder: Path,
    direction: Direction,
    targets: Sequence[tuple[int, str, float | None]],
) -> list[Labelled]:
    """Measure the signals and the sentence chrF of targets, given as line, text and log-probability."""
    sources = read_lines(folder, direction, direction.source)
    references = read_lines(folder, direction, direction.target)
    chrf = CHRF()
    pairs = [
        Pair(
            source=sources[line],
            target=text,
            source_language=direction.source,
            target_language=direction.target,
            log_probability=log_probability,
        )
        for line, text, log_probability in targets
    ]
    return [
        Labelled(line=line, signals=signals, chrf=chrf.sentence_score(text, [references[line]]).score)
        for (line, text, _), signals in zip(targets, measure_signals(pairs), strict=True)
    ]


def pooled(folder: Path, direction: Direction) -> list[Labelled]:
    """Label the outputs of all seven systems."""
    targets = [
        (line, text, None)
        for system in SYSTEMS
        for line, text in enumerate(read_lines(folder, direction, f"{system}.{direction.target}"))
    ]
    return label(folder, direction, targets)


def drafted(folder: Path, direction: Direction, lines: int) -> list[Labelled]:
    """Label every candidate of the draft engine for the last *lines* sources; the first are for measuring."""
    from pipeline.engines.draft.engine import DraftEngine
    from pipeline.model import Request

    sources = read_lines(folder, direction, direction.source)
    numbers = range(max(0, len(sources) - lines), len(sources))
    requests = [Request(source=sources[number]) for number in numbers]
    results = DraftEngine(report=print).translate(requests, direction)
    targets = [
        (numbers[index], candidate.text, candidate.log_probability)
        for index, candidates in track(results, description=f"Drafting {direction}", total=len(requests))
        for candidate in candidates
    ]
    return label(folder, direction, targets)


def chrf_signature() -> str:
    """Return sacrebleu's signature of the labels' metric; it needs to have scored once."""
    chrf = CHRF()
    chrf.corpus_score(["x"], [["x"]])
    return str(chrf.get_signature())


def copies(folder: Path, direction: Direction, log_probability: float | None) -> list[Labelled]:
    """Label some sources as their own targets: the outputs hold few copies, and similarity takes them for perfect.

    Only from lines that are fitted on, so the report stays on what systems really make.
    """
    sources = read_lines(folder, direction, direction.source)
    return label(folder, direction, [(line, sources[line], log_probability) for line in range(0, len(sources), 120)])


def fit(engine: str, direction: Direction, rows: list[Labelled], limit: float) -> Calibration:
    """Fit on the sentences of even number, report on those of odd number."""
    names = SIGNALS[engine]
    features = np.array([[row.signals.get(name, 0.0) for name in names] for row in rows])
    good = np.array([row.chrf >= limit for row in rows])
    fitting = np.array([row.line % 2 == 0 for row in rows])
    spread = np.maximum(features[fitting].std(axis=0), 0.01)  # a signal that hardly varies must not explode
    model = LogisticRegression(C=1.0, max_iter=1000).fit(features[fitting] / spread, good[fitting])
    chances = model.predict_proba(features[~fitting] / spread)[:, 1]
    observed = good[~fitting]
    return Calibration(
        engine=engine,
        direction=f"{direction.source}-{direction.target}",
        label=(
            f"chance that sentence chrF is at least {limit:.1f}: that the target is not as bad as the worst tenth of "
            "what seven MT systems make of news; to be replaced by what editors keep"
        ),
        data="FLORES-200 dev, outputs of " + (", ".join(SYSTEMS) if engine == GENERIC else "the draft engine"),
        date=datetime.now(UTC).date().isoformat(),
        signature=chrf_signature(),
        chrf_limit=round(limit, 2),
        weights={name: round(float(w), 4) for name, w in zip(names, model.coef_[0] / spread, strict=True)},
        intercept=round(float(model.intercept_[0]), 4),
        keep=round(100 * LIMITS["keep"]),
        redo=round(100 * LIMITS["redo"]),
        sentences=len(rows),
        positives=int(good.sum()),
        auc=round(float(roc_auc_score(observed, chances)), 3),
        reliability=tuple(reliability(chances, observed)),
    )


def reliability(chances: np.ndarray, observed: np.ndarray) -> list[Bin]:
    """Return mean score against observed share of good targets, in bins of equal size."""
    order = np.argsort(chances)
    return [
        Bin(
            score=round(100 * float(chances[part].mean()), 1),
            observed=round(100 * float(observed[part].mean()), 1),
            count=len(part),
        )
        for part in np.array_split(order, BINS)
    ]


def main() -> None:
    """Fit both directions and write the calibrations into the package."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with mt-outputs/")
    parser.add_argument("--engine", choices=tuple(SIGNALS), required=True)
    parser.add_argument("--lines", type=int, default=240, help="sources the draft engine translates, from the end")
    arguments = parser.parse_args()
    for direction in DIRECTIONS:
        pool = pooled(arguments.data, direction)
        limit = float(np.quantile([row.chrf for row in pool], WORST))
        own = pool if arguments.engine == GENERIC else drafted(arguments.data, direction, arguments.lines)
        known = [row.signals["log_probability"] for row in own if "log_probability" in row.signals]
        own += copies(arguments.data, direction, float(np.mean(known)) if known else None)
        calibration = fit(arguments.engine, direction, own, limit)
        path = OUT / f"{arguments.engine}-{calibration.direction}.json"
        path.write_bytes(msgspec.json.format(msgspec.json.encode(calibration), indent=2) + b"\n")
        print(f"{path.name}: AUC {calibration.auc}, {calibration.positives} of {calibration.sentences} good")
        for point in calibration.reliability:
            print(f"  score {point.score:5.1f}  observed {point.observed:5.1f}  n {point.count}")


if __name__ == "__main__":
    main()
