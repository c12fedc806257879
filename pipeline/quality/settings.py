"""The settings of checks and scores."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import ConfigError
from pipeline.project.settings import SettingsTable, read_part


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySettings:
    """Which checks run, and what a score rests on.

    ``disable`` names checks to leave out. ``agreement`` asks for a second opinion on each draft: ``back`` translates it
    back, another engine (``NAME`` or ``NAME:MODEL``) translates the source once more.
    """

    disable: tuple[str, ...] = ()
    agreement: str = ""


def read_quality(table: SettingsTable) -> QualitySettings:
    """Read the settings of checks and scores from a project's table.

    :raises ConfigError: naming the file, the setting and what it must be
    """
    settings = QualitySettings(**read_part(table, QualitySettings))
    if settings.disable:
        from pipeline.quality.checks import CHECKS, explain_unknown

        for name in settings.disable:
            if name not in {check.name for check in CHECKS}:
                raise ConfigError(f"{table.place('disable')}: {explain_unknown(name)}")
    return settings
