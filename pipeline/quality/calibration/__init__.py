"""Calibrations: what turns signals into a score. One JSON file for each engine and direction, fitted on labelled data.

They are made by ``python -m evaluations.calibrate``; a file says on what, when and how well.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from pipeline.languages.locales import language_of
from pipeline.model import Direction
from pipeline.quality.calibration.scoring import Bin, Calibration, Model, Weight, score_of

__all__ = ["GENERIC", "Bin", "Calibration", "Model", "Weight", "find_calibration", "load_calibration", "score_of"]

GENERIC = "any"
"""The calibration for targets of unknown origin: fitted on seven systems pooled, without log-probability."""


def find_calibration(engine: str, direction: Direction) -> Calibration | None:
    """Return the calibration of an engine and direction, else the generic one; None where nobody labelled targets."""
    return load_calibration(engine, direction) or load_calibration(GENERIC, direction)


def direction_name(direction: Direction) -> str:
    """Name a direction as calibrations do: ``en-ar``, without regions."""
    return f"{language_of(direction.source)}-{language_of(direction.target)}"


@cache
def load_calibration(engine: str, direction: Direction) -> Calibration | None:
    """Return the calibration of an engine for a direction, or None where none was fitted."""
    path = files(__package__).joinpath(f"{engine}-{direction_name(direction)}.json")
    return msgspec.json.decode(path.read_bytes(), type=Calibration) if path.is_file() else None
