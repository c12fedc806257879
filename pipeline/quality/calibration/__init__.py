"""Calibrations: what turns signals into a score. One JSON file for each engine and direction, fitted on labelled data.

The packaged ones are made by ``python -m evaluations.calibrate``; a file says on what, when and how well. A project
that has reviewed enough has its own, in ``locales/calibration.json``, made by ``newsloc evaluate --calibrate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from pipeline.languages.locales import language_of
from pipeline.model import Direction
from pipeline.quality.calibration.scoring import Bin, Calibration, Model, Weight, score_of

__all__ = ["GENERIC", "PACKAGED", "Bin", "Calibration", "Calibrations", "Model", "Weight", "load_packaged", "score_of"]

GENERIC = "any"
"""The calibration for targets of unknown origin: fitted on seven systems pooled, without log-probability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrations:
    """The calibrations to choose from: the project's own ones, and the packaged ones behind them."""

    own: tuple[Calibration, ...] = ()

    def find(self, engine: str, direction: Direction) -> Calibration | None:
        """Return the calibration of an engine and direction; None where nobody labelled any targets.

        The project's comes before the packaged one, the engine's before the generic one.
        """
        name = direction_name(direction)
        for wanted in dict.fromkeys((engine, GENERIC)):
            for calibration in self.own:
                if (calibration.engine, calibration.direction) == (wanted, name):
                    return calibration
            if packaged := load_packaged(wanted, direction):
                return packaged
        return None


PACKAGED = Calibrations()
"""Only what the package ships."""


def direction_name(direction: Direction) -> str:
    """Name a direction as calibrations do: ``en-ar``, without regions."""
    return f"{language_of(direction.source)}-{language_of(direction.target)}"


@cache
def load_packaged(engine: str, direction: Direction) -> Calibration | None:
    """Return the packaged calibration of an engine for a direction, or None where none was fitted."""
    return _load(f"{engine}-{direction_name(direction)}")


def _load(name: str) -> Calibration | None:
    path = files(__package__).joinpath(f"{name}.json")
    return msgspec.json.decode(path.read_bytes(), type=Calibration) if path.is_file() else None
