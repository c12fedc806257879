"""What a project asks of its checks: which run, how grave their findings are, and which findings close the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.model import Finding, Severity

STRICT = "strict = true"
"""The setting by which warnings close the gate, as a project writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRules:
    """The rules of a project for its checks.

    ``disabled`` names checks that do not run. ``severities`` gives every finding of a check one severity. With
    ``strict``, warnings close the gate too.
    """

    disabled: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    strict: bool = False

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings of the checks that run, with the project's severities."""
        return [self._weigh(finding) for finding in findings if finding.check not in self.disabled]

    def _weigh(self, finding: Finding) -> Finding:
        severity = self.severities.get(finding.check, finding.severity)
        return finding if severity is finding.severity else replace(finding, severity=severity)

    def closes(self, finding: Finding) -> bool:
        """Tell whether a finding in a reviewed unit closes the gate."""
        return finding.severity is Severity.ERROR or (self.strict and finding.severity is Severity.WARNING)

    def setting(self, finding: Finding) -> str:
        """Return the setting by which a finding closes the gate, as a project writes it; "" for a default."""
        if finding.severity is not Severity.ERROR:
            return STRICT
        return f'check.severity.{finding.check} = "error"' if finding.check in self.severities else ""


DEFAULT_RULES = CheckRules()
"""All checks, each finding with the severity that its check gives it."""
