"""The gate as workflow commands: GitHub shows them on the lines of the pull request.

GitHub shows the first ten errors and the first ten warnings of a step on the lines; so the gravest come first.
"""

from __future__ import annotations

from pipeline.gate.problems import Problem
from pipeline.gate.reports.words import verdict, waiting_lines, waive_lines
from pipeline.gate.result import GateResult
from pipeline.project.settings import FILE as SETTINGS

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def write(result: GateResult) -> str:
    """Write a gate's result as workflow commands, and lines for the log."""
    lines = [_command(_COMMANDS[level], problem, result.folder) for level, problem in result.levels()]
    told = (*waiting_lines(result), *waive_lines((*result.failures, *result.warnings)), verdict(result))
    return "".join(f"{line}\n" for line in (*lines, *(f"newsloc: {line}" for line in told)))


def _command(level: str, problem: Problem, folder: str) -> str:
    # What lies in no file is a matter of the settings.
    place = {"file": f"{folder}{problem.path or SETTINGS}", "line": problem.line or 1}
    properties = {**place, "title": problem.title}
    written = ",".join(f"{name}={escape_property(str(value))}" for name, value in properties.items())
    return f"::{level} {written}::{escape_message(problem.without_place)}"


def escape_message(text: str) -> str:
    """Escape what would end or alter a command's message; ``%`` first, or the escapes would be escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Escape a property's value, in which commas and colons mean something too."""
    return escape_message(text).replace(":", "%3A").replace(",", "%2C")
