"""The reports: how results are shown. One file a format; ``REPORTS`` names those of the gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline.gate.reports import github, json, junit, markdown, sarif, table
from pipeline.gate.result import GateResult


class Report(NamedTuple):
    """One format of ``check``: its name on the command line, how it writes a result, and who reads it."""

    name: str
    write: Callable[[GateResult], str]
    summary: str


REPORTS: tuple[Report, ...] = (
    Report("table", table.write, "people, in a terminal of 80 columns"),
    Report("json", json.write, "programs; its schema is pipeline/gate/reports/check.schema.json"),
    Report("junit", junit.write, "CI servers that show tests: Jenkins, GitLab, Azure, CircleCI"),
    Report("sarif", sarif.write, "code scanning: GitHub's Security tab, editors"),
    Report("github", github.write, "annotations on the lines of a pull request"),
    Report("markdown", markdown.write, "a summary of the run, for GITHUB_STEP_SUMMARY or a comment"),
)
