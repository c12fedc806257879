"""The settings of the gate: ``[coverage]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.errors import ConfigError
from pipeline.gate.limits import CoverageLimits
from pipeline.languages.locales import normalize_tag
from pipeline.project.settings import SettingsTable, checked, read_whole, shown

_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """What the gate asks for: ``coverage`` maps a language to its least shares."""

    coverage: Mapping[str, CoverageLimits] = field(default_factory=dict)


def read_gate(table: SettingsTable) -> GateSettings:
    """Read the settings of the gate from a project's table.

    :raises ConfigError: naming the file, the setting and what it must be
    """
    return GateSettings(coverage=_read_coverage(table))


def _read_coverage(table: SettingsTable) -> dict[str, CoverageLimits]:
    """Read for each language a percentage of units, or a table of percentages."""
    coverage, place = table.inner("coverage"), table.place("coverage")
    return {
        checked(normalize_tag, tag, place): _read_limits(coverage, tag, value) for tag, value in coverage.values.items()
    }


def _read_limits(coverage: SettingsTable, tag: str, value: object) -> CoverageLimits:
    place = coverage.place(tag)
    if not isinstance(value, dict | int | float) or isinstance(value, bool):
        raise ConfigError(f"{place} is {shown(value)}; write a percentage, or {{ units = 80, words = 75 }}")
    limits = read_whole(coverage.inner(tag), CoverageLimits) if isinstance(value, dict) else {"units": value}
    for name, share in limits.items():
        if not 0 <= share <= _WHOLE:
            own = f"{place}.{name}" if isinstance(value, dict) else place
            raise ConfigError(f"{own} is {share:g}; write a percentage from 0 to 100")
    return CoverageLimits(**limits)
