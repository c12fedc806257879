"""The settings of checks and scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import ConfigError
from pipeline.model import Severity
from pipeline.project.settings import SettingsTable, read_part, read_value, refuse_unknown
from pipeline.quality.judges.settings import JudgeSettings, read_judge
from pipeline.quality.rules import CheckRules

_Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTable:
    """The table ``[check]``: ``severity`` maps a check to the severity of all that it finds."""

    severity: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySettings:
    """Which checks run, what they do to the gate, and what a score rests on.

    ``disable`` names checks to leave out; ``strict`` lets warnings close the gate. ``score`` lets the embedded model
    read each draft; ``judge`` is who else does.
    """

    disable: tuple[str, ...] = ()
    strict: bool = False
    check: CheckTable = CheckTable()
    score: bool = True
    judge: JudgeSettings = field(default_factory=JudgeSettings)

    @property
    def rules(self) -> CheckRules:
        """The rules that the checks follow."""
        return CheckRules(disabled=self.disable, severities=self.check.severity, strict=self.strict)


def read_quality(table: SettingsTable) -> QualitySettings:
    """Read the settings of checks and scores from a project's table.

    :raises ConfigError: naming the file, the setting and what it must be
    """
    check = table.inner("check")
    refuse_unknown(check, ("severity",))
    severity = check.inner("severity")
    settings = QualitySettings(
        **read_part(table.without(("check", "judge")), QualitySettings),
        judge=read_judge(table),
        check=CheckTable(severity={name: Severity(read_value(severity, name, _Level)) for name in severity.values}),
    )
    _refuse_unknown_checks(settings.disable, table.place("disable"))
    _refuse_unknown_checks(settings.check.severity, table.place("check.severity"))
    return settings


def _refuse_unknown_checks(names: Iterable[str], place: str) -> None:
    names = list(names)
    if not names:
        return
    from pipeline.quality.checks import KNOWN, explain_unknown

    for name in names:
        if name not in KNOWN:
            raise ConfigError(f"{place}: {explain_unknown(name)}")
