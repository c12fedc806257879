"""The checks: rules that say what is wrong with one target. One file a family; ``CHECKS`` names them all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pipeline.checks.length import Length
from pipeline.checks.months import Months
from pipeline.checks.numbers import Numbers
from pipeline.checks.placeholders import Placeholders
from pipeline.checks.repetition import Repetition
from pipeline.checks.script import Script
from pipeline.checks.terms import Terms
from pipeline.checks.untranslated import Untranslated
from pipeline.model import Finding, Pair


class Check(Protocol):
    """A rule about one target. It reads two strings, does no I/O and never raises for bad text."""

    name: str
    """How findings, options and catalogs call it."""
    title: str
    explanation: str
    """What it means and what to do, for a translator."""

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield what is wrong with the pair's target."""
        ...


CHECKS: tuple[Check, ...] = (
    Untranslated(),
    Script(),
    Repetition(),
    Length(),
    Numbers(),
    Months(),
    Terms(),
    Placeholders(),
)


def run_checks(pair: Pair) -> tuple[Finding, ...]:
    """Return everything the checks find in a pair; nothing for an empty target."""
    if not pair.target.strip():
        return ()
    return tuple(finding for check in CHECKS for finding in check.find(pair))
