"""Fit the packaged scores to judgements: the chance that a careful reviewer finds no error of meaning.

    python -m evaluations.calibrate --data DATA [--cache FILE]

DATA holds ``mt-outputs/<direction>/flores-dev.*``: FLORES-200 dev with the outputs of seven systems. Weights are fitted
on the fitting part of the judgements, the thresholds of the verdicts chosen on the tuning part; what they are worth on
the held-out part, `evaluations.score` reports.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from evaluations.calibrate.fitting import calibrate
from evaluations.calibrate.labelled import DRAFT, read_labelled
from evaluations.references import DIRECTIONS
from pipeline.quality.calibration import GENERIC, Calibration, direction_name, load_calibration

PACKAGE = Path(__file__).parents[2] / "pipeline" / "quality" / "calibration"


def main() -> None:
    """Fit both directions, write the calibrations into the package, and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with mt-outputs/")
    parser.add_argument("--cache", type=Path, help="file that keeps the signals: measuring takes minutes")
    parser.add_argument("--out", type=Path, default=PACKAGE, help="folder for the calibrations")
    arguments = parser.parse_args()
    labelled = read_labelled(arguments.data, arguments.cache)
    console = Console(width=96, highlight=False)
    for direction in DIRECTIONS:
        for engine in (GENERIC, DRAFT):
            calibration = calibrate(labelled, engine, direction_name(direction))
            write(calibration, arguments.out)
            console.print(describe_models(calibration))


def write(calibration: Calibration, folder: Path) -> None:
    """Write a calibration into a folder, the package if no other is named."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{calibration.engine}-{calibration.direction}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(calibration), indent=2) + b"\n")
    load_calibration.cache_clear()


def describe_models(calibration: Calibration) -> Table:
    """Lay out each model's weights and reliability curve."""
    limits = f"keep from {calibration.keep}, redo below {calibration.redo}"
    name = f"{calibration.engine} {calibration.direction}"
    table = Table(title=f"{name}: {calibration.data}; {limits}", title_justify="left")
    table.add_column("signals (weight)", ratio=3)
    table.add_column("AUC, held out", justify="right")
    table.add_column("score > right, held out", ratio=2)
    for model in calibration.models:
        table.add_row(
            ", ".join(f"{name} {weight.weight:.2f}" for name, weight in model.signals.items()),
            f"{model.auc:.3f}",
            ", ".join(f"{point.score:.0f}>{point.observed:.0f}" for point in model.reliability),
        )
    return table


if __name__ == "__main__":
    main()
