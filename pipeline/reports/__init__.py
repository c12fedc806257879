"""The reports: how results are shown. One file a format; ``REPORTS`` names those of the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.reports import json, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.coverage import GateResult


class Report(NamedTuple):
    """One format of ``check``: its name on the command line, and how it writes a result."""

    name: str
    write: Callable[[GateResult], str]


REPORTS: tuple[Report, ...] = (
    Report("table", table.write),
    Report("json", json.write),
)
